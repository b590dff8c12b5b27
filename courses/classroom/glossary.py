"""All words explained in the published courses, in the order of the Vietnamese alphabet."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from courses.pages.models import CoursePage, GlossaryTerm
from vietnamese import api as vietnamese

TONES = "\u0300\u0301\u0303\u0309\u0323"


@dataclass(frozen=True)
class Letter:
    """One letter of the alphabet with its terms; `anchor` is its plain form for addresses."""

    letter: str
    anchor: str
    terms: Sequence[GlossaryTerm]


def published_terms() -> list[GlossaryTerm]:
    """The terms of all published courses, sorted as a Vietnamese dictionary sorts."""
    live = CoursePage.objects.live()
    terms = GlossaryTerm.objects.filter(course__in=live).select_related(
        "course", "document", "course__main_document"
    )
    return sorted(terms, key=lambda term: (vietnamese.sort_key(term.term), term.course_id))


def by_letter(terms: Sequence[GlossaryTerm]) -> list[Letter]:
    """The terms under their first letters. Tones do not make a letter of their own; Đ, Ă and the like do."""
    groups: dict[str, list[GlossaryTerm]] = {}
    for term in terms:
        groups.setdefault(first_letter(term.term), []).append(term)
    return [
        Letter(letter, _anchor(letter, place), group) for place, (letter, group) in enumerate(groups.items())
    ]


def first_letter(text: str) -> str:
    """ "ấp" -> "Â", "Đảng" -> "Đ", "157" -> "#"."""
    for char in text:
        if char.isalpha():
            return _without_tone(char).upper()
        if char.isdigit():
            break
    return "#"


def _without_tone(char: str) -> str:
    apart = unicodedata.normalize("NFD", char)
    return vietnamese.nfc("".join(mark for mark in apart if mark not in TONES))


def _anchor(letter: str, place: int) -> str:
    return f"chu-{vietnamese.fold(letter) if letter.isalpha() else 'so'}-{place}"
