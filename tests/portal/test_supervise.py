"""Ctrl-C stops the server at once, though it reaches the whole group of the terminal."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

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


def test_the_address_is_told_only_when_somebody_answers(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    news = tmp_path / "news.txt"
    news.write_text("http://127.0.0.1\n", encoding="utf-8")
    server = (
        "import socket, time; print('starting', flush=True); time.sleep(0.5); "
        f"s = socket.create_server(('127.0.0.1', {port})); print('open', flush=True); time.sleep(1.5)"
    )
    command = [
        sys.executable,
        str(SCRIPT),
        "--when",
        str(port),
        "--tell",
        str(news),
        sys.executable,
        "-c",
        server,
    ]
    said = subprocess.run(command, capture_output=True, text=True, timeout=20).stdout.split()
    assert said.index("open") < said.index("http://127.0.0.1")
