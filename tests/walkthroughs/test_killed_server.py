"""A server that is killed between two answers loses none that it acknowledged."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from portal.bench.load import family
from portal.management.commands.bench import free_port, wait_for

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.migrations]


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
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def start(self) -> None:
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
            "--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "error", "portal.wsgi:application",
        ]  # fmt: skip
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.env)
        wait_for(self.port)

    def kill(self) -> None:
        """SIGKILL to every process at once: nobody gets to tidy up."""
        for pid in reversed(family(self.process.pid)):
            os.kill(pid, signal.SIGKILL)
        self.process.wait(10)


def test_nothing_that_was_acknowledged_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.manage("collectstatic", "--noinput", "-v", "0")
    told = json.loads(server.manage("bench", "--prepare", "2").strip().splitlines()[-1])
    person = told["people"][0]
    acknowledged = 0
    sequence = 1_000_000
    for _ in range(3):
        server.start()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
            end = time.monotonic() + 1.5
            while time.monotonic() < end:
                sequence += 1
                body = urlencode({**person["answers"][sequence % 2], "sequence": sequence})
                headers = {
                    "Cookie": f"sessionid={person['session']}; csrftoken={person['csrf']}",
                    "Content-Type": "application/x-www-form-urlencoded",
                    "X-CSRFToken": person["csrf"],
                }
                connection.request("POST", person["save"], body, headers)
                reply = connection.getresponse()
                reply.read()
                assert reply.status == 200
                acknowledged = sequence
        finally:
            server.kill()
        code = "from quizzes.models import Response; print(Response.objects.order_by('-sequence').values_list('sequence', flat=True)[0])"
        assert int(server.manage("shell", "-v", "0", "-c", code).strip().splitlines()[-1]) >= acknowledged
    assert acknowledged > 1_000_010
