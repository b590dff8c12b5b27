"""Phones keep their connection open between two presses; however many do, the next one is answered."""

import resource
import socket
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from own_server import Server

from portal.application_server import CONNECTIONS, OTHER_FILES, room_for_connections

pytestmark = pytest.mark.slow

# More than the application server holds when nobody says how many.
OPEN = 1100
ASKED = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.fixture
def few_files() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_thousand_open_lines_keep_nobody_waiting(tmp_path: Path) -> None:
    if room_for_connections() < OPEN + OTHER_FILES:
        pytest.skip("This system lets a process open too few files.")
    server = Server(tmp_path)
    server.start()
    try:
        with ExitStack() as lines:
            for _ in range(OPEN):
                line = lines.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=20))
                line.sendall(ASKED)
                assert line.recv(65536).startswith(b"HTTP/1.1 200")
            with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/healthz", timeout=20) as answer:
                assert answer.status == 200
    finally:
        server.kill()


def test_the_limit_on_open_files_is_raised_for_them(few_files: None) -> None:
    room = room_for_connections()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert 512 < soft <= hard or hard == resource.RLIM_INFINITY
    assert room == min(CONNECTIONS, soft - OTHER_FILES)
