"""What the engine says no to, each with a sentence for the learner."""

from datetime import datetime


class AttemptNotFound(LookupError):
    """There is no such attempt, or it is somebody else's: nobody learns which."""


class AttemptRefused(Exception):
    """No attempt can start now. `not_before`: the moment from which it can; None when waiting does not help."""

    def __init__(self, sentence: str, not_before: datetime | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.not_before = not_before
