"""The question bank in the wizard of files: what trainers see before their questions come in, and how they take them out."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from jobs import api as jobs
from quizzes.bank.admin.topics import TopicSelect
from quizzes.bank.interchange import FORMATS, MOST_BYTES, format_named, formats_of_file
from quizzes.bank.interchange.base import CannotRead, Drafted, ReadFile, Remark, Weight
from quizzes.bank.interchange.docx import Docx
from quizzes.bank.interchange.from_bank import questions_below
from quizzes.bank.interchange.in_bulk import rebuild_indexes
from quizzes.bank.interchange.into_bank import CannotBringIn, bring_in
from quizzes.bank.interchange.looking import look_at
from quizzes.bank.interchange.plain_text import PlainText
from quizzes.bank.interchange.plain_text_example import EXAMPLE, sample_of
from quizzes.bank.interchange.spreadsheet import Csv, Xlsx
from quizzes.bank.questions import Question
from quizzes.bank.topics import Topic
from quizzes.bank.words import kind_label
from quizzes.kinds import kind_named
from sheets import api as sheets
from vietnamese import api as vietnamese

HOME = "wagtailsnippets_quizzes_question:list"
PERMISSION = "quizzes.add_question"
# Characters of a question and of its answer in the preview.
LONGEST_STEM, LONGEST_ANSWER = 300, 120
# Files of ours to begin with: tables to fill in, and the usual form with a question of the common kinds.
SAMPLES: dict[str, Callable[[], bytes]] = {
    Xlsx.name: Xlsx().template,
    Docx.name: partial(sample_of, Docx()),
    PlainText.name: partial(sample_of, PlainText()),
    Csv.name: Csv().template,
}
# Bytes of text that take as long to read as one question of the bank to compare with.
WEIGHT_OF_BANKED = 20
MOST_INDEXED_AT_ONCE = INDEX_BATCH = 500
# Remarks that the page of the result keeps; the preview shows all.
MOST_KEPT = 1000


@dataclass(frozen=True)
class Prepared:
    """The questions of a file that has no errors, and what was remarked, as the page of the result keeps it."""

    questions: Sequence[Drafted]
    remarks: Sequence[sheets.Remark]


class IntoTopic(sheets.OptionsForm):
    """Where the questions of a file go."""

    topic = forms.ModelChoiceField(
        label=_("Topic"),
        queryset=Topic.objects.all(),
        to_field_name="uid",
        widget=TopicSelect,
        help_text=_("Topics that the file names itself are made below this one where they are missing."),
    )


class QuestionImporter(sheets.Importer):
    """Questions from a file come into the bank as drafts: nobody is dealt one before it is published."""

    name = "cau-hoi"
    title = _("Import questions from a file")
    permission = PERMISSION
    noun = _("questions")
    explanation = _(
        "The questions come into the bank as drafts. Nobody is asked one before it was looked through and published."
    )
    example = EXAMPLE
    example_about = _("How questions are written in a Word or text file")
    options_form = IntoTopic
    most_bytes = MOST_BYTES
    home = HOME
    recognises = True

    def formats(self) -> Sequence[sheets.FileFormat]:
        return [sheets.FileFormat(each.name, each.label, each.extension.lstrip(".")) for each in FORMATS]

    def samples(self) -> Sequence[sheets.FileFormat]:
        return [each for each in self.formats() if each.name in SAMPLES]

    def sample(self, file_format: str) -> jobs.ResultFile | None:
        if file_format not in SAMPLES:
            return None
        chosen = format_named(file_format)
        name = f"mau-cau-hoi.{chosen.extension.lstrip('.')}"
        return jobs.ResultFile(name, chosen.content_type, SAMPLES[file_format]())

    def recognise(self, data: bytes, name: str) -> str:
        likely = formats_of_file(data, name)
        return likely[0].name if likely else ""

    def glance(self, data: bytes, file_format: str) -> int:
        try:
            weight = format_named(file_format).glance(data)
            # Every question of the bank is looked at, whether the file asks the same.
            return weight + WEIGHT_OF_BANKED * Question.objects.filter(retired_at__isnull=True).count()
        except CannotRead as refusal:
            raise sheets.Unreadable(str(refusal)) from refusal

    def read(self, data: bytes, file_format: str, options: Mapping[str, Any]) -> sheets.Preview:
        found = read_file(data, file_format)
        place = partial(format_named(file_format).place, read=found)
        remarks = sorted([*found.remarks, *look_at(found.questions, place)], key=lambda remark: remark.line)
        doubts = _doubts_by_question(found, remarks)
        rows = [
            sheets.PreviewRow(
                question.line,
                (
                    vietnamese.clean_line(str(question.body.get("stem", "")))[:LONGEST_STEM],
                    kind_label(question.kind),
                    right_answer(question),
                    " › ".join(question.topic),
                ),
                doubt=" ".join(doubts[number]),
                converted=question.converted,
                place=place(question.line),
            )
            for number, question in enumerate(found.questions)
        ]
        columns = (
            pgettext("of the bank", "Question"),
            gettext("Kind of question"),
            gettext("Right answer"),
            gettext("Topic"),
        )
        told = [_told(remark, place) for remark in remarks]
        return sheets.Preview(columns, rows, told, _counts(found.counts()))

    def prepare(
        self, data: bytes, file_format: str, options: Mapping[str, Any], progress: jobs.Progress
    ) -> Prepared:
        found = read_file(data, file_format)
        progress.advance(0, len(found.questions))
        if found.errors or any(each.weight is Weight.ERROR for each in look_at(found.questions)):
            raise jobs.Refused(
                gettext("The file has errors. Nothing was imported. Correct it and send it again.")
            )
        place = partial(format_named(file_format).place, read=found)
        return Prepared(found.questions, [_told(remark, place) for remark in found.remarks[:MOST_KEPT]])

    def apply(
        self,
        prepared: Prepared,
        options: Mapping[str, Any],
        *,
        by: Any,
        at: datetime,
        progress: jobs.Progress,
    ) -> sheets.Outcome:
        topic: Topic = options["topic"]
        try:
            brought = bring_in(
                prepared.questions,
                topic,
                by=by,
                at=at,
                progress=progress.advance,
                indexing=index_new_questions,
            )
        except CannotBringIn as refusal:
            raise jobs.Refused(str(refusal)) from refusal
        count = len(brought.uids)
        sentence = ngettext(
            "%(count)s question stands in the bank as a draft now, below “%(topic)s”. Look it through, then publish it.",
            "%(count)s questions stand in the bank as drafts now, below “%(topic)s”. Look them through, then publish them.",
            count,
        ) % {"count": vietnamese.thousands(count), "topic": topic.title}
        counts = _counts(Counter(brought.by_kind))
        if brought.topics:
            counts.append((gettext("New topics"), len(brought.topics)))
        return sheets.Outcome(
            sentence,
            counts,
            prepared.remarks,
            link=(f"{reverse(HOME)}?topic={topic.pk}&state=draft", gettext("See the drafts")),
            details={"rows": count, "topic": topic.uid},
        )


class FromTopic(sheets.OptionsForm):
    """Which questions, and into what kind of file."""

    topic = forms.ModelChoiceField(
        label=_("Topic"),
        queryset=Topic.objects.all(),
        to_field_name="uid",
        widget=TopicSelect,
        help_text=_("With all topics below it. Questions out of use are left out."),
    )
    file_format = forms.ChoiceField(label=_("Kind of file"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["file_format"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(each.name, each.label) for each in FORMATS if each.can_write]


class QuestionExporter(sheets.Exporter):
    """Questions of a topic, with their keys, as a file."""

    name = "cau-hoi"
    title = _("Export questions into a file")
    permission = PERMISSION
    explanation = _("The file holds the right answers too. Keep it where learners cannot read it.")
    options_form = FromTopic
    home = HOME

    def count(self, options: Mapping[str, Any], *, by: Any) -> int:
        return Question.objects.filter(
            topic__in=Topic.objects.under(options["topic"]), retired_at__isnull=True
        ).count()

    def write(
        self, options: Mapping[str, Any], *, by: Any, progress: jobs.Progress | None
    ) -> sheets.Exported:
        topic, chosen = options["topic"], format_named(options["file_format"])
        questions = questions_below(topic)
        if progress is not None:
            progress.advance(0, len(questions))
        written = chosen.write(questions)
        count = len(questions)
        sentence = ngettext("%(count)s question was written.", "%(count)s questions were written.", count)
        outcome = sheets.Outcome(
            sentence % {"count": vietnamese.thousands(count)},
            _counts(Counter(question.kind for question in questions)),
            [
                sheets.Remark(each.line, str(each.sentence), each.weight.value)
                for each in written.losses[:MOST_KEPT]
            ],
            details={"rows": count, "topic": topic.uid, "format": chosen.name},
        )
        name = f"cau-hoi-{vietnamese.slug(topic.title) or 'chu-de'}"[:80] + f".{chosen.extension.lstrip('.')}"
        return sheets.Exported(jobs.ResultFile(name, chosen.content_type, written.data), outcome)


def index_new_questions(keys: Sequence[int], topics: Sequence[Topic]) -> None:
    """Write the indexes of few questions now; of many soon, by work that this same transaction asks for.

    They are two thirds of the writing, and on SQLite nobody else can write before the transaction ends.
    """
    if len(keys) <= MOST_INDEXED_AT_ONCE:
        rebuild_indexes(keys, topics)
    else:
        jobs.start_job(INDEX.name, {"keys": list(keys)}, by=None, at=timezone.now())


def _index(progress: jobs.Progress, *, keys: list[int]) -> dict[str, Any]:
    """A part at a time, each kept at once: done twice, it changes nothing."""
    for start in range(0, len(keys), INDEX_BATCH):
        progress.advance(start, len(keys))
        with transaction.atomic():
            rebuild_indexes(keys[start : start + INDEX_BATCH], [])
    return {"counts": [[gettext("questions"), len(keys)]]}


INDEX = jobs.Task("index-questions", _("Make new questions known to the search"), _index)


def read_file(data: bytes, file_format: str) -> ReadFile:
    """The file as its format reads it; what cannot be read at all is sheets.Unreadable."""
    try:
        return format_named(file_format).read(data)
    except CannotRead as refusal:
        raise sheets.Unreadable(str(refusal)) from refusal


def right_answer(question: Drafted) -> str:
    """The key in words, so that a wrongly read one is seen before it comes in; empty where a person marks."""
    kind = kind_named(question.kind)
    body = kind.read(dict(question.body))
    right = kind.right_response(body)
    told = vietnamese.clean_line(kind.tell(body, right)) if right else ""
    return told if len(told) <= LONGEST_ANSWER else told[: LONGEST_ANSWER - 1].rstrip() + "…"


def _doubts_by_question(read: ReadFile, remarks: Sequence[Remark]) -> dict[int, list[str]]:
    """The sentences of doubt under the place of the question in whose lines they fall."""
    found: dict[int, list[str]] = defaultdict(list)
    lines = [question.line for question in read.questions]
    if lines != sorted(lines):
        return found
    # What became no question stands between the others, without a place of its own.
    begins = sorted(
        [*((line, place) for place, line in enumerate(lines)), *((line, -1) for line in read.left_out)]
    )
    for remark in remarks:
        at = bisect_right(begins, remark.line, key=lambda begin: begin[0]) - 1
        if remark.weight is Weight.DOUBT and remark.line and at >= 0 and begins[at][1] >= 0:
            found[begins[at][1]].append(remark.sentence)
    return found


def _told(remark: Remark, place: Callable[[int], str]) -> sheets.Remark:
    return sheets.Remark(remark.line, str(remark.sentence), remark.weight.value, place(remark.line))


def _counts(counts: Counter[str]) -> list[tuple[str, int]]:
    return [(kind_label(kind), count) for kind, count in counts.most_common()]
