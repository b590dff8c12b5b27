"""The application server: how its processes are started, by `make run` and where something is measured."""

import resource
import sys
from collections.abc import Sequence

# Connections that one worker process holds open. A phone keeps its own for half a minute between two presses; whoever comes
# when all are taken waits, unanswered, until another one goes.
CONNECTIONS = 4096
# What a worker has open besides: files, the database.
OTHER_FILES = 256


def server_command(
    host: str, port: int, *, workers: int, threads: int = 4, more: Sequence[str] = ()
) -> list[str]:
    """The command that serves the portal there. Raises the limit on open files that this process hands on to it."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads), "--no-ws",
        "--backlog", str(CONNECTIONS), "--backpressure", str(room_for_connections()), *more, "portal.wsgi:application",
    ]  # fmt: skip


def room_for_connections() -> int:
    """CONNECTIONS, or fewer where the system lets a process open fewer files. The limit is raised as far as it may be."""
    wanted = CONNECTIONS + OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        raised = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (raised, hard))
            soft = raised
        except (OSError, ValueError):
            pass  # Some systems allow less than they say.
    return CONNECTIONS if soft == resource.RLIM_INFINITY else max(1, min(CONNECTIONS, soft - OTHER_FILES))
