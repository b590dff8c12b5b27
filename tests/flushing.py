"""Emptying the database after a test with real transactions, without making everything again that no test changes.

Django empties every table (PostgreSQL writes new files for each of some 150) and then makes content types and permissions
anew. Most tables are empty anyway, and those rows are the same before and after.
"""

from typing import Any

from django.core.management.commands import flush

# Made once from the models; no test writes there.
KEPT = {"django_content_type", "auth_permission", "django_migrations"}


def rows_that_are_there(style: Any, connection: Any, **_options: Any) -> list[str]:
    """Statements that empty the tables in which something is. Keys are checked when all is done, so any order will do."""
    names = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
    quoted = {name: connection.ops.quote_name(name) for name in sorted(names)}
    asked = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {table})" for name, table in quoted.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        found = [name for (name,) in cursor.fetchall()]
    return [f"DELETE FROM {quoted[name]}" for name in found]


def install() -> None:
    """Let Django's `flush` work in this way."""
    flush.sql_flush = rows_that_are_there
    flush.emit_post_migrate_signal = lambda *_options, **_more: None
