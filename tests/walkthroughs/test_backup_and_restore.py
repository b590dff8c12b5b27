"""On SQLite, the whole way: back up, lose something, restore, and it is there again; a damaged file changes nothing. Never under a
running product: what is answered meanwhile would be in no database."""

import fcntl
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

import pytest
from own_server import ROOT, Server

from portal.management.commands.serve import STATIC_STAMP, Command

pytestmark = [pytest.mark.slow, pytest.mark.migrations]
MAKE = """
from people.models import Unit, User
Unit.objects.create(uid='hy', name='Tỉnh Hưng Yên', type='province', tree_path='/hy/')
User.objects.create_user('giu', None, full_name='Người Được Giữ')
"""
LOSE = "from people.models import User; User.objects.filter(username='giu').delete()"
TELL = "from people.models import User; print('so nguoi', User.objects.filter(username='giu').count())"


def restoring(server: Server, backup: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "manage.py", "restore", str(backup)]
    return subprocess.run(command, cwd=ROOT, env=server.env, capture_output=True, text=True, timeout=120)


def is_in_use(folder: Path) -> bool:
    with (folder / "in-use.lock").open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database, made by the real migrations, in which there is one person; copied for each test."""
    folder: Path = tmp_path_factory.mktemp("filled")
    server = Server(folder)
    server.manage("migrate", "-v", "0")
    server.manage("shell", "-v", "0", "-c", MAKE)
    return folder


@pytest.fixture
def server(filled: Path, tmp_path: Path) -> Server:
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    server = Server(tmp_path)
    server.env["MEDIA_ROOT"] = str(tmp_path / "media")
    return server


@pytest.fixture
def backup(server: Server, tmp_path: Path) -> Path:
    server.manage("backup", str(tmp_path / "b.tar"))
    return tmp_path / "b.tar"


def test_what_a_backup_holds_comes_back_and_a_damaged_one_is_refused(server: Server, tmp_path: Path) -> None:
    paper = tmp_path / "private" / "certificates" / "giay.pdf"
    paper.parent.mkdir(parents=True)
    paper.write_bytes(b"%PDF giay")
    backup = tmp_path / "backups" / "ban-luu.tar"
    server.manage("backup", str(backup))

    server.manage("shell", "-v", "0", "-c", LOSE)
    paper.unlink()
    damaged = tmp_path / "hong.tar"
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 0xFF
    damaged.write_bytes(content)
    refused = restoring(server, damaged)
    assert refused.returncode != 0
    assert "Chưa thay đổi gì" in refused.stderr
    assert "so nguoi 0" in server.manage("shell", "-v", "0", "-c", TELL)

    said = server.manage("restore", str(backup))
    assert "phiên bản cũ hơn" not in said
    assert "so nguoi 1" in server.manage("shell", "-v", "0", "-c", TELL)
    assert paper.read_bytes() == b"%PDF giay"


def test_under_a_server_of_any_kind_and_under_a_worker_nothing_is_restored(
    server: Server, backup: Path, tmp_path: Path
) -> None:
    server.start()
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/healthz", timeout=20) as answer:
            assert answer.status == 200
        refused = restoring(server, backup)
    finally:
        server.kill()
    assert refused.returncode != 0
    assert "Hệ thống đang chạy" in refused.stderr

    wait_until(lambda: not is_in_use(tmp_path))
    worker = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=ROOT, env=server.env)
    try:
        wait_until(lambda: is_in_use(tmp_path))
        refused = restoring(server, backup)
    finally:
        worker.terminate()
        worker.wait(30)
    assert "Hệ thống đang chạy" in refused.stderr
    assert restoring(server, backup).returncode == 0


def test_make_run_keeps_restores_away_until_ctrl_c(server: Server, backup: Path, tmp_path: Path) -> None:
    """Here it finds people of its own, so that it loads no demo among them."""
    # Nothing here needs styles: as if they were collected.
    (tmp_path / STATIC_STAMP).write_text(Command().static_state())
    command = [sys.executable, "manage.py", "serve", "--port", str(server.port), "--host", "127.0.0.2"]
    run = subprocess.Popen(
        command, cwd=ROOT, env=server.env, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert run.stdout is not None
    address = f"http://127.0.0.2:{server.port}"
    try:
        said = list(takewhile(lambda line: line != address + "\n", run.stdout))
        assert run.poll() is None, said
        with urllib.request.urlopen(f"{address}/robots.txt", timeout=20) as answer:
            assert answer.status == 200
        refused = restoring(server, backup)
    finally:
        run.send_signal(signal.SIGINT)
        code = run.wait(30)
    assert code == 0
    assert not any("Đang nạp" in line for line in said)
    assert "Hệ thống đang chạy" in refused.stderr
    assert "so nguoi 1" in server.manage("shell", "-v", "0", "-c", TELL)
    assert restoring(server, backup).returncode == 0
