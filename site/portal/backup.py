"""A backup: the database by its own interface, media and private files, and a manifest with hashes.

The file is a tar. How it comes back: portal.restoring.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from jobs import in_use
from portal import postgres_programs

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
CHUNK = 1024 * 1024
# What a restore leaves in a folder: files that wait for their place, what was there before, and what was before that.
READY, KEPT, OLDER = ".restoring", ".before-restore", ".before-restore-older"
# What belongs to a folder itself, not to the product's data.
STAYS = {READY, KEPT, OLDER, ".gitkeep", "lost+found"}


class BackupRefused(RuntimeError):
    """The backup cannot be made or taken back; the words say why. Nothing was changed."""


@dataclass(frozen=True)
class Tree:
    """A folder that belongs to the backup, under a name of its own in it.

    `dots`: whether names that begin with a dot are files like others; elsewhere they are still being written.
    """

    name: str
    folder: Path
    dots: bool = False


def trees() -> list[Tree]:
    return [
        Tree("media", Path(settings.MEDIA_ROOT), dots=True),
        Tree("private", Path(storages["private"].path(""))),
    ]


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

    Files are copied after the database: a file that a row names is then in the backup too. Files that the product removes
    before their turn comes are no part of it; the manifest names them under "vanished". Raises BackupRefused.
    """
    try:
        with in_use.together(wait=False):
            return _write_backup(target, at)
    except in_use.InUse:
        raise BackupRefused(_("A restore is running here; wait for its end.")) from None
    except postgres_programs.ProgramFailed as failed:
        raise BackupRefused(str(failed)) from failed


def _write_backup(target: Path, at: datetime) -> dict[str, Any]:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as temporary:
        folder = Path(temporary)
        database = folder / DATABASE[connection.vendor]
        dump_database(database)
        entries = {database.name: database}
        for tree in trees():
            for file in files_in(tree):
                entries[f"{tree.name}/{file.relative_to(tree.folder).as_posix()}"] = file
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "made_at": at.isoformat(),
            "vendor": connection.vendor,
            "migrations": applied_migrations(),
            "files": {},
            "vanished": [],
        }
        beside = folder / "backup.tar"
        with tarfile.open(beside, "w") as archive:
            for name, path in entries.items():
                copy = folder / "copy"
                try:
                    # With its rights and its moment: private files stay private, and old ones old.
                    shutil.copy2(path, copy)
                except FileNotFoundError:
                    manifest["vanished"].append(name)
                    continue
                manifest["files"][name] = {"sha256": sha256_of(copy), "bytes": copy.stat().st_size}
                archive.add(copy, arcname=name)
                copy.unlink()
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


def files_in(tree: Tree) -> Iterator[Path]:
    """The whole files of a tree, in the order of their names."""
    for place, folders, names in os.walk(tree.folder):
        if Path(place) == tree.folder:
            folders[:] = [name for name in folders if name not in STAYS]
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            if path.is_file() and name not in STAYS and (tree.dots or not name.startswith(".")):
                yield path


def dump_database(to: Path) -> None:
    """SQLite by its backup interface, PostgreSQL by pg_dump: both consistent while people write."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        copy = sqlite3.connect(to)
        try:
            connection.connection.backup(copy)
        finally:
            copy.close()
        shutil.copymode(sqlite_file(), to)
        return
    postgres_programs.run("pg_dump", "--format=custom", "--no-owner", f"--file={to}")


def sqlite_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


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


def misses_migrations(manifest: dict[str, Any]) -> bool:
    """Whether the backup is of a version whose database lacks migrations of ours."""
    return bool(
        {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations} - set(manifest["migrations"])
    )
