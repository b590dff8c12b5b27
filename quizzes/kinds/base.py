"""What every kind of question promises.

A kind is pure: it knows what an author wrote (its `Body`) and what a learner sent (a response, plain JSON or None), and
nothing of people, attempts or the database. It never looks at the clock and takes its randomness as an argument.
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from quizzes.kinds.body import Body, Unsound, shown_media
from vietnamese import api as vietnamese

Path = tuple[str | int, ...]
Response = dict[str, Any]
Dealt = dict[str, Any]


class FormData(Protocol):
    """What a kind reads of a posted form; Django's QueryDict is one."""

    def getlist(self, key: str) -> list[str]: ...


@dataclass(frozen=True)
class Fault:
    """One thing wrong in what an author wrote: where in it, and a sentence for the author."""

    path: Path
    sentence: str


class UnsoundBody(ValueError):
    """What an author wrote cannot be asked. `faults` holds every reason, in the order of the body."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(f"{'.'.join(map(str, fault.path))}: {fault.sentence}" for fault in faults))
        self.faults = list(faults)


class NotAnAnswer(ValueError):
    """What was sent cannot be an answer to this question: forged or far too long. Says why to the learner."""


AnyBody = TypeVar("AnyBody", bound=Body)

FAULTS: Mapping[str, Any] = {
    "missing": _("This is missing."),
    "extra_forbidden": _("This is not known here."),
    "string_type": _("A text is expected here."),
    "bool_type": _("Yes or no is expected here."),
    "bool_parsing": _("Yes or no is expected here."),
    "tuple_type": _("A list is expected here."),
    "dict_type": _("A list of pairs is expected here."),
    "model_type": _("Fields with names are expected here."),
    "decimal_parsing": _("A number is expected here."),
    "decimal_type": _("A number is expected here."),
    "greater_than": _("A number above 0 is expected here."),
    "int_type": _("A whole number is expected here."),
    "int_parsing": _("A whole number is expected here."),
}


class Kind(ABC, Generic[AnyBody]):
    """One kind of question.

    To add one: a module with a subclass, its name in `KINDS`, two templates (`<name>.html`, `<name>_review.html`) and
    one example in the test of promises. A response is JSON with one key that the kind chooses, or None for no answer.
    """

    name: ClassVar[str]  # stored with every question: never rename
    label: ClassVar[str | Promise]
    marked_by_person: ClassVar[bool] = False
    Body: type[AnyBody]

    @property
    def template(self) -> str:
        """The template in which a learner answers; its context is `q` = `present(…)` + `uid` + `name`."""
        return f"quizzes/kinds/{self.name}.html"

    @property
    def review_template(self) -> str:
        """The template of the result page; its context is `q` = `review(…)` + `uid`."""
        return f"quizzes/kinds/{self.name}_review.html"

    def read(self, data: Mapping[str, Any]) -> AnyBody:
        """The body of a question from its stored or imported JSON. Refuses unsound ones with `UnsoundBody`."""
        try:
            return self.Body.model_validate(data)
        except ValidationError as error:
            raise UnsoundBody([fault for each in error.errors() for fault in _faults(each)]) from error

    def write(self, body: AnyBody) -> dict[str, Any]:
        """The JSON from which `read` makes an equal body."""
        return body.model_dump(mode="json")

    @abstractmethod
    def deal(self, body: AnyBody, rng: random.Random) -> Dealt:
        """What this one attempt shows, e.g. the order of options: JSON, stored with the attempt."""

    @abstractmethod
    def clean(self, body: AnyBody, data: FormData, name: str) -> Response | None:
        """What the learner sent in the form fields that start with `name`, made sound; None when nothing was given.

        An unfinished answer (three of four pairs) is an answer. Equal answers give equal responses.
        Refuses what this question's own form could not send, with `NotAnAnswer`.
        """

    @abstractmethod
    def mark(self, body: AnyBody, response: Response | None) -> Decimal | None:
        """The share earned, 0 to 1, to `grading.SHARE_PLACES` places. None: a person decides.

        No response earns 0. Options that the body does not have (a corrected question) earn nothing.
        """

    @abstractmethod
    def is_complete(self, body: AnyBody, response: Response | None) -> bool:
        """Whether nothing is left open, so that the list of questions may say "answered"."""

    @abstractmethod
    def right_response(self, body: AnyBody) -> Response | None:
        """A response that earns the full share; None where there is none to give (essays)."""

    @abstractmethod
    def tell(self, body: AnyBody, response: Response | None) -> str:
        """The response in words, for reviews, reports and exports."""

    def needs_person(self, body: AnyBody) -> bool:
        """Whether a person marks this question, or a part of it."""
        return self.marked_by_person

    def choices_of(self, body: AnyBody, response: Response | None) -> list[tuple[str, str]]:
        """What a response chose, for counting: pairs of a stable key and its words; empty for no response and for essays.

        A key is the id of an option, `left:right`, `item:place`, or the normalised text; in a gap or part it stands after
        `id:`. Equal choices have equal keys and words.
        """
        return []

    def upload_fields(self, body: AnyBody, name: str) -> dict[str, int]:
        """How many files may be handed in, by the beginning of the names of the form fields (`<it>-upload`, `<it>-file`)."""
        return {}

    def files_in(self, body: AnyBody, response: Response | None) -> list[str]:
        """The codes of the files that were handed in with a response."""
        return []

    def specific_feedback(self, body: AnyBody, response: Response | None) -> list[str]:
        """What the author says to just this response, in the order of the body."""
        return []

    def random_guess_share(self, body: AnyBody) -> Decimal | None:
        """The share that a blind answer earns on average; None where nothing can be guessed (texts, numbers, essays)."""
        return None

    def stem_in_words(self, body: AnyBody) -> str:
        """The stem as text alone, for headings and lists."""
        return body.stem

    def present(self, body: AnyBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        """What the input template draws: never anything of the key, the accepted or model answer, the rubric, feedback
        or hints."""
        return {
            "kind": self.name,
            "template": self.template,
            "stem": self.stem_in_words(body),
            "media": [shown_media(each) for each in body.media],
            **self._present(body, dealt, response),
        }

    def present_marked(self, body: AnyBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        """As `present`, with the right answer shown where the input can show it. Only for after the answer is due."""
        return self.present(body, dealt, response)

    def review(self, body: AnyBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        """What the result page draws: what was answered, what is right, the share. Only for after the result is due."""
        right = self.right_response(body)
        return {
            "kind": self.name,
            "template": self.review_template,
            "stem": self.stem_in_words(body),
            "media": [shown_media(each) for each in body.media],
            "answered": response is not None,
            "complete": self.is_complete(body, response),
            "share": self.mark(body, response),
            "chosen": self.tell(body, response),
            "right": "" if right is None else self.tell(body, right),
            "feedback": self.specific_feedback(body, response),
            **self._review(body, dealt, response),
        }

    @abstractmethod
    def _present(self, body: AnyBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        """This kind's own part of `present`."""

    @abstractmethod
    def _review(self, body: AnyBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        """This kind's own part of `review`."""


def not_answered() -> str:
    """The words for no response at all."""
    return gettext("Not answered")


def no_such_choice() -> NotAnAnswer:
    """The refusal of an id that the question does not have."""
    return NotAnAnswer(
        gettext("The answer that arrived does not fit this question. Reload the page and answer again.")
    )


def single_value(data: FormData, field: str) -> str:
    """The one value of a form field, stripped; empty when the field was left empty. Refuses two values."""
    values = {value.strip() for value in data.getlist(field)} - {""}
    if len(values) > 1:
        raise no_such_choice()
    return values.pop() if values else ""


def written_text(data: FormData, field: str, *, limit: int, lines: bool) -> str:
    """What was typed into a text field, in clean Unicode. Refuses more than `limit` characters."""
    given = data.getlist(field)
    raw = given[-1] if given else ""
    text = vietnamese.clean_text(raw).strip() if lines else vietnamese.clean_line(raw)
    if len(text) > limit:
        raise NotAnAnswer(
            gettext("The answer has %(length)d characters, at most %(limit)d can be kept. Please shorten it.")
            % {"length": len(text), "limit": limit}
        )
    return text


def repeated(keys: Sequence[str]) -> Iterator[str]:
    """The keys that occur a second time, each once, in order."""
    seen: set[str] = set()
    told: set[str] = set()
    for key in keys:
        if key in seen and key not in told:
            told.add(key)
            yield key
        seen.add(key)


def _faults(error: Any) -> Iterator[Fault]:
    path = tuple(error["loc"])
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, UnsoundBody):
        # A part that is a question itself: each of its faults, at its place in the whole.
        yield from (Fault(path=(*path, *fault.path), sentence=fault.sentence) for fault in cause.faults)
    elif isinstance(cause, Unsound):
        yield Fault(path, str(cause))
    elif error["type"] == "literal_error":
        sentence = gettext("Allowed here: %(expected)s.") % {"expected": error["ctx"]["expected"]}
        yield Fault(path, sentence)
    else:
        yield Fault(path, str(FAULTS.get(error["type"], error["msg"])))
