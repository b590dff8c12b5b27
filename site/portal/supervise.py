"""Run the application server in a group of its own and stop it cleanly.

Ctrl-C reaches every process of a terminal's group at once; workers that get it beside their parent refuse to stop. So the
server stands in a session of its own, and only its parent is asked to end. Needs nothing but Python: it is run as a script:

    supervise.py --when PORT --tell FILE COMMAND …    tells the file's text once the port answers
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

PATIENCE = 15


def tell_when_it_answers(port: int, file: Path, server: "subprocess.Popen[bytes]") -> None:
    """Write the text of the file to the terminal as soon as the server takes connections."""
    while server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                break
        except OSError:
            time.sleep(0.1)
    else:
        return
    sys.stdout.write(file.read_text(encoding="utf-8"))
    sys.stdout.flush()


def main(command: list[str]) -> int:
    """Start the command, pass on the wish to stop, wait; kill what is left after PATIENCE seconds. Returns an exit code."""
    news: tuple[int, Path] | None = None
    if command[:1] == ["--when"]:
        news, command = (int(command[1]), Path(command[3])), command[4:]
    server = subprocess.Popen(command, start_new_session=True)  # noqa: S603  (our own server, our own arguments)
    asked = False

    def stop(number: int, frame: object) -> None:
        nonlocal asked
        asked = True
        server.terminate()
        signal.alarm(PATIENCE)

    def give_up(number: int, frame: object) -> None:
        os.killpg(server.pid, signal.SIGKILL)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    signal.signal(signal.SIGALRM, give_up)
    if news:
        threading.Thread(target=tell_when_it_answers, args=(*news, server), daemon=True).start()
    code = server.wait()
    return 0 if asked else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
