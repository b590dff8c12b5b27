"""What kinds of long work there are: the list in settings.JOB_TASKS, written out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed
from django.utils.functional import Promise
from django.utils.module_loading import import_string

Body = Callable[..., Mapping[str, Any] | None]


class UnknownTask(LookupError):
    """No task of settings.JOB_TASKS has this name."""


@dataclass(frozen=True)
class Task:
    """One kind of long work. `name` is stored with its jobs: never rename it.

    `body(progress, **arguments)` runs outside a transaction. It may run again after a crash, so it makes its changes in
    ONE transaction that ends with `progress.finish(result)`; a body that only reads may simply return its result. `in_steps`:
    it makes them one after the other instead, each of which is done once however often it runs, and what was done by the time
    that somebody cancels it stays done.
    `permission`: what the person must still have when the work runs and when its file is fetched. `limit`: after so long
    the worker gives up on it.
    """

    name: str
    title: str | Promise
    body: Body
    permission: str = ""
    limit: timedelta = timedelta(hours=1)
    in_steps: bool = False


@cache
def all_tasks() -> dict[str, Task]:
    """The tasks of settings.JOB_TASKS by name: dotted names, from layers above this one, of a `Task` or of a function
    that gives several."""
    found: list[Task] = []
    for name in settings.JOB_TASKS:
        named = import_string(name)
        found.extend([named] if isinstance(named, Task) else named())
    return {task.name: task for task in found}


def task_named(name: str) -> Task:
    """The task of this name, or UnknownTask."""
    try:
        return all_tasks()[name]
    except KeyError:
        raise UnknownTask(name) from None


def _forget_tasks(**kwargs: Any) -> None:
    all_tasks.cache_clear()


setting_changed.connect(_forget_tasks)
