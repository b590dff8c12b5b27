"""Questions that ask the same: found by their words without marks, spaces, signs and option letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from quizzes.bank.questions import Question
from vietnamese import api as vietnamese

# "A. ", "b) ", "Câu 12: ", "1. ": how the same words are numbered differs from paper to paper.
NUMBERING = re.compile(r"^(?:cau(?: hoi)? ?\d+|[a-h]|\d{1,3}) ?[.:)/-]+ ?")
SIGNS = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True)
class Alike:
    """Questions that ask the same. `same_options`: what there is to choose is the same, too."""

    questions: tuple[Question, ...]
    same_options: bool


def bare(text: str) -> str:
    """Words without marks, case, signs and spaces; numbering at the front is left out. Empty where nothing is left."""
    return SIGNS.sub("", NUMBERING.sub("", vietnamese.fold(vietnamese.clean_line(text))))


def choices_key(body: Mapping[str, Any]) -> tuple[str, ...]:
    """What there is to choose or to match, bare, in an order of its own."""
    found = [bare(each) for each in _texts(body)]
    return tuple(sorted(each for each in found if each))


def alike_in(questions: Iterable[Question]) -> list[Alike]:
    """Groups of two and more that ask the same; those with the same options first, then by the first key.

    A stem that only introduces ("Chọn câu đúng") says nothing by itself: short ones need the same options, too.
    """
    by_stem: dict[str, list[Question]] = {}
    for question in questions:
        stem = bare(question.stem)
        if stem:
            by_stem.setdefault(stem, []).append(question)
    groups = [group for stem, same in by_stem.items() if len(same) > 1 for group in _parted(stem, same)]
    return sorted(groups, key=lambda group: (not group.same_options, group.questions[0].uid))


def alike_in_bank(questions: QuerySet[Question]) -> list[Alike]:
    """As `alike_in`, of stored questions that are not retired. One query; only words are read of the whole bank."""
    rows = questions.filter(retired_at__isnull=True).only(
        "pk", "uid", "stem", "body", "kind", "live", "topic_id"
    )
    return alike_in(rows.order_by("uid").iterator(chunk_size=2000))


def like(question: Question) -> list[Question]:
    """Other questions of the bank that ask the same as this one."""
    words = vietnamese.fold(question.stem).split()
    if not words:
        return []
    near = Question.objects.filter(search_folded__contains=max(words, key=len)).exclude(pk=question.pk)
    for group in alike_in_bank(near | Question.objects.filter(pk=question.pk)):
        if question in group.questions:
            return [other for other in group.questions if other != question]
    return []


SHORT = 25


def _parted(stem: str, same: list[Question]) -> Iterator[Alike]:
    """The group of one stem: parted by options where the stem is too short to say anything."""
    by_choices: dict[tuple[str, ...], list[Question]] = {}
    for question in same:
        by_choices.setdefault(choices_key(question.body), []).append(question)
    if len(by_choices) == 1:
        yield Alike(tuple(same), same_options=True)
    elif len(stem) >= SHORT:
        yield Alike(tuple(same), same_options=False)
    else:
        yield from (Alike(tuple(group), same_options=True) for group in by_choices.values() if len(group) > 1)


def _texts(body: Mapping[str, Any]) -> Iterator[str]:
    for name in ("options", "left", "right", "items"):
        for option in body.get(name, []):
            yield option["text"]
    for part in [*body.get("parts", []), *body.get("gaps", [])]:
        yield part["body"].get("stem", "")
        yield from _texts(part["body"])
