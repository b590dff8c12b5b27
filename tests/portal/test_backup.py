"""A backup comes back whole, or is refused before anything is touched."""

import json
import tarfile
from pathlib import Path

import make
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection

from people import api as people
from portal import backup

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def backup_file(tmp_path: Path) -> Path:
    make.a_person("Người Được Giữ", username="duocgiu")
    if storages["private"].exists("certificates/giu.pdf"):
        storages["private"].delete("certificates/giu.pdf")
    storages["private"].save("certificates/giu.pdf", ContentFile(b"%PDF giu"))
    target = tmp_path / "b.tar"
    call_command("backup", str(target))
    return target


def altered(source: Path, change) -> Path:  # type: ignore[no-untyped-def]
    """The same backup with `change(folder)` applied to its unpacked files."""
    folder = source.parent / "open"
    with tarfile.open(source) as archive:
        archive.extractall(folder, filter="data")
    change(folder)
    target = source.parent / "changed.tar"
    with tarfile.open(target, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.add(path, arcname=path.relative_to(folder).as_posix())
    return target


def test_the_manifest_tells_every_file_and_its_hash(backup_file: Path) -> None:
    with tarfile.open(backup_file) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))  # type: ignore[arg-type]
    assert "private/certificates/giu.pdf" in manifest["files"]
    assert backup_file.stat().st_mode & 0o077 == 0


def test_a_damaged_backup_is_refused_and_nothing_changes(backup_file: Path) -> None:
    damaged = altered(
        backup_file, lambda folder: (folder / "private/certificates/giu.pdf").write_bytes(b"%PDF kha")
    )
    make.a_person("Người Mới", username="nguoimoi")
    with pytest.raises(CommandError, match="Chưa thay đổi gì"):
        call_command("restore", str(damaged))
    assert people.User.objects.filter(username="nguoimoi").exists()
    assert storages["private"].open("certificates/giu.pdf").read() == b"%PDF giu"


def test_a_truncated_backup_is_refused(backup_file: Path) -> None:
    cut = backup_file.with_name("cut.tar")
    cut.write_bytes(backup_file.read_bytes()[: backup_file.stat().st_size // 2])
    with pytest.raises(CommandError, match="Chưa thay đổi gì"):
        call_command("restore", str(cut))


def test_a_newer_backup_is_refused(backup_file: Path) -> None:
    def from_tomorrow(folder: Path) -> None:
        manifest = json.loads((folder / "manifest.json").read_text())
        manifest["migrations"].append("people.9999_from_tomorrow")
        (folder / "manifest.json").write_text(json.dumps(manifest))

    with pytest.raises(CommandError, match="phiên bản mới hơn"):
        call_command("restore", str(altered(backup_file, from_tomorrow)))


def test_a_path_out_of_the_backup_is_refused(backup_file: Path) -> None:
    evil = backup_file.with_name("evil.tar")
    with tarfile.open(evil, "w") as archive:
        member = tarfile.TarInfo("../outside")
        archive.addfile(member)
    with pytest.raises(CommandError, match="không phải tệp thường"):
        call_command("restore", str(evil))


def test_what_was_there_comes_back(backup_file: Path) -> None:
    """On PostgreSQL the whole way; on SQLite the test database is in use, so its file is read beside it."""
    person = people.User.objects.get(username="duocgiu")
    if connection.vendor == "postgresql":
        person.full_name = "Tên Khác"
        person.save()
        storages["private"].delete("certificates/giu.pdf")
        call_command("restore", str(backup_file))
        assert people.User.objects.get(username="duocgiu").full_name == "Người Được Giữ"
        assert storages["private"].open("certificates/giu.pdf").read() == b"%PDF giu"
    else:
        folder = backup_file.parent / "read"
        folder.mkdir()
        manifest = backup.read_backup(backup_file, folder)
        assert manifest["vendor"] == "sqlite"
        rows = (
            backup.sqlite3.connect(folder / "database.sqlite3")
            .execute("SELECT full_name FROM people_user")
            .fetchall()
        )
        assert ("Người Được Giữ",) in rows
