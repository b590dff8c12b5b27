"""The product in processes and a database of its own, as `make run` starts it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from portal.application_server import server_command
from portal.bench.load import family
from portal.bench.server import free_port, wait_for

ROOT = Path(__file__).resolve().parents[1]


class Server:
    """The product's own server on a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.env = {
            **os.environ,
            "PORTAL_VAR": str(folder),
            "DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "portal.settings.bench",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
        }

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=240)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def start(self) -> None:
        command = server_command("127.0.0.1", self.port, workers=1, more=["--log-level", "error"])
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.env)
        wait_for(self.port)

    def kill(self) -> None:
        """SIGKILL to every process at once: nobody gets to tidy up."""
        for pid in reversed(family(self.process.pid)):
            os.kill(pid, signal.SIGKILL)
        self.process.wait(10)
