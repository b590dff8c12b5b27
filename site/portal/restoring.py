"""A backup comes back: everything is read, checked and laid ready first, then all is swapped by renames, the database last.

Whatever fails before the end is taken back. What was here before stays: folders in their `.before-restore`, an SQLite
database beside itself (`*.before-restore`), one of PostgreSQL as `var/database.before-restore.pgdump`.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.utils.translation import gettext as _

from jobs import in_use
from portal import postgres_programs
from portal.backup import DATABASE, KEPT, OLDER, READY, STAYS, BackupRefused, read_backup, sqlite_file, trees
from portal.demo import accounts_file

PRESENT = "database.before-restore.pgdump"
SQLITE_FILES = ("", "-wal", "-shm", "-journal")


class RestoreHalfDone(RuntimeError):
    """The restore failed, and taking it back failed too; the words say what lies where."""


class Swap:
    """Renames and new folders that can be taken back. `outdated`: what is not needed any more when all is done."""

    def __init__(self) -> None:
        self.done: list[tuple[Path | None, Path]] = []
        self.outdated: list[Path] = []

    def move(self, source: Path, target: Path) -> None:
        source.rename(target)
        self.done.append((source, target))

    def make(self, folder: Path) -> None:
        folder.mkdir()
        self.done.append((None, folder))

    def clear(self, kept: Path) -> None:
        """Make room where something is to be kept."""
        if kept.exists():
            self.outdated.append(kept.with_name(kept.name + "-older"))
            self.move(kept, self.outdated[-1])

    def keep(self, source: Path, kept: Path) -> None:
        """Move what is there, if anything is, to where it is kept."""
        self.clear(kept)
        if source.exists():
            self.move(source, kept)

    def take_back(self) -> list[str]:
        """Undo all, the last first; returns what could not be undone, as "where it lies → where it belongs"."""
        stuck = []
        for source, target in reversed(self.done):
            try:
                if source is None:
                    target.rmdir()
                else:
                    target.rename(source)
            except OSError:
                if source is not None:
                    stuck.append(f"{target} → {source}")
        return stuck


def restore_backup(source: Path) -> dict[str, Any]:
    """Put a backup in place of what is here; returns its manifest. The product must not run meanwhile.

    Raises BackupRefused: then everything is as it was. Raises RestoreHalfDone: then it says what is not.
    """
    try:
        with in_use.alone(), _room() as temporary:
            folder = Path(temporary)
            manifest = read_backup(source, folder)
            _put_in_place(folder)
            return manifest
    except in_use.InUse:
        raise BackupRefused(
            _(
                "The product is running here. Stop it first (Ctrl-C where `make run` runs; services of the web server and of "
                "`manage.py work`)."
            )
        ) from None
    except postgres_programs.ProgramFailed as failed:
        raise BackupRefused(str(failed)) from failed
    except shutil.Error as failed:
        # Of a whole folder: a list of (from, to, reason).
        raise BackupRefused(failed.args[0][0][2]) from failed
    except OSError as failed:
        raise BackupRefused(str(failed)) from failed


def _room() -> "tempfile.TemporaryDirectory[str]":
    # What resists being removed afterwards must not look like a restore that failed.
    return tempfile.TemporaryDirectory(dir=settings.VAR, prefix=".restore-", ignore_cleanup_errors=True)


def _put_in_place(unpacked: Path) -> None:
    connections.close_all()
    way = WAYS[connection.vendor]
    swap = Swap()
    try:
        with way(unpacked / DATABASE[connection.vendor]) as replace_database:
            for tree in trees():
                _lay_ready(unpacked / tree.name, tree.folder)
            try:
                for tree in trees():
                    _swap_folder(swap, tree.folder)
                # The passwords in it are those of the database that goes.
                swap.keep(accounts_file(), accounts_file().with_name(accounts_file().name + KEPT))
                replace_database(swap)
            except BaseException as fault:
                _take_back(swap, fault)
                raise
    finally:
        for tree in trees():
            shutil.rmtree(tree.folder / READY, ignore_errors=True)
    # All is done. What resists now goes with the next restore.
    for path in swap.outdated:
        shutil.rmtree(path, ignore_errors=True)
        with suppress(OSError):
            path.unlink()


def _take_back(swap: Swap, fault: BaseException) -> None:
    if stuck := swap.take_back():
        words = _(
            "The restore failed half-way (%(reason)s), and not everything could be put back. Do not start the product. "
            "Move these back by hand, in this order:\n%(places)s"
        )
        raise RestoreHalfDone(words % {"reason": fault, "places": "\n".join(stuck)}) from fault


def _lay_ready(new: Path, folder: Path) -> None:
    """Bring the new files onto the file system of the folder: it may be a mounted one, and space may run out."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in (READY, OLDER):
        if (folder / left).exists():
            shutil.rmtree(folder / left)
    if new.exists():
        shutil.move(new, folder / READY)
    else:
        (folder / READY).mkdir()


