"""A corrected key: told first, applied with a reason, once; nobody loses a pass by our mistake."""

from datetime import timedelta
from decimal import Decimal

import make
import make_quizzes
import pytest
from make import NOON
from make_marking import ESSAY, RIGHT, WRONG, a_marker, an_essay_quiz, handed_in

from jobs import api as jobs
from people import api as people
from quizzes import api as quizzes
from quizzes.marking.marks import give_mark
from quizzes.marking.regrading import RegradeRefused, apply_regrade, plan_regrade
from quizzes.models import Grade, Regrade

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def quiz():
    return make_quizzes.a_quiz_of(1, cooldown_minutes=0)


@pytest.fixture
def question(quiz):
    return quizzes.Question.objects.get()


@pytest.fixture
def boss():
    return make.a_person()


def correct(question, right: str) -> None:
    """The author finds that another option is right."""
    question.body = {**question.body, "correct": right}
    question.current_version = make_quizzes.a_version(question)
    question.save()


def apply(question, boss, **fields):
    return apply_regrade(
        question=question, **{"reason": "Khóa đáp án sai", "by": boss, "at": LATER, **fields}
    )


def test_a_dry_run_tells_who_gains_and_who_loses_and_writes_nothing(quiz, question):
    handed_in(make.a_person(), quiz, RIGHT)
    handed_in(make.a_person(), quiz, WRONG)
    correct(question, "a")
    plan = plan_regrade(question=question)
    assert plan.figures() == {
        "attempts": 2, "gained": 1, "lost": 1, "now_passed": 1, "kept_pass": 1, "no_longer_passed": 0, "unchanged": 0,
    }  # fmt: skip
    assert Grade.objects.count() == 2


def test_who_was_right_by_the_corrected_key_passes_and_nobody_loses_a_pass(quiz, question, boss):
    winner, keeper = handed_in(make.a_person(), quiz, WRONG), handed_in(make.a_person(), quiz, RIGHT)
    correct(question, "a")
    regrade = apply(question, boss)
    winner.refresh_from_db()
    keeper.refresh_from_db()
    assert (winner.percent, winner.passed) == (100, True)
    assert (keeper.percent, keeper.passed) == (0, True)
    assert regrade.figures["kept_pass"] == 1
    grade = Grade.objects.filter(attempt=winner).latest("number")
    assert (grade.by, grade.reason, grade.shares[0]["version"]) == (boss, "Khóa đáp án sai", 2)


def test_by_a_decision_a_pass_may_be_lost(quiz, question, boss):
    loser = handed_in(make.a_person(), quiz, RIGHT)
    correct(question, "a")
    apply(question, boss, keep_passes=False)
    loser.refresh_from_db()
    assert (loser.percent, loser.passed) == (0, False)


def test_a_second_run_changes_nothing(quiz, question, boss):
    handed_in(make.a_person(), quiz, WRONG)
    handed_in(make.a_person(), quiz, RIGHT)
    correct(question, "a")
    apply(question, boss)
    grades = list(Grade.objects.values_list("pk", "percent", "passed"))
    assert apply(question, boss) is None
    assert list(Grade.objects.values_list("pk", "percent", "passed")) == grades
    assert Regrade.objects.count() == 1


def test_without_a_reason_nothing_is_applied(quiz, question, boss):
    handed_in(make.a_person(), quiz, WRONG)
    correct(question, "a")
    with pytest.raises(RegradeRefused):
        apply(question, boss, reason="  ")
    assert Grade.objects.count() == 1


def test_open_and_voided_attempts_are_left_alone(quiz, question, boss):
    voided = handed_in(make.a_person(), quiz, WRONG)
    quizzes.Attempt.objects.filter(pk=voided.pk).update(voided_at=NOON)
    quizzes.start_attempt(make.a_person(), quiz, at=NOON)
    correct(question, "a")
    assert apply(question, boss) is None


def test_what_a_person_has_marked_stays(boss):
    commune = make.a_unit()
    quiz = an_essay_quiz()
    attempt = handed_in(make.a_person(unit=commune), quiz, WRONG, ESSAY)
    give_mark(a_marker(commune), attempt.uid, 2, seen=0, share=Decimal("0.5"), at=NOON)
    choice = quizzes.Question.objects.get(kind="single_choice")
    correct(choice, "a")
    apply(choice, boss)
    attempt.refresh_from_db()
    assert attempt.earned == Decimal(3)


def test_a_pass_that_a_corrected_key_left_is_not_lost_by_a_later_mark(boss):
    commune = make.a_unit()
    marker, person = a_marker(commune), make.a_person(unit=commune)
    # 1 point for the choice, 4 for the essay.
    attempt = handed_in(person, an_essay_quiz(pass_mark_percent=90), RIGHT, ESSAY)
    give_mark(marker, attempt.uid, 2, seen=0, share=Decimal("0.9"), at=LATER)
    attempt.refresh_from_db()
    assert attempt.passed
    choice = attempt.questions.get(position=1).version.question
    correct(choice, "a")
    apply(choice, boss)
    give_mark(marker, attempt.uid, 2, seen=1, share=Decimal("0.95"), reason="Thêm nửa ý", at=LATER)
    attempt.refresh_from_db()
    assert (attempt.percent, attempt.passed) == (76, True)


def test_of_practice_nothing_is_counted_as_passed(boss):
    quiz = make_quizzes.a_quiz_of(1, practice=True)
    attempt = handed_in(make.a_person(), quiz, WRONG)
    question = attempt.questions.get().version.question
    correct(question, "a")
    figures = plan_regrade(question=question).figures()
    assert (figures["gained"], figures["now_passed"]) == (1, 0)
    assert apply(question, boss).figures["now_passed"] == 0


def test_an_essay_that_waits_still_waits_after_a_regrade(boss):
    attempt = handed_in(make.a_person(), an_essay_quiz(), WRONG, ESSAY)
    choice = quizzes.Question.objects.get(kind="single_choice")
    correct(choice, "a")
    apply(choice, boss)
    attempt.refresh_from_db()
    assert (attempt.earned, attempt.passed) == (1, None)


def test_the_page_previews_and_starts_the_work_once(client, quiz, question):
    boss = make.an_administrator(make.a_province(), role=people.Role.PROVINCIAL_ADMINISTRATOR)
    client.force_login(boss)
    attempt = handed_in(make.a_person(), quiz, WRONG, at=NOON - timedelta(days=1))
    correct(question, "a")
    address = f"/quan-tri/cham-lai/{question.uid}/"
    assert client.get(address).context["plan"].gained == 1
    assert client.post(address, {"reason": " ", "keep_passes": "on"}).status_code == 400
    first = client.post(address, {"reason": "Khóa đáp án sai", "keep_passes": "on"})
    second = client.post(address, {"reason": "Khóa đáp án sai", "keep_passes": "on"})
    assert first.url == second.url
    jobs.run_waiting_jobs()
    attempt.refresh_from_db()
    assert attempt.passed
    assert client.get(first.url).status_code == 200
