"""Many people at once: each acts at a set moment, and the wait is counted from that moment, not from when we got round to it."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import Empty, Queue
from urllib.parse import urlencode

from portal.bench.prepare import Fields

Ledger = dict[tuple[str, int], list[int]]


@dataclass
class Told:
    """What came of it: seconds of each answer, what went wrong, and the saves that were acknowledged.

    `acknowledged`: (attempt, position) -> the numbers of the answers that the server said it keeps.
    """

    took: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    acknowledged: Ledger = field(default_factory=dict)
    seconds: float = 0

    def figures(self) -> dict[str, float]:
        ordered = sorted(self.took) or [0.0]
        at = {name: ordered[min(len(ordered) - 1, int(len(ordered) * share))] for name, share in QUANTILES}
        return {
            "requests": len(self.took),
            "errors": len(self.wrong),
            "rps": len(self.took) / self.seconds if self.seconds else 0,
            **{name: value * 1000 for name, value in at.items()},
            "longest_ms": ordered[-1] * 1000,
        }


QUANTILES = (("p50_ms", 0.5), ("p95_ms", 0.95), ("p99_ms", 0.99))


@dataclass
class Member:
    """One person with a session made beforehand, on a connection that stays open."""

    port: int
    session: str
    csrf: str
    quiz: str
    attempt: str = ""
    answers: Sequence[dict[str, str]] = ()
    sequence: int = 0
    connection: http.client.HTTPConnection | None = None
    # A person does one thing at a time: whose answer is late acts late next time, and that is counted.
    at_it: threading.Lock = field(default_factory=threading.Lock)

    def send(self, address: str, fields: dict[str, str] | None = None) -> tuple[int, bytes, str]:
        """A posted form, or a page that is asked for: (status, body, where it leads)."""
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={self.csrf}",
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": self.csrf,
            "Referer": f"http://127.0.0.1:{self.port}/",
        }
        method, body = ("GET", None) if fields is None else ("POST", urlencode(fields))
        waited = self.connection is not None
        try:
            return self._exchange(method, address, body, headers)
        except ConnectionError:
            # A server closes a connection on which nothing was said for long; like a browser, we open another one.
            if not waited:
                raise
            return self._exchange(method, address, body, headers)

    def _exchange(
        self, method: str, address: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, bytes, str]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            self.connection.request(method, address, body, headers)
            reply = self.connection.getresponse()
            return reply.status, reply.read(), reply.headers.get("Location", "")
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            raise

    def start(self, told: Told) -> None:
        """Press the start button; it leads to the first question."""
        status, _body, where = self.send(f"/bai-kiem-tra/{self.quiz}/", {})
        if status != 302 or not where.startswith("/lam-bai/"):
            raise RuntimeError(f"the start was answered {status} {where}")
        self.attempt = where.split("/")[2]

    def look(self, told: Told) -> None:
        """Open the first question and see what can be answered."""
        status, body, _where = self.send(f"/lam-bai/{self.attempt}/1/")
        if status != 200:
            raise RuntimeError(f"a question was answered {status}")
        form = Fields()
        form.feed(body.decode())
        self.answers = form.answers()

    def save(self, told: Told) -> None:
        """Another answer to the first question, as the script of the page sends it."""
        self.sequence += 1
        fields = {**self.answers[self.sequence % 2], "sequence": str(self.sequence)}
        status, body, _where = self.send(f"/lam-bai/{self.attempt}/1/luu/", fields)
        found = json.loads(body) if status == 200 else {}
        if found.get("state") == "same":
            return
        if found.get("state") != "saved" or found.get("sequence") != self.sequence:
            raise RuntimeError(f"a save was answered {status} {found.get('state', '')}")
        told.acknowledged.setdefault((self.attempt, 1), []).append(self.sequence)


Act = Callable[[Member, Told], None]


def act_on_time(plan: Sequence[tuple[float, Member]], act: Act, *, hands: int = 64) -> Told:
    """Everybody acts at the planned second (from now); a person never acts twice at once.

    `hands`: how many requests are under way at most; who finds none free waits, and that is counted.
    """
    told, due, lock = Told(), Queue[tuple[float, Member]](), threading.Lock()
    for each in sorted(plan, key=lambda each: each[0]):
        due.put(each)
    began = time.perf_counter()

    def work() -> None:
        while True:
            try:
                moment, member = due.get_nowait()
            except Empty:
                return
            time.sleep(max(0.0, began + moment - time.perf_counter()))
            try:
                with member.at_it:
                    act(member, told)
                wrong = ""
            except Exception as fault:  # noqa: BLE001 (every fault is counted and told)
                wrong = f"{type(fault).__name__}: {fault}"[:200]
            took = time.perf_counter() - began - moment
            with lock:
                told.took.append(took)
                told.wrong += [wrong] if wrong else []

    threads = [threading.Thread(target=work) for _ in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told.seconds = time.perf_counter() - began
    return told
