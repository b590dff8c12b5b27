"""What a person should know before questions of a file come into the bank: who asks the same already, what is unknown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext

from quizzes.bank.duplicates import bare, choices_key
from quizzes.bank.interchange.base import Drafted, Remark, Weight
from quizzes.bank.interchange.citing import cited_in_words
from quizzes.bank.interchange.findings import start_of
from quizzes.bank.interchange.register import Register, unresolved
from quizzes.bank.questions import Question
from quizzes.bank.uploads import CannotKeep, kept_of


def look_at(questions: Sequence[Drafted], place: Callable[[int], str] | None = None) -> list[Remark]:
    """Doubts about questions beside what is in the bank, in the order of their lines; an error for a picture that cannot be kept.

    `place`: where a line stands, in the words of the file's format.
    """
    register = Register.of(questions)
    remarks = [
        *_repeated(questions, place or (lambda _line: "")),
        *_in_bank(questions),
        *_taken_uids(questions),
        *(
            Remark(
                question.line,
                gettext(
                    "“%(cited)s” is not in the legal register. It is kept as words in the place of the source."
                )
                % {"cited": start_of(cited_in_words(each), most=120)},
                Weight.DOUBT,
            )
            for question in questions
            for each in unresolved(question, register)
        ),
        *_unkeepable(questions),
    ]
    return sorted(remarks, key=lambda each: each.line)


def _repeated(questions: Sequence[Drafted], place: Callable[[int], str]) -> list[Remark]:
    first: dict[str, Drafted] = {}
    remarks = []
    for question in questions:
        stem = str(question.body["stem"])
        other = first.setdefault(_whole(question), question)
        if other is not question:
            words = place(other.line) or gettext("line %(line)d") % {"line": other.line}
            told = gettext("“%(question)s” stands in this file already: %(place)s.")
            remarks.append(
                Remark(question.line, told % {"question": start_of(stem), "place": words}, Weight.DOUBT)
            )
    return remarks


def _whole(question: Drafted) -> str:
    """A stem alone may ask many things ("Chọn câu đúng."), so options count within one file."""
    return "|".join([question.kind, bare(str(question.body["stem"])), *choices_key(question.body)])


def _in_bank(questions: Sequence[Drafted]) -> list[Remark]:
    stems = {key for question in questions if (key := bare(str(question.body["stem"])))}
    found: dict[str, str] = {}
    rows = Question.objects.filter(retired_at__isnull=True).values_list("uid", "stem")
    for uid, stem in rows.iterator():
        if (key := bare(stem)) in stems:
            found.setdefault(key, uid)
    told = gettext("“%(question)s” asks the same as %(uid)s in the bank.")
    return [
        Remark(
            question.line,
            told % {"question": start_of(str(question.body["stem"])), "uid": found[key]},
            Weight.DOUBT,
        )
        for question in questions
        if (key := bare(str(question.body["stem"]))) in found
    ]


def _taken_uids(questions: Sequence[Drafted]) -> list[Remark]:
    wanted = {question.uid for question in questions if question.uid}
    taken = set(Question.objects.filter(uid__in=wanted).values_list("uid", flat=True))
    told = gettext(
        "The key %(uid)s belongs to another question. This one gets a new key; the other stays as it is."
    )
    remarks = []
    for question in questions:
        if question.uid in taken:
            remarks.append(Remark(question.line, told % {"uid": question.uid}, Weight.DOUBT))
        elif question.uid:
            taken.add(question.uid)
    return remarks


def _unkeepable(questions: Sequence[Drafted]) -> list[Remark]:
    remarks, seen = [], set()
    for question in questions:
        for key, data in question.files.items():
            if key in seen:
                continue
            seen.add(key)
            try:
                kept_of(data)
            except CannotKeep as error:
                remarks.append(Remark(question.line, str(error), Weight.ERROR))
    return remarks
