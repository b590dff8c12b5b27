"""Ctrl-C stops the server at once, though it reaches the whole group of the terminal."""

import os
import signal
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
