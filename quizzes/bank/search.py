"""Finding questions and topics: words with or without marks, duplicates of a stem, free keys."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models

from quizzes.bank.questions import Question
from quizzes.bank.topics import Topic
from vietnamese import api as vietnamese

Found = TypeVar("Found", bound=models.QuerySet)  # type: ignore[type-arg]


def words_of_question(question: Question) -> str:
    """What a question is found by, folded: its key, its stem, its answers, its explanation."""
    return vietnamese.fold(
        " ".join([question.uid, question.stem, *_texts(question.body), question.explanation, question.place])
    )


def folded_search(questions: Found, query: str, *, field: str = "search_folded") -> Found:
    """Those that hold every word of the query, however it is accented."""
    for word in vietnamese.fold(vietnamese.clean_line(query)).split():
        questions = questions.filter(**{f"{field}__contains": word})
    return questions


def same_stem(question: Question) -> list[Question]:
    """Other questions that ask the same when marks, spaces and signs are left out. Retired ones are not looked at."""
    wanted = _bare(question.stem)
    if not wanted:
        return []
    first_word = vietnamese.fold(question.stem).split()[0]
    near = Question.objects.filter(retired_at__isnull=True, search_folded__contains=first_word).exclude(
        pk=question.pk
    )
    return [other for other in near.only("pk", "uid", "stem").iterator() if _bare(other.stem) == wanted]


def free_question_uid(topic: Topic) -> str:
    """The next key below a topic: `KH157-B1/Q10`."""
    return _free(Question, f"{topic.uid}/Q", start=Question.objects.filter(topic=topic).count() + 1, width=2)


def free_uid(model: type[models.Model], title: str, *, longest: int) -> str:
    """A key from the folded title that no other row has: `luc-luong-co-so`, `luc-luong-co-so-2`."""
    base = vietnamese.slug(title)[: longest - 4].strip("-") or model._meta.model_name or "x"
    if not model._default_manager.filter(uid=base).exists():
        return base
    return _free(model, f"{base}-", start=2, width=1)


def _free(model: type[models.Model], base: str, *, start: int, width: int) -> str:
    taken = set(model._default_manager.filter(uid__startswith=base).values_list("uid", flat=True))
    number = start
    while f"{base}{number:0{width}}" in taken:
        number += 1
    return f"{base}{number:0{width}}"


def _texts(body: Mapping[str, Any]) -> list[str]:
    found = []
    for name in ("options", "left", "right", "items"):
        found += [each.get("text", "") for each in body.get(name) or [] if isinstance(each, Mapping)]
    for held in [*(body.get("gaps") or []), *(body.get("parts") or [])]:
        inner = held.get("body") if isinstance(held, Mapping) else None
        if isinstance(inner, Mapping):
            found += [str(inner.get("stem") or ""), *_texts(inner)]
    return [
        *found,
        *(each for each in body.get("accepted") or [] if isinstance(each, str)),
        str(body.get("model_answer") or ""),
    ]


def _bare(text: str) -> str:
    return "".join(char for char in vietnamese.fold(text) if char.isalnum())