def _swap_folder(swap: Swap, folder: Path) -> None:
    """The contents, never the folder: one that is a mount point cannot be renamed."""
    kept = folder / KEPT
    swap.clear(kept)
    swap.make(kept)
    for entry in sorted(folder.iterdir()):
        if entry.name not in STAYS:
            swap.move(entry, kept / entry.name)
    for entry in sorted((folder / READY).iterdir()):
        swap.move(entry, folder / entry.name)


@contextmanager
def _sqlite(new: Path) -> Iterator[Callable[[Swap], None]]:
    """Lay the new file beside the present one and keep everybody off that; gives what swaps the two."""
    _refuse_damaged(new)
    target = sqlite_file()
    target.parent.mkdir(parents=True, exist_ok=True)
    ready = target.with_name(target.name + READY)
    shutil.move(new, ready)
    try:
        if target.exists():
            shutil.copymode(target, ready)
        with ready.open("rb") as file:
            os.fsync(file.fileno())

        def replace(swap: Swap) -> None:
            for suffix in SQLITE_FILES:
                present = target.with_name(target.name + suffix)
                swap.keep(present, target.with_name(target.name + KEPT + suffix))
            swap.move(ready, target)

        with _held(target):
            yield replace
    finally:
        ready.unlink(missing_ok=True)


def _refuse_damaged(database: Path) -> None:
    check = sqlite3.connect(database)
    try:
        verdict = check.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as fault:
        verdict = str(fault)
    finally:
        check.close()
    if verdict != "ok":
        raise BackupRefused(_("The database in the backup is damaged: %(reason)s") % {"reason": verdict})


@contextmanager
def _held(database: Path) -> Iterator[None]:
    """Nobody else has the file open, or opens it, in the block; its write-ahead log is folded in. Raises BackupRefused.

    SQLite leaves the write-ahead log only when nobody else has the database open, whatever program that may be. A file that is
    damaged is let through: it is often why one restores.
    """
    if not database.exists():
        yield
        return
    last = sqlite3.connect(database, timeout=1, isolation_level=None)
    try:
        try:
            last.execute("PRAGMA journal_mode=DELETE")
            last.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as fault:
            if fault.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise BackupRefused(
                    _("Another program has the database open: %(file)s. End it first.") % {"file": database}
                ) from fault
        yield
    finally:
        last.close()


@contextmanager
def _postgresql(new: Path) -> Iterator[Callable[[Swap], None]]:
    """Keep the present database as a file and make a script of the new one; gives what runs it, in one transaction."""
    if others := postgres_programs.others_connected():
        words = _(
            "Others are connected to this database: %(others)s. Stop the product on every machine (web server, "
            "`manage.py work`) and close other programs that are connected."
        )
        raise BackupRefused(words % {"others": ", ".join(others)})
    connections.close_all()
    present, script, first = (new.with_name(name) for name in ("present.pgdump", "new.sql", "first.sql"))
    postgres_programs.run("pg_dump", "--format=custom", "--no-owner", f"--file={present}")
    present.chmod(0o600)
    postgres_programs.run(
        "pg_restore", "--clean", "--if-exists", "--no-owner", f"--file={script}", str(new), on_database=False
    )
    first.write_text(postgres_programs.EMPTY_THE_SCHEMA, encoding="utf-8")

    def replace(swap: Swap) -> None:
        kept = Path(settings.VAR) / PRESENT
        swap.clear(kept)
        swap.move(present, kept)
        postgres_programs.run(
            "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction",
            f"--file={first}", f"--file={script}",
        )  # fmt: skip

    yield replace


# Database kind -> a context that prepares with the unpacked database, and gives what swaps it in.
WAYS: dict[str, Callable[[Path], AbstractContextManager[Callable[[Swap], None]]]] = {
    "sqlite": _sqlite,
    "postgresql": _postgresql,
}
