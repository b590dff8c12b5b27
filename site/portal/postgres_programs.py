"""PostgreSQL's own programs on our database, and who else is connected to it."""

import os
import shutil
import subprocess

from django.db import connection
from django.utils.translation import gettext as _
from psycopg import pq
from psycopg.conninfo import make_conninfo

# Everything of ours in the schema, without its extensions. What a backup holds is put there afterwards; what a newer
# version made beside it must not stay, or its migrations would find their tables there.
EMPTY_THE_SCHEMA = """
SET LOCAL client_min_messages = warning;
DO $$
DECLARE
    command text;
BEGIN
    FOR command IN
        SELECT format('DROP %s IF EXISTS %I.%I CASCADE',
                      CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE'
                                   WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
                      current_schema(), relname)
        FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
          AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid
                                                  AND deptype = 'e')
        ORDER BY relkind = 'S'
    LOOP
        EXECUTE command;
    END LOOP;
    FOR command IN
        SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', pg_proc.oid::regprocedure)
        FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid
                                                  AND deptype = 'e')
    LOOP
        EXECUTE command;
    END LOOP;
    FOR command IN
        SELECT format('DROP TYPE IF EXISTS %I.%I CASCADE', current_schema(), typname)
        FROM pg_type LEFT JOIN pg_class ON pg_class.oid = typrelid
        WHERE typnamespace = current_schema()::regnamespace AND (typtype IN ('e', 'd', 'r') OR relkind = 'c')
          AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_type'::regclass AND objid = pg_type.oid
                                                  AND deptype = 'e')
    LOOP
        EXECUTE command;
    END LOOP;
END $$;
"""
OTHERS = """
SELECT usename, coalesce(host(client_addr), 'localhost'), count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL
  AND coalesce(backend_type, 'client backend') = 'client backend'
GROUP BY 1, 2 ORDER BY 3 DESC
"""


class ProgramFailed(RuntimeError):
    """A program is missing, or ended with an error; the words say which."""


def address() -> tuple[str, str]:
    """(how to reach our database in the words of libpq: sslmode, options and all; the password, which is not among them).

    Parameters that only Django or its driver knows are left out.
    """
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()} - {"password", "sslpassword"}
    where = connection.get_connection_params()
    told = {key: value for key, value in where.items() if key in known and value not in (None, "")}
    return make_conninfo(**told), str(where.get("password") or "")


def run(program: str, *arguments: str, on_database: bool = True) -> None:
    """Run a program on our database; the password goes by the environment, never by the command line.

    Raises ProgramFailed. Nothing is asked for at the terminal.
    """
    path = shutil.which(program)
    if path is None:
        raise ProgramFailed(
            _("%(program)s was not found: install the PostgreSQL client of the server's version.")
            % {"program": program}
        )
    conninfo, password = address()
    command = [path, *([f"--dbname={conninfo}", "--no-password"] if on_database else []), *arguments]
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    done = subprocess.run(  # noqa: S603
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise ProgramFailed(f"{program}: {done.stderr.strip()[-2000:]}")


def others_connected() -> list[str]:
    """Whoever else is connected to our database, as "role@address (count)"; also from other machines."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        return [f"{role}@{host} ({count})" for role, host, count in cursor.fetchall()]
