"""A backup comes back whole, or is refused before anything is touched."""

import json
import os
import re
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import make
import psycopg
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection, connections

from jobs import api as jobs
from jobs import in_use
from people import api as people
from portal import backup, restoring

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    """What a restore leaves, and the lock, lie where no other test looks."""
    settings.VAR = tmp_path / "var"
    settings.MEDIA_ROOT = tmp_path / "media"


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


def test_what_was_there_comes_back(backup_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The whole way; what was here is kept."""
    person = people.User.objects.get(username="duocgiu")
    person.full_name = "Tên Khác"
    person.save()
    storages["private"].delete("certificates/giu.pdf")
    storages["private"].save("certificates/khac.pdf", ContentFile(b"%PDF khac"))
    call_command("restore", str(backup_file))
    assert re.search(r"Đã khôi phục như lúc \d\d:\d\d, \d\d/\d\d/\d{4} ", capsys.readouterr().out)
    assert people.User.objects.get(username="duocgiu").full_name == "Người Được Giữ"
    assert storages["private"].open("certificates/giu.pdf").read() == b"%PDF giu"
    assert not storages["private"].exists("certificates/khac.pdf")
    kept = Path(storages["private"].path("")) / ".before-restore/certificates/khac.pdf"
    assert kept.read_bytes() == b"%PDF khac"


def test_what_was_here_is_kept_as_a_database_that_opens(backup_file: Path, settings: Any) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("On PostgreSQL it is a file of pg_dump (test_restoring_postgresql.py).")
    make.a_person("Người Mới", username="nguoimoi")
    call_command("restore", str(backup_file))
    database = Path(connection.settings_dict["NAME"])
    left = sorted(path.name for path in database.parent.glob(f"{database.name}.*"))
    assert left == [f"{database.name}.before-restore"]
    kept = sqlite3.connect(database.with_name(left[0]))
    assert kept.execute("SELECT full_name FROM people_user WHERE username = 'nguoimoi'").fetchall()
    kept.close()


def test_over_a_database_that_is_no_database_any_more_a_backup_comes_back(backup_file: Path) -> None:
    """Often why one restores; what is left of it is kept."""
    if connection.vendor != "sqlite":
        pytest.skip("Of SQLite.")
    connections.close_all()
    database = Path(connection.settings_dict["NAME"])
    database.write_bytes(b"no database" * 1000)
    call_command("restore", str(backup_file))
    assert people.User.objects.filter(username="duocgiu").exists()
    assert database.with_name(f"{database.name}.before-restore").read_bytes() == b"no database" * 1000


def test_a_second_restore_keeps_what_was_there_before_it_and_nothing_older(
    backup_file: Path, settings: Any
) -> None:
    call_command("restore", str(backup_file))
    storages["private"].save("certificates/lan-hai.pdf", ContentFile(b"%PDF hai"))
    call_command("restore", str(backup_file))
    private = Path(storages["private"].path(""))
    assert (private / ".before-restore/certificates/lan-hai.pdf").exists()
    assert sorted(path.name for path in private.iterdir() if path.name.startswith(".")) == [".before-restore"]
    assert not list(settings.VAR.glob("*-older")) + list(settings.VAR.glob(".restore-*"))


def test_what_a_restore_keeps_is_in_no_backup(backup_file: Path, tmp_path: Path) -> None:
    call_command("restore", str(backup_file))
    later = tmp_path / "later.tar"
    call_command("backup", str(later))
    with tarfile.open(later) as archive:
        assert not [name for name in archive.getnames() if ".before-restore" in name]


def test_private_files_come_back_as_private_and_as_old_as_they_were(
    backup_file: Path, tmp_path: Path
) -> None:
    file = jobs.path_of(jobs.keep_file("giu", b"rows"))
    os.utime(file, (1_700_000_000, 1_700_000_000))
    call_command("backup", str(backup_file))
    file.unlink()
    call_command("restore", str(backup_file))
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.stat().st_mtime == 1_700_000_000


def test_a_file_that_goes_while_a_backup_is_made_is_told_and_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    going = jobs.path_of(jobs.keep_file("di", b"rows"))
    staying = jobs.path_of(jobs.keep_file("o", b"rows"))
    copy = shutil.copy2

    def copy_late(source: Path, target: Path) -> Any:
        going.unlink(missing_ok=True)
        return copy(source, target)

    monkeypatch.setattr(shutil, "copy2", copy_late)
    call_command("backup", str(tmp_path / "b.tar"))
    assert f"private/jobs/{going.name}" in capsys.readouterr().out
    folder = tmp_path / "read"
    folder.mkdir()
    manifest = backup.read_backup(tmp_path / "b.tar", folder)
    assert manifest["vanished"] == [f"private/jobs/{going.name}"]
    assert f"private/jobs/{staying.name}" in manifest["files"]


def test_a_file_of_the_media_may_begin_with_a_dot(tmp_path: Path, settings: Any) -> None:
    (Path(settings.MEDIA_ROOT) / "documents").mkdir(parents=True)
    (Path(settings.MEDIA_ROOT) / "documents" / ".mau.txt").write_text("x")
    (Path(settings.MEDIA_ROOT) / ".gitkeep").touch()
    call_command("backup", str(tmp_path / "b.tar"))
    with tarfile.open(tmp_path / "b.tar") as archive:
        names = archive.getnames()
    assert "media/documents/.mau.txt" in names
    assert "media/.gitkeep" not in names


def test_what_the_folders_refuse_half_way_is_taken_back_whole(
    backup_file: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a folder inside the media is a mount point."""
    make.a_person("Người Mới", username="nguoimoi")
    pictures = Path(settings.MEDIA_ROOT) / "images"
    for name in ("a", "b"):
        (pictures / name).mkdir(parents=True)
        (pictures / name / "x.png").write_bytes(name.encode())
    (pictures.parent / "z").mkdir()
    rename = Path.rename

    def busy(self: Path, target: Path) -> Path:
        if self.name == "z":
            raise OSError(16, "Device or resource busy", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", busy)
    with pytest.raises(CommandError, match="Chưa thay đổi gì.*busy"):
        call_command("restore", str(backup_file))
    assert people.User.objects.filter(username="nguoimoi").exists()
    assert (pictures / "a" / "x.png").read_bytes() == b"a"
    assert sorted(path.name for path in pictures.parent.iterdir()) == ["images", "z"]


def test_what_the_database_refuses_at_the_end_takes_the_folders_back(
    backup_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.a_person("Người Mới", username="nguoimoi")
    storages["private"].delete("certificates/giu.pdf")
    storages["private"].save("certificates/moi.pdf", ContentFile(b"%PDF moi"))
    way = restoring.WAYS[connection.vendor]

    @contextmanager
    def broken(new: Path) -> Iterator[Any]:
        with way(new):

            def replace(swap: restoring.Swap) -> None:
                raise OSError(28, "No space left on device")

            yield replace

    monkeypatch.setitem(restoring.WAYS, connection.vendor, broken)
    with pytest.raises(CommandError, match="Chưa thay đổi gì.*No space"):
        call_command("restore", str(backup_file))
    assert people.User.objects.filter(username="nguoimoi").exists()
    assert storages["private"].open("certificates/moi.pdf").read() == b"%PDF moi"
    assert not storages["private"].exists("certificates/giu.pdf")


def test_a_disk_that_is_full_is_told_in_one_line(backup_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: Path, target: Path) -> None:
        reason = f"[Errno 28] No space left on device: '{target}'"
        raise shutil.Error([(str(source), str(target), reason), (str(source), str(target), reason)])

    monkeypatch.setattr(shutil, "move", full)
    with pytest.raises(
        CommandError, match=r"^Chưa thay đổi gì\. \[Errno 28\] No space left on device: '[^']*'$"
    ):
        call_command("restore", str(backup_file))


def test_what_cannot_be_taken_back_is_told_with_its_places(
    backup_file: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "z"):
        (Path(settings.MEDIA_ROOT) / name).mkdir(parents=True)
    rename = Path.rename

    def stuck(self: Path, target: Path) -> Path:
        if self.name == "z" or target == Path(settings.MEDIA_ROOT) / "a":
            raise OSError(5, "Input/output error", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stuck)
    with pytest.raises(CommandError) as told:
        call_command("restore", str(backup_file))
    assert "Chưa thay đổi gì" not in str(told.value)
    assert f"{settings.MEDIA_ROOT}/.before-restore/a → {settings.MEDIA_ROOT}/a" in str(told.value)


def test_the_list_of_demo_accounts_goes_with_the_database_that_it_tells_of(
    backup_file: Path, settings: Any
) -> None:
    (settings.VAR / "demo-accounts.tsv").write_text("learner\thocvien\tcu-cu-cu\n")
    call_command("restore", str(backup_file))
    assert not (settings.VAR / "demo-accounts.tsv").exists()


def test_under_a_running_server_nothing_is_restored(backup_file: Path) -> None:
    make.a_person("Người Mới", username="nguoimoi")
    with in_use.together(), pytest.raises(CommandError, match="Chưa thay đổi gì.*đang chạy"):
        call_command("restore", str(backup_file))
    assert people.User.objects.filter(username="nguoimoi").exists()


def test_during_a_restore_no_backup_is_made(backup_file: Path) -> None:
    with in_use.alone(), pytest.raises(CommandError, match="Đang khôi phục"):
        call_command("backup", str(backup_file))


def test_with_another_program_in_the_database_nothing_is_restored(backup_file: Path) -> None:
    """A server of another machine, a scheduler's command, a program of the administrator."""
    make.a_person("Người Mới", username="nguoimoi")
    if connection.vendor == "postgresql":
        other: Any = psycopg.connect(**{**connection.get_connection_params(), "cursor_factory": None})
    else:
        other = sqlite3.connect(connection.settings_dict["NAME"])
    other.execute("SELECT count(*) FROM people_user").fetchone()
    try:
        with pytest.raises(CommandError, match="Chưa thay đổi gì.*(kết nối|đang mở)"):
            call_command("restore", str(backup_file))
    finally:
        other.close()
    assert people.User.objects.filter(username="nguoimoi").exists()
    call_command("restore", str(backup_file))
    assert not people.User.objects.filter(username="nguoimoi").exists()
