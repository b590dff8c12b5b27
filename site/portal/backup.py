"""A backup: the database by its own interface, media and private files, and a manifest with hashes. And the way back.

The file is a tar with `manifest.json` first. Nothing is touched before the whole file has been read and found sound.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
CHUNK = 1024 * 1024


class BackupRefused(RuntimeError):
    """The backup cannot be made or taken back; the words say why. Nothing was changed."""


@dataclass(frozen=True)
class Tree:
    """A folder that belongs to the backup, under a name of its own in it."""

    name: str
    folder: Path


def trees() -> list[Tree]:
    return [Tree("media", Path(settings.MEDIA_ROOT)), Tree("private", Path(storages["private"].path("")))]


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def applied_migrations() -> list[str]:
    """ "app.name" of every migration the database has."""
    loader = MigrationLoader(connection)
    return sorted(f"{app}.{name}" for app, name in loader.applied_migrations)


def make_backup(target: Path, *, at: datetime) -> dict[str, Any]:
    """Write a backup to `target` (whole or not at all); returns its manifest. The product may run meanwhile.

    Files are copied after the database: a file that a row names is then in the backup too.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as temporary:
        folder = Path(temporary)
        database = folder / DATABASE[connection.vendor]
        dump_database(database)
        entries = {database.name: database}
        for tree in trees():
            for file in files_in(tree.folder):
                entries[f"{tree.name}/{file.relative_to(tree.folder).as_posix()}"] = file
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "made_at": at.isoformat(),
            "vendor": connection.vendor,
            "migrations": applied_migrations(),
            "files": {},
        }
        beside = folder / "backup.tar"
        with tarfile.open(beside, "w") as archive:
            for name, path in entries.items():
                copy = folder / "copy"
                shutil.copyfile(path, copy)
                manifest["files"][name] = {"sha256": sha256_of(copy), "bytes": copy.stat().st_size}
                archive.add(copy, arcname=name)
            told = folder / MANIFEST
            told.write_text(
                json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8"
            )
            archive.add(told, arcname=MANIFEST)
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        beside.chmod(0o600)
        beside.replace(target)
    return manifest


def files_in(folder: Path) -> Iterator[Path]:
    """Whole files only: names that begin with a dot are still being written."""
    if folder.is_dir():
        yield from sorted(
            path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")
        )


def dump_database(to: Path) -> None:
    """SQLite by its backup interface, PostgreSQL by pg_dump: both consistent while people write."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        copy = sqlite3.connect(to)
        try:
            connection.connection.backup(copy)
        finally:
            copy.close()
        return
    run_postgres("pg_dump", "--format=custom", "--no-owner", f"--file={to}")


def run_postgres(program: str, *arguments: str) -> None:
    """Run a PostgreSQL program on our database; the password goes by the environment, never by the command line."""
    path = shutil.which(program)
    if path is None:
        raise BackupRefused(
            _("%(program)s was not found: install the PostgreSQL client of the server's version.")
            % {"program": program}
        )
    where = connection.get_connection_params()
    environment = {**os.environ, "PGPASSWORD": str(where.get("password") or "")}
    names = {"host": "--host", "port": "--port", "user": "--username", "dbname": "--dbname"}
    address = [f"{flag}={where[key]}" for key, flag in names.items() if where.get(key)]
    done = subprocess.run([path, *address, *arguments], env=environment, capture_output=True, text=True)  # noqa: S603
    if done.returncode != 0:
        raise BackupRefused(f"{program}: {done.stderr.strip()[-2000:]}")


def read_backup(source: Path, into: Path) -> dict[str, Any]:
    """Unpack into a fresh folder and check everything: form, hashes, database kind, migrations. Raises BackupRefused."""
    try:
        with tarfile.open(source, "r:") as archive:
            for member in archive:
                name = PurePosixPath(member.name)
                if not member.isfile() or name.is_absolute() or ".." in name.parts:
                    raise BackupRefused(
                        _("The backup holds something that is no plain file: %(name)s")
                        % {"name": member.name}
                    )
            archive.extractall(into, filter="data")
    except (tarfile.TarError, OSError, EOFError) as fault:
        raise BackupRefused(_("The file is not a whole backup: %(reason)s") % {"reason": fault}) from fault
    try:
        manifest: dict[str, Any] = json.loads((into / MANIFEST).read_text(encoding="utf-8"))
        told = manifest["files"]
        form, vendor, migrations = manifest["format"], manifest["vendor"], manifest["migrations"]
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise BackupRefused(_("The backup has no readable manifest.")) from fault
    if form > FORMAT:
        words = _("The backup was made by a newer version (form %(form)s; this version reads %(known)d).")
        raise BackupRefused(words % {"form": form, "known": FORMAT})
    if vendor != connection.vendor:
        words = _("The backup is of %(vendor)s, this installation runs on %(own)s.")
        raise BackupRefused(words % {"vendor": vendor, "own": connection.vendor})
    there = {path.relative_to(into).as_posix() for path in into.rglob("*") if path.is_file()} - {MANIFEST}
    if there != set(told):
        raise BackupRefused(_("The backup lacks files that its manifest names, or holds others."))
    for name, facts in told.items():
        if sha256_of(into / name) != facts["sha256"]:
            raise BackupRefused(_("The backup is damaged: %(name)s is not what was stored.") % {"name": name})
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = [name for name in migrations if name not in known]
    if unknown:
        words = _("The backup was made by a newer version: this one does not know %(name)s.")
        raise BackupRefused(words % {"name": unknown[0]})
    return manifest


def restore_backup(source: Path) -> dict[str, Any]:
    """Put a backup in place of what is here; returns its manifest. Stop the product first.

    What was here is kept beside (`*.before-restore`) until the next restore.
    """
    with tempfile.TemporaryDirectory(dir=settings.VAR, prefix=".restore-") as temporary:
        folder = Path(temporary)
        manifest = read_backup(source, folder)
        connections.close_all()
        database = folder / DATABASE[connection.vendor]
        if connection.vendor == "sqlite":
            replace_sqlite(database)
        else:
            run_postgres(
                "pg_restore",
                "--clean",
                "--if-exists",
                "--no-owner",
                "--single-transaction",
                "--exit-on-error",
                str(database),
            )
        for tree in trees():
            put_in_place(folder / tree.name, tree.folder)
    return manifest


def replace_sqlite(database: Path) -> None:
    check = sqlite3.connect(database)
    try:
        verdict = check.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        check.close()
    if verdict != "ok":
        raise BackupRefused(_("The database in the backup is damaged: %(reason)s") % {"reason": verdict})
    target = Path(str(settings.DATABASES["default"]["NAME"]))
    if target.exists():
        # Fold the write-ahead log into the file before it is kept aside.
        last = sqlite3.connect(target)
        last.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        last.close()
        target.replace(target.with_name(target.name + ".before-restore"))
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(database, target)


def put_in_place(new: Path, target: Path) -> None:
    kept = target.with_name(target.name + ".before-restore")
    if kept.exists():
        shutil.rmtree(kept)
    keeper = (target / ".gitkeep").exists()
    if target.exists():
        target.replace(kept)
    target.parent.mkdir(parents=True, exist_ok=True)
    if new.exists():
        shutil.move(new, target)
    else:
        target.mkdir()
    if keeper:
        (target / ".gitkeep").touch()
