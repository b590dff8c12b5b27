"""Several at once, for race tests: threads with connections of their own that meet inside the product's functions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, models

# The marks of every race: SQLite lets one writer in at a time and would pass anything.
ON_POSTGRES = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "postgresql" not in settings.DATABASES["default"]["ENGINE"],
        reason="races need PostgreSQL: set DATABASE_URL=postgres://…",
    ),
]
# Seconds that threads wait for each other: where a guard keeps one of them out, so that the other goes on alone,
# and where nothing does (more than the slowest machine needs).
GUARDED, UNGUARDED = 1.5, 20.0


def together(*deeds: Callable[[], Any]) -> list[Any]:
    """Runs the deeds at once, each on a connection of its own; what each returned, or the error that it raised."""
    outcomes: list[Any] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], Any]) -> None:
        try:
            outcomes[place] = deed()
        except Exception as error:  # noqa: BLE001 (the outcome is looked at below)
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, deed)) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


class Meeting:
    """A point where threads wait for each other, each once; where a guard keeps them apart they go on alone."""

    def __init__(self, parties: int, *, patience: float = GUARDED) -> None:
        self.barrier = threading.Barrier(parties, timeout=patience)
        self.met = threading.local()

    def wait(self) -> None:
        if getattr(self.met, "done", False):
            return
        self.met.done = True
        with suppress(threading.BrokenBarrierError):
            self.barrier.wait()


def errors(outcomes: list[Any]) -> list[Exception]:
    return [each for each in outcomes if isinstance(each, Exception)]


def before(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, meeting: Meeting) -> None:
    """Threads meet before this function of the product does its work."""
    real = getattr(module, name)

    def met(*args: Any, **kwargs: Any) -> Any:
        meeting.wait()
        return real(*args, **kwargs)

    monkeypatch.setattr(module, name, met)


def after(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, meeting: Meeting) -> None:
    """Threads meet when this function of the product has done its work."""
    real = getattr(module, name)

    def met(*args: Any, **kwargs: Any) -> Any:
        result = real(*args, **kwargs)
        meeting.wait()
        return result

    monkeypatch.setattr(module, name, met)


@contextmanager
def without(
    model: type[models.Model], *names: str, clearing: tuple[type[models.Model], ...]
) -> Iterator[None]:
    """The table without these constraints; what the test put into the tables named is cleared before they come back."""
    constraints = [each for each in model._meta.constraints if each.name in names]
    assert len(constraints) == len(names)
    with connection.schema_editor() as editor:
        for each in constraints:
            editor.remove_constraint(model, each)
    try:
        yield
    finally:
        for table in clearing:
            table._default_manager.all().delete()
        with connection.schema_editor() as editor:
            for each in constraints:
                editor.add_constraint(model, each)
