"""The questions that ship, opened in the editor and saved as they are: not a word of them changes."""

import make
import make_content
import pytest
from admin_forms import errors_on, form_on
from django.test import Client
from django.urls import reverse

from quizzes.bank.questions import Question
from quizzes.bank.services import written_of
from quizzes.blueprint.quizzes import Quiz

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_every_question_and_quiz_that_ships_goes_through_its_form_unchanged(client: Client) -> None:
    make_content.the_plan_course()
    make_content.a_legal_course("course-c5.json")
    client.force_login(make.a_person(is_superuser=True))
    assert Question.objects.count() == 103
    for question in Question.objects.select_related("topic"):
        address = reverse("wagtailsnippets_quizzes_question:edit", args=[question.pk])
        answer = client.post(address, form_on(client.get(address).content))
        assert answer.status_code == 302, f"{question.uid}: {errors_on(answer.content)}"
        saved = Question.objects.get(pk=question.pk).latest_revision.as_object()
        assert written_of(saved) == written_of(question), question.uid
        assert (saved.uid, saved.topic) == (question.uid, question.topic)
    for quiz in Quiz.objects.all():
        address = reverse("wagtailsnippets_quizzes_quiz:edit", args=[quiz.pk])
        answer = client.post(address, form_on(client.get(address).content))
        assert answer.status_code == 302, f"{quiz.uid}: {errors_on(answer.content)}"
        saved_quiz = Quiz.objects.get(pk=quiz.pk)
        for field in (
            "title",
            "minutes",
            "pass_mark_percent",
            "excluded_kinds",
            "level_mix",
            "shuffle",
            "attempts_allowed",
        ):
            assert getattr(saved_quiz, field) == getattr(quiz, field), f"{quiz.uid}: {field}"
