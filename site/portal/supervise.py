"""Run the application server and the workers beside it, each in a group of its own, and stop them cleanly.

Ctrl-C reaches every process of a terminal's group at once; workers that get it beside their parent refuse to stop. So each
stands in a session of its own, and only its parent is asked to end. Needs nothing but Python: it is run as a script:

    supervise.py [--when PORT [--at HOST] --tell FILE] [--beside "COMMAND …"]… COMMAND …

`--tell`: the file's text is told once the port answers (at `--at`, where the server listens; else on this machine). `--beside`: a process that is kept alive for as long as the server
runs; when it dies it is started again, after a pause that doubles while it keeps dying young.
"""

import argparse
import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

PATIENCE = 15
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
# Whoever lived for so many seconds did not die young.
GROWN_UP = 60.0


class Companion:
    """One process beside the server, started again when it dies."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._keep_alive, daemon=True)

    def start(self) -> None:
        self.thread.start()

    def _keep_alive(self) -> None:
        pause = FIRST_PAUSE
        while True:
            with self.lock:
                if self.over.is_set():
                    return
                self.process = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603  (our own worker)
            born = time.monotonic()
            code = self.process.wait()
            if self.over.is_set():
                return
            pause = FIRST_PAUSE if time.monotonic() - born > GROWN_UP else min(pause * 2, LONGEST_PAUSE)
            sys.stderr.write(f"A worker ended (exit code {code}); starting it again.\n")
            self.over.wait(pause)

    def ask_to_end(self) -> None:
        """No new start; the process that runs now may finish what it has in hand."""
        self.over.set()
        with self.lock:
            if self.process is not None:
                self.process.terminate()

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)

    def wait(self, seconds: float) -> None:
        """Wait for its end, and make it one when the time is over."""
        self.thread.join(seconds)
        self.kill()


def asked_at(host: str) -> str:
    """Where to ask a server that listens at the host: one that listens everywhere answers at home."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (compared, never bound)


def tell_when_it_answers(host: str, port: int, file: Path, server: "subprocess.Popen[bytes]") -> None:
    """Write the text of the file to the terminal as soon as the server takes connections."""
    while server.poll() is None:
        try:
            with socket.create_connection((asked_at(host), port), timeout=1):
                break
        except OSError:
            time.sleep(0.1)
    else:
        return
    sys.stdout.write(file.read_text(encoding="utf-8"))
    sys.stdout.flush()


def asked_for(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--when", type=int)
    parser.add_argument("--at", default="127.0.0.1")
    parser.add_argument("--tell", type=Path)
    parser.add_argument("--beside", type=shlex.split, action="append", default=[])
    parser.add_argument("command", nargs=argparse.REMAINDER)
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Start all, pass on the wish to stop, wait; kill what is left after PATIENCE seconds. Returns an exit code."""
    wanted = asked_for(arguments)
    server = subprocess.Popen(wanted.command, start_new_session=True)  # noqa: S603  (our own server, our own arguments)
    companions = [Companion(command) for command in wanted.beside]
    asked = False

    def stop(number: int, frame: object) -> None:
        nonlocal asked
        asked = True
        server.terminate()
        # In a thread: a handler must not wait for a lock that the interrupted code may hold.
        for each in companions:
            threading.Thread(target=each.ask_to_end, daemon=True).start()
        signal.alarm(PATIENCE)

    def give_up(number: int, frame: object) -> None:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        for each in companions:
            each.kill()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    signal.signal(signal.SIGALRM, give_up)
    for each in companions:
        each.start()
    if wanted.when:
        threading.Thread(
            target=tell_when_it_answers, args=(wanted.at, wanted.when, wanted.tell, server), daemon=True
        ).start()
    code = server.wait()
    began = time.monotonic()
    for each in companions:
        each.ask_to_end()
    for each in companions:
        each.wait(max(0.0, PATIENCE - (time.monotonic() - began)))
    return 0 if asked else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
