"""What an author is told of, and may still do: no rule, but a trap that others fell into. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from quizzes.kinds.options import speaks_of_others
from vietnamese import api as vietnamese

# "đáp án A", "phương án b là đúng", "ba câu a, c, d", "ý thứ hai", "phương án đầu tiên": options are shuffled, so a
# letter or a place names another option to each learner. "điểm a khoản 2" and "khoản b" are places in a law.
_THING = r"(?:dap an|phuong an|lua chon|cau tra loi|cau hoi|cau|y)"
_LETTER = r"[a-h](?![\w])"
_PLACE = r"(?:thu (?:nhat|hai|ba|tu|nam|sau|\d+)|dau tien|cuoi cung|so \d+|tren cung|duoi cung|o tren|o duoi)"
_NAMES_AN_OPTION = re.compile(rf"\b{_THING}(?: dung| sai)?(?: la| gom)?:? (?:{_LETTER}|{_PLACE}\b)")


def names_an_option(explanation: str) -> bool:
    """Does an explanation speak of an option by its letter or its place?"""
    plain = " ".join(re.sub(r"[“”\"'()]", "", vietnamese.fold(explanation)).split())
    return _NAMES_AN_OPTION.search(plain) is not None


def options_that_speak_of_others(body: Mapping[str, Any]) -> list[str]:
    """Texts such as "Tất cả đáp án trên", which only make sense after the others."""
    return [each["text"] for each in body.get("options") or [] if speaks_of_others(each["text"])]


def cautions_for(kind: str, body: Mapping[str, Any], explanation: str) -> list[str]:
    """Sentences for the author of a question; none when nothing was noticed."""
    told = []
    if kind in {"single_choice", "multiple_choice"} and names_an_option(explanation):
        told.append(
            gettext(
                "The explanation seems to name an option by its letter or place. Options are shuffled, so say its words instead."
            )
        )
    told += [
        gettext(
            "“%(option)s” speaks of the other options. It stays last when they are shuffled; a plain option is clearer."
        )
        % {"option": text}
        for text in options_that_speak_of_others(body)
    ]
    return told
