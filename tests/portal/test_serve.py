"""`make run` on a port that cannot be had says so, and touches nothing."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from jobs import in_use
from portal.bench.server import free_port
from portal.management.commands.serve import address_of


@pytest.fixture
def taken() -> Iterator[int]:
    """A port where another server of our own kind listens: it would share the port with us."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_where_someone_answers_is_refused_before_anything_is_made(
    taken: int, tmp_path: Path, settings: Any
) -> None:
    settings.VAR = tmp_path / "var"
    with pytest.raises(CommandError, match=f"Không dùng được cổng {taken}.*đang trả lời.*PORT="):
        call_command("serve", port=taken)
    assert not settings.VAR.exists()


def test_a_number_that_is_no_port_is_refused(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path / "var"
    with pytest.raises(CommandError, match="Không có cổng 80808"):
        call_command("serve", port=80808)


def test_while_a_backup_is_restored_nothing_is_started(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path / "var"
    with in_use.alone(), pytest.raises(CommandError, match="Đang khôi phục"):
        call_command("serve", port=free_port())


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("0.0.0.0", "http://127.0.0.1:80"),
        ("::1", "http://[::1]:80"),
        ("::", "http://[::1]:80"),
        ("192.0.2.7", "http://192.0.2.7:80"),
    ],
)
def test_the_address_that_is_told_leads_to_the_server(host: str, address: str) -> None:
    assert address_of(host, 80) == address
