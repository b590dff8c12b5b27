"""Who works on the data of this installation: servers and workers together, or one alone that puts other data there.

A lock of the operating system on a file beside the data. It ends with the process that holds it, however that ends.
"""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

LOCK = "in-use.lock"
# File systems that know no such locks: whoever asks goes on without one.
NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}


class InUse(RuntimeError):
    """Somebody works here whom one cannot work beside."""


def join(*, wait: bool = True) -> int:
    """Work here beside the others until the returned file descriptor is closed, at the latest when the process ends.

    While one works here alone: waits for its end, or without `wait` raises InUse.
    """
    return _lock(fcntl.LOCK_SH | (0 if wait else fcntl.LOCK_NB))


@contextmanager
def together(*, wait: bool = True) -> Iterator[None]:
    """As `join`, for as long as the block runs."""
    held = join(wait=wait)
    try:
        yield
    finally:
        os.close(held)


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else works here while the block runs. Raises InUse when somebody does."""
    held = _lock(fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        yield
    finally:
        os.close(held)


def _lock(how: int) -> int:
    folder = Path(settings.VAR)
    folder.mkdir(parents=True, exist_ok=True)
    # Only read: one user may have made it and another one run the server.
    file = os.open(folder / LOCK, os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(file, how)
    except BlockingIOError:
        os.close(file)
        raise InUse from None
    except OSError as fault:
        if fault.errno not in NO_LOCKS:
            os.close(file)
            raise
    return file
