"""On PostgreSQL: exactly what the backup held is there afterwards, whatever a newer version had made beside it."""

from pathlib import Path
from typing import Any

import make
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from people import api as people
from portal import postgres_programs

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="of PostgreSQL"),
]
# As the migrations of a newer version might leave them.
NEWER = {
    "a table with a key to ours": "CREATE TABLE newer (id serial PRIMARY KEY, person_id uuid REFERENCES people_user (id))",
    "a table of its own": "CREATE TABLE newer (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
    "a view of ours": "CREATE VIEW newer AS SELECT id FROM people_user",
    "a sequence": "CREATE SEQUENCE newer",
    "a kind of value": "CREATE TYPE newer AS ENUM ('a')",
    "a function": "CREATE FUNCTION newer(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
}
THERE = """
SELECT relname::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace
UNION ALL SELECT typname::text FROM pg_type WHERE typnamespace = current_schema()::regnamespace
UNION ALL SELECT proname::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
ORDER BY 1
"""


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path / "var"
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _alone() -> None:
    """Threads of earlier tests that are still connected to this database are shown the door: a restore asks to be alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


def everything_there() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(THERE)
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.parametrize("statement", NEWER.values(), ids=NEWER.keys())
def test_an_older_backup_leaves_nothing_of_the_newer_version(statement: str, tmp_path: Path) -> None:
    make.a_person("Người Được Giữ", username="duocgiu")
    before = everything_there()
    call_command("backup", str(tmp_path / "b.tar"))
    with connection.cursor() as cursor:
        cursor.execute(statement)
    call_command("restore", str(tmp_path / "b.tar"))
    assert everything_there() == before
    assert people.User.objects.get(username="duocgiu").full_name == "Người Được Giữ"
    # Keys are still given out above those that are there.
    make.a_person("Người Mới", username="nguoimoi")


def test_what_the_server_refuses_leaves_the_database_and_the_files_as_they_were(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_command("backup", str(tmp_path / "b.tar"))
    make.a_person("Người Mới", username="nguoimoi")
    settings.MEDIA_ROOT.mkdir(exist_ok=True)
    (settings.MEDIA_ROOT / "moi.txt").write_text("moi")
    broken = postgres_programs.EMPTY_THE_SCHEMA + "SELECT 1/0;"
    monkeypatch.setattr(postgres_programs, "EMPTY_THE_SCHEMA", broken)
    with pytest.raises(CommandError, match="Chưa thay đổi gì.*division by zero"):
        call_command("restore", str(tmp_path / "b.tar"))
    assert people.User.objects.filter(username="nguoimoi").exists()
    assert (settings.MEDIA_ROOT / "moi.txt").read_text() == "moi"
    assert not (settings.VAR / "database.before-restore.pgdump").exists()


def test_the_database_that_goes_is_kept_as_a_file(tmp_path: Path, settings: Any) -> None:
    call_command("backup", str(tmp_path / "b.tar"))
    make.a_person("Người Mới", username="nguoimoi")
    call_command("restore", str(tmp_path / "b.tar"))
    assert not people.User.objects.filter(username="nguoimoi").exists()
    told = tmp_path / "told.sql"
    kept = settings.VAR / "database.before-restore.pgdump"
    assert kept.stat().st_mode & 0o777 == 0o600
    postgres_programs.run("pg_restore", f"--file={told}", str(kept), on_database=False)
    assert "nguoimoi" in told.read_text()


def test_the_programs_connect_as_the_portal_does_and_the_password_is_on_no_command_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    options = {
        "sslmode": "verify-full",
        "sslrootcert": "/etc/ca of ours.pem",
        "options": "-c search_path=portal",
    }
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "mat khau")
    conninfo, password = postgres_programs.address()
    assert "sslmode=verify-full" in conninfo
    assert "sslrootcert='/etc/ca of ours.pem'" in conninfo
    assert "search_path=portal" in conninfo
    assert password == "mat khau"
    assert "khau" not in conninfo
