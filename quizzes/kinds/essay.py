"""Essay: a text that a person marks by a rubric. A response is `{"text": …}`, with `"files": [codes]` where files are taken.

In a self-check nobody marks it: the learner writes, then compares with the model answer and the rubric.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext, ngettext, pgettext_lazy
from pydantic import AfterValidator, Field, PlainSerializer, ValidationInfo, field_validator

from quizzes.kinds.base import (
    Dealt,
    FormData,
    Kind,
    NotAnAnswer,
    Response,
    no_such_choice,
    not_answered,
    written_text,
)
from quizzes.kinds.body import Body, Line, Part, Unsound
from vietnamese import api as vietnamese

MOST_CHARACTERS = 20_000
MOST_UPLOADS = 10
# The name under which whoever stores uploads knows one; the kind only keeps it.
FILE_CODE = re.compile(r"[A-Za-z0-9_-]{8,64}")

Points = Annotated[
    Decimal,
    Field(gt=0, max_digits=6, decimal_places=2),
    PlainSerializer(lambda points: int(points) if points == int(points) else str(points), when_used="json"),
]


class Criterion(Part):
    """One thing that a marker looks for, and the points that it brings."""

    criterion: Line
    points: Points


class EssayBody(Body):
    """`model_answer` and `rubric`: for markers, and for the learner once the result is due. Either may be empty.

    `least_words` and `most_words` are told to the writer; a text outside of them is kept all the same. `uploads`: how many
    files may be handed in beside the text.
    """

    added = Body.added | {"uploads"}

    model_answer: Annotated[str, AfterValidator(vietnamese.clean_text)] = ""
    rubric: tuple[Criterion, ...] = ()
    least_words: Annotated[int, Field(gt=0)] | None = None
    most_words: Annotated[int, Field(gt=0)] | None = None
    uploads: Annotated[int, Field(ge=0, le=MOST_UPLOADS)] = 0

    @field_validator("most_words")
    @classmethod
    def _is_no_less_than_the_least(cls, most: int | None, info: ValidationInfo) -> int | None:
        least = info.data.get("least_words")
        if most is not None and least is not None and most < least:
            raise Unsound(gettext("The most words must not be fewer than the fewest words."))
        return most

    @property
    def rubric_points(self) -> Decimal:
        return sum((each.points for each in self.rubric), Decimal(0))


class Essay(Kind[EssayBody]):
    name = "essay"
    label = pgettext_lazy("kind of question", "Essay")
    marked_by_person = True
    Body = EssayBody

    def write(self, body: EssayBody) -> dict[str, Any]:
        """Limits that are not set are left out."""
        return body.model_dump(mode="json", exclude_none=True)

    def deal(self, body: EssayBody, rng: random.Random) -> Dealt:
        return {}

    def clean(self, body: EssayBody, data: FormData, name: str) -> Response | None:
        """Files come as the codes of what was stored already, in the field `<name>-file`, in the order of handing in."""
        text = written_text(data, name, limit=MOST_CHARACTERS, lines=True)
        files = _sound_codes(data.getlist(f"{name}-file"), most=body.uploads) if body.uploads else []
        if files:
            return {"text": text, "files": files}
        return {"text": text} if text else None

    def mark(self, body: EssayBody, response: Response | None) -> None:
        return None

    def is_complete(self, body: EssayBody, response: Response | None) -> bool:
        return bool(_text(response) or files_of(response))

    def upload_fields(self, body: EssayBody, name: str) -> dict[str, int]:
        return {name: body.uploads} if body.uploads else {}

    def files_in(self, body: EssayBody, response: Response | None) -> list[str]:
        return files_of(response)

    def right_response(self, body: EssayBody) -> None:
        return None

    def tell(self, body: EssayBody, response: Response | None) -> str:
        files = files_of(response)
        if not files:
            return _text(response) or not_answered()
        counted = ngettext("%(count)d file", "%(count)d files", len(files)) % {"count": len(files)}
        return f"{_text(response)} ({counted})".strip()

    def _present(self, body: EssayBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "label": gettext("Answer"),
            "text": _text(response),
            "limit": MOST_CHARACTERS,
        }
        hint = _length_in_words(body)
        if hint:
            shown["hint"] = hint
        if body.uploads:
            shown["uploads"] = body.uploads
            shown["files"] = [{"code": code, "name": ""} for code in files_of(response)]
        return shown

    def _review(self, body: EssayBody, dealt: Dealt, response: Response | None) -> dict[str, Any]:
        return {
            "model_answer": body.model_answer,
            "rubric": [{"criterion": each.criterion, "points": each.points} for each in body.rubric],
            "rubric_points": body.rubric_points,
            "files": [{"code": code, "name": ""} for code in files_of(response)],
        }


def _length_in_words(body: EssayBody) -> str:
    limits = {"least": body.least_words, "most": body.most_words}
    if body.least_words and body.most_words:
        return gettext("Write between %(least)d and %(most)d words.") % limits
    if body.least_words:
        return gettext("Write at least %(least)d words.") % limits
    return gettext("Write at most %(most)d words.") % limits if body.most_words else ""


def files_of(response: Response | None) -> list[str]:
    """The codes of the files that were handed in with a response."""
    return response.get("files", []) if response else []


def _sound_codes(sent: Sequence[str], *, most: int) -> list[str]:
    codes = list(dict.fromkeys(code.strip() for code in sent if code.strip()))
    if not all(FILE_CODE.fullmatch(code) for code in codes):
        raise no_such_choice()
    if len(codes) > most:
        raise NotAnAnswer(
            gettext("%(count)d files were handed in, at most %(most)d can be kept. Please take some away.")
            % {"count": len(codes), "most": most}
        )
    return codes


def _text(response: Response | None) -> str:
    return response["text"] if response else ""
