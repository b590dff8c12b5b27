"""Private files of long work: written whole or not at all, under names that nobody can guess."""

import os
import secrets
from datetime import datetime
from pathlib import Path

from django.core.files.storage import storages

FOLDER = "jobs"


def path_of(name: str) -> Path:
    """Where a private file lies."""
    return Path(storages["private"].path(name))


def keep_file(uid: str, data: bytes, *, folder: str = FOLDER) -> str:
    """Keep the bytes beside the database; returns the name for it. Each call makes a file of its own.

    Written beside, flushed to the disk, renamed. The file counts from the moment a committed row names it; what no row
    names is swept away later.
    """
    name = f"{folder}/{uid}-{secrets.token_hex(8)}"
    target = path_of(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}")
    try:
        with beside.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return name


def drop_file(name: str) -> None:
    """Remove a private file; one that is gone already is gone."""
    if name:
        path_of(name).unlink(missing_ok=True)


def sweep(folder: str, kept: set[str], *, older_than: datetime) -> int:
    """Remove files of the folder that no row names and that were written before the moment. Returns how many."""
    place = path_of(folder)
    removed = 0
    for file in place.iterdir() if place.is_dir() else ():
        name = f"{folder}/{file.name}"
        if name not in kept and file.stat().st_mtime < older_than.timestamp():
            file.unlink(missing_ok=True)
            removed += 1
    return removed
