"""Ctrl-C stops the server at once, though it reaches the whole group of the terminal."""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "site" / "portal" / "supervise.py"
STUBBORN = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


def test_ctrl_c_reaches_only_the_parent_and_ends_the_server_with_exit_0() -> None:
    run = subprocess.Popen(
        [sys.executable, str(SCRIPT), sys.executable, "-c", STUBBORN],
        stdout=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert run.stdout is not None
    assert run.stdout.readline() == b"up\n"
    os.killpg(run.pid, signal.SIGINT)
    began = time.monotonic()
    assert run.wait(10) == 0
    assert time.monotonic() - began < 10


def test_a_server_that_ends_by_itself_tells_its_exit_code() -> None:
    assert (
        subprocess.run([sys.executable, str(SCRIPT), sys.executable, "-c", "raise SystemExit(3)"]).returncode
        == 3
    )


@pytest.mark.parametrize(
    ("host", "at"),
    [("127.0.0.1", []), ("127.0.0.2", ["--at", "127.0.0.2"]), ("0.0.0.0", ["--at", "0.0.0.0"])],
)
def test_the_address_is_told_only_when_somebody_answers(host: str, at: list[str], tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind((host, 0))
        port = probe.getsockname()[1]
    news = tmp_path / "news.txt"
    news.write_text("http://127.0.0.1\n", encoding="utf-8")
    server = (
        "import socket, time; print('starting', flush=True); time.sleep(0.5); "
        f"s = socket.create_server(('{host}', {port})); print('open', flush=True); time.sleep(1.5)"
    )
    command = [
        sys.executable,
        str(SCRIPT),
        "--when",
        str(port),
        *at,
        "--tell",
        str(news),
        sys.executable,
        "-c",
        server,
    ]
    said = subprocess.run(command, capture_output=True, text=True, timeout=20).stdout.split()
    assert said.index("open") < said.index("http://127.0.0.1")


BESIDE = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"


def supervised(tmp_path: Path, server: str, *more: str) -> "subprocess.Popen[bytes]":
    beside = shlex.join([sys.executable, "-c", BESIDE, str(tmp_path / "pids")])
    command = [sys.executable, str(SCRIPT), "--beside", beside, *more, sys.executable, "-c", server]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )


def pids(tmp_path: Path, count: int) -> list[int]:
    """The process ids of the first `count` companions; waits for them."""
    end = time.monotonic() + 20
    while True:
        told = (tmp_path / "pids").read_text().split() if (tmp_path / "pids").exists() else []
        if len(told) >= count:
            return [int(pid) for pid in told]
        assert time.monotonic() < end, "no companion came"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_worker_that_dies_is_started_again_and_ends_with_the_server(tmp_path: Path) -> None:
    run = supervised(tmp_path, "import time; time.sleep(60)")
    first = pids(tmp_path, 1)[0]
    os.kill(first, signal.SIGKILL)
    second = pids(tmp_path, 2)[1]
    assert second != first
    run.send_signal(signal.SIGTERM)
    assert run.wait(15) == 0
    assert not is_alive(second)


def test_when_the_server_ends_by_itself_no_worker_stays_behind(tmp_path: Path) -> None:
    script = f"import os, time\nwhile not os.path.exists({str(tmp_path / 'pids')!r}): time.sleep(0.02)\nraise SystemExit(4)"
    run = supervised(tmp_path, script)
    worker = pids(tmp_path, 1)[0]
    assert run.wait(20) == 4
    assert not is_alive(worker)
