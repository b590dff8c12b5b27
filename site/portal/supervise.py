"""Run the application server in a group of its own and stop it cleanly.

Ctrl-C reaches every process of a terminal's group at once; workers that get it beside their parent refuse to stop. So the
server stands in a session of its own, and only its parent is asked to end. Needs nothing but Python: it is run as a script.
"""

import os
import signal
import subprocess
import sys

PATIENCE = 15


def main(command: list[str]) -> int:
    """Start the command, pass on the wish to stop, wait; kill what is left after PATIENCE seconds. Returns an exit code."""
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
    code = server.wait()
    return 0 if asked else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
