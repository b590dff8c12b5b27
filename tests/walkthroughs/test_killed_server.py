"""A server that is killed between two answers loses none that it acknowledged."""

import http.client
import json
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from own_server import Server

pytestmark = [pytest.mark.slow, pytest.mark.migrations]


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
