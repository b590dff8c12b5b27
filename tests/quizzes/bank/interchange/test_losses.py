"""Whatever a question holds: what a file does not bring back is told when it is written."""

from __future__ import annotations

import pytest

from quizzes.bank.interchange import FORMATS as ALL
from quizzes.bank.interchange import formats_of_file
from quizzes.bank.interchange.base import Drafted, Format, Weight
from quizzes.bank.interchange.docx import Docx
from quizzes.bank.interchange.losses import losses_of
from quizzes.bank.interchange.plain_text import PlainText
from quizzes.bank.interchange.qti import Qti
from quizzes.bank.interchange.spreadsheet import Csv, Xlsx
from quizzes.kinds import kind_named
from tests.quizzes.bank.interchange.form_drafts import in_english, same
from tests.quizzes.bank.interchange.full_drafts import BODIES, a_full_draft
from tests.quizzes.kinds.examples import EXAMPLES

__all__ = ["in_english"]

FORMATS: list[Format] = [PlainText(), Docx(), Xlsx(), Csv(), Qti()]


def _example(name: str) -> Drafted:
    kind = kind_named(name.partition("/")[0])
    return Drafted(kind.name, kind.write(kind.read(EXAMPLES[name].body)))


QUESTIONS = {
    **{name: a_full_draft(name) for name in BODIES},
    **{f"example {name}": _example(name) for name in EXAMPLES},
}


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@pytest.mark.parametrize("name", QUESTIONS)
def test_what_does_not_come_back_is_told(form: Format, name: str) -> None:
    question = QUESTIONS[name]
    written = form.write([question])
    again = form.read(written.data)
    assert again.errors == []
    (found,) = again.questions
    assert [each.sentence for each in losses_of(1, question, found)] == [
        each.sentence for each in written.losses
    ]
    assert same(question, found) or written.losses


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_all_of_them_in_one_file_come_back_in_their_order(form: Format) -> None:
    questions = list(QUESTIONS.values())
    again = form.read(form.write(questions).data)
    assert [each.kind for each in again.questions] == [each.kind for each in questions]
    assert [each.topic for each in again.questions] == [each.topic for each in questions]


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_no_question_at_all_makes_a_file(form: Format) -> None:
    assert form.write([]).data
    assert form.write([]).losses == []


def test_a_loss_is_a_doubt_with_the_number_of_the_question() -> None:
    question = a_full_draft("single_choice")
    losses = Csv().write([_example("essay"), question]).losses
    assert [(each.line, each.weight) for each in losses] == [(2, Weight.DOUBT)]


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.name)
def test_a_written_file_is_known_again_by_its_content_alone(form: Format) -> None:
    plain = [
        _example(name)
        for name in ("single_choice", "true_false")
        if form.name != "aiken" or name == "single_choice"
    ]
    assert formats_of_file(form.write(plain).data, "tệp")[0] is form
