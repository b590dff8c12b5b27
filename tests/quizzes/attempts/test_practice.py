"""Self-check: asked and explained at once, nothing stored."""

from typing import Any

import make_quizzes
import pytest
from django.template.loader import render_to_string
from make_quizzes import form

from quizzes import api as quizzes

pytestmark = pytest.mark.django_db


def drawn(practice: dict[str, Any]) -> str:
    return render_to_string(
        "quizzes/attempts/practice_question.html", {"practice": practice, "action": "/bai-hoc/tu-kiem-tra/"}
    )


@pytest.mark.parametrize("kind", list(make_quizzes.EXAMPLES))
def test_a_question_is_asked_without_its_key_and_explained_after_an_answer(kind) -> None:
    example = make_quizzes.EXAMPLES[kind]
    question = make_quizzes.a_question(kind, practice_only=True, explanation="Lời giải thích.")
    asked = quizzes.practice_view(question)
    page = drawn(asked)
    assert "data-question" in page
    assert "data-main" not in page
    assert "data-next" not in page
    assert "Lời giải thích." not in page
    assert "Bài mẫu." not in page
    for given, share in ((example.right, 1), (example.wrong, 0)):
        checked = quizzes.check_practice(question, form(given, name=asked["q"]["name"]))
        assert checked["checked"]
        assert checked["share"] == (None if kind == "essay" else share)
        assert "Lời giải thích." in drawn(checked)
    if kind == "essay":
        assert "Bài mẫu." in drawn(checked)
    assert quizzes.Response.objects.count() == quizzes.Attempt.objects.count() == 0


def test_the_order_of_options_is_the_same_each_time() -> None:
    question = make_quizzes.a_question()
    name = quizzes.practice_view(question)["q"]["name"]
    orders = {
        tuple(row["id"] for row in practice["q"]["rows"])
        for practice in (
            quizzes.practice_view(question),
            quizzes.practice_view(question),
            quizzes.check_practice(question, form({"answer": "a"}, name=name)),
        )
    }
    assert len(orders) == 1


def test_the_right_option_is_marked_in_words_too() -> None:
    question = make_quizzes.a_question()
    name = quizzes.practice_view(question)["q"]["name"]
    page = drawn(quizzes.check_practice(question, form({"answer": "a"}, name=name)))
    assert page.count("choice--right") == 1
    assert page.count("choice__mark") == 2


@pytest.mark.parametrize("fields", [{}, {"answer": "z"}])
def test_without_a_sound_answer_nothing_is_explained(fields) -> None:
    question = make_quizzes.a_question(explanation="Lời giải thích.")
    name = quizzes.practice_view(question)["q"]["name"]
    practice = quizzes.check_practice(question, form(fields, name=name))
    assert not practice["checked"]
    assert practice["q"]["error"]
    assert "Lời giải thích." not in drawn(practice)


def test_a_question_never_published_is_not_asked() -> None:
    question = make_quizzes.a_question()
    question.current_version = None
    with pytest.raises(quizzes.NothingToAsk):
        quizzes.practice_view(question)


def test_several_questions_stand_on_one_page_without_sharing_names() -> None:
    names = {quizzes.practice_view(make_quizzes.a_question())["q"]["name"] for _ in range(3)}
    assert len(names) == 3
