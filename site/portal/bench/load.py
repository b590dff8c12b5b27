"""The load: a few clients on this machine, bounded in number and time, and the server's CPU beside it."""

import http.client
import os
import statistics
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """The process and everything below it."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            waiting += [int(child) for child in task.read_text().split()]
    return found


def cpu_seconds(pid: int) -> float:
    """User and system time of the server's processes so far."""
    total = 0
    for one in family(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


class Caller:
    """One person's connection, kept open."""

    def __init__(self, port: int, person: dict[str, Any]) -> None:
        self.person = person
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.sequence = int(time.time()) % 100_000_000 * 10
        self.cookies = f"sessionid={person['session']}; csrftoken={person['csrf']}"

    def get(self, address: str, *, signed_in: bool = True) -> int:
        self.connection.request("GET", address, headers={"Cookie": self.cookies} if signed_in else {})
        return self._finish()

    def bare(self) -> int:
        return self.get("/bench/bare/", signed_in=False)

    def lesson(self) -> int:
        return self.get(self.person["lesson"])

    def question(self) -> int:
        return self.get(self.person["question"])

    def save(self) -> int:
        self.sequence += 1
        answer = self.person["answers"][self.sequence % 2]
        body = urlencode({**answer, "sequence": self.sequence})
        headers = {
            "Cookie": self.cookies,
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": self.person["csrf"],
            "Referer": f"http://127.0.0.1:{self.connection.port}/",
        }
        self.connection.request("POST", self.person["save"], body, headers)
        return self._finish()

    def _finish(self) -> int:
        reply = self.connection.getresponse()
        reply.read()
        return reply.status


def measure(
    callers: list[Caller], act: Callable[[Caller], int], *, seconds: float, pid: int
) -> dict[str, float]:
    """Everybody acts again and again for so many seconds. Raises when an answer is not 200."""
    times: list[float] = []
    bad: list[int] = []
    end = time.monotonic() + seconds

    def work(caller: Caller) -> None:
        while time.monotonic() < end and not bad:
            began = time.perf_counter()
            status = act(caller)
            times.append(time.perf_counter() - began)
            if status != 200:
                bad.append(status)

    for caller in callers:
        act(caller)
    before, began = cpu_seconds(pid), time.perf_counter()
    threads = [threading.Thread(target=work, args=(caller,)) for caller in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, spent = time.perf_counter() - began, cpu_seconds(pid) - before
    if bad:
        raise RuntimeError(f"The server answered {bad[0]}.")
    times.sort()
    return {
        "rps": len(times) / took,
        "p50_ms": statistics.median(times) * 1000,
        "p95_ms": times[int(len(times) * 0.95) - 1] * 1000,
        "cpu_ms": spent / len(times) * 1000,
    }
