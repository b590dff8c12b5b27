"""When a course is complete."""

from typing import Any


def on_attempt_graded(sender: Any, **kwargs: Any) -> None:
    """Called inside the transaction of the grade."""
