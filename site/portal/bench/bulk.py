"""Very many rows, made by the database itself: one statement copies a row that the services made as often as is wanted.

In the expressions for single columns `n` is the number of the copy, from 0, and `t` the row that is copied. They are ours,
written for both databases; nothing in them comes from outside.
"""

from __future__ import annotations

from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

SERIES = {
    "postgresql": "SELECT n FROM generate_series(0, {last}) AS n",
    "sqlite": "WITH RECURSIVE up(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM up WHERE n < {last}) SELECT n FROM up",
}


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def numbers(count: int) -> str:
    """A table `s` with the column `n`: 0 to `count` - 1."""
    return f"({SERIES[connection.vendor].format(last=count - 1)}) AS s"


def next_key(model: type[models.Model]) -> int:
    """The first whole key above all that are taken."""
    return int(model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0) + 1


def multiply(
    model: type[models.Model], template: Any, count: int, *, first: int | None = None, **columns: str
) -> None:
    """So many copies of the row with the key `template`, `columns` of them by their expressions.

    `first`: the key of copy 0, where keys are whole numbers.
    """
    expressions = dict(columns)
    if first is not None:
        expressions[str(model._meta.pk.attname)] = f"{first} + n"  # type: ignore[union-attr]
    names = [field.column for field in model._meta.concrete_fields]
    quoted = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(expressions.get(str(name), f't."{name}"') for name in names).replace("%", "%%")
    table = model._meta.db_table
    key = model._meta.pk.get_db_prep_value(template, connection)  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        # fmt: off
        cursor.execute(
            f'INSERT INTO "{table}" ({quoted}) SELECT {values} FROM "{table}" AS t CROSS JOIN {numbers(count)} WHERE t.id = %s',  # noqa: S608
            [key],
        )
        # fmt: on
    settle_keys(model)


def settle_keys(*tables: type[models.Model]) -> None:
    """The database gives out keys above those that were written by hand from now on, and knows how large the tables are.

    PostgreSQL tidies new rows by itself within a minute, outside of transactions; a measurement does not wait for that.
    """
    tidied = "ANALYZE" if is_sqlite() or connection.in_atomic_block else "VACUUM ANALYZE"
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)
        for table in tables:
            cursor.execute(f'{tidied} "{table._meta.db_table}"')


def text(expression: str) -> str:
    """A number of the database as text."""
    return f"CAST({expression} AS text)"


def person_key(expression: str) -> str:
    """A UUID made of a number: `random_uuid` never gives one that small."""
    if is_sqlite():
        return f"printf('%032x', {expression})"
    return f"CAST(lpad(to_hex({expression}), 32, '0') AS uuid)"


def as_json(expression: str) -> str:
    """Text that holds JSON, as a JSON column takes it."""
    return expression if is_sqlite() else f"CAST({expression} AS jsonb)"


def joined(expression: str, between: str) -> str:
    """The texts of a group in one."""
    return f"{'group_concat' if is_sqlite() else 'string_agg'}({expression}, '{between}')"
