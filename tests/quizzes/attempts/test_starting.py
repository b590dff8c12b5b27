"""How attempts start: joined, refused, dealt."""

from collections import Counter
from datetime import timedelta

import make
import make_quizzes
import pytest
from django.test import Client
from large_bank import many_questions, rows_read
from make_quizzes import form

from quizzes import api as quizzes
from quizzes.attempts import starting

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def finish(an, quiz, *, at, right: bool = False) -> quizzes.Attempt:
    """An attempt from start to submission at one moment."""
    attempt = quizzes.start_attempt(an, quiz, at=at)
    if right:
        for question in attempt.questions.all():
            quizzes.save_response(
                an, attempt.uid, question.position, form({"answer": "b"}), sequence=1, at=at
            )
    return quizzes.submit_attempt(an, attempt.uid, at=at)


def test_a_second_start_joins_the_open_attempt(an, noon) -> None:
    quiz = make_quizzes.a_quiz_of(3)
    first = quizzes.start_attempt(an, quiz, at=noon)
    assert quizzes.start_attempt(an, quiz, at=noon + MINUTE) == first
    assert quizzes.Attempt.objects.count() == 1


def test_two_people_get_an_attempt_each(an, noon) -> None:
    quiz = make_quizzes.a_quiz_of(3)
    one, other = (quizzes.start_attempt(person, quiz, at=noon) for person in (an, make.a_person()))
    assert one != other
    assert one.seed != other.seed
    assert len(one.seed) == 64


def test_the_attempt_copies_what_decides_so_that_later_changes_do_not_reach_it(an, noon) -> None:
    quiz = make_quizzes.a_quiz_of(3, minutes=40, pass_mark_percent=70, grace_seconds=20)
    attempt = quizzes.start_attempt(an, quiz, at=noon)
    question = quizzes.Question.objects.first()
    assert question
    question.current_version = make_quizzes.a_version(
        question, body={**question.body, "stem": "Câu đã đổi", "correct": "a"}
    )
    question.save()
    quiz.minutes, quiz.pass_mark_percent, quiz.grace_seconds = 1, 100, 0
    quiz.save()
    quiz.sections.all().delete()
    attempt.refresh_from_db()
    assert attempt.deadline == noon + 40 * MINUTE
    assert (attempt.pass_mark_percent, attempt.grace_seconds, attempt.points) == (70, 20, 3)
    assert attempt.question_count == 3
    for dealt in attempt.questions.all():
        quizzes.save_response(an, attempt.uid, dealt.position, form({"answer": "b"}), sequence=1, at=noon)
    assert quizzes.submit_attempt(an, attempt.uid, at=noon).percent == 100


def test_extra_time_of_a_person_counts_from_the_start(an, noon) -> None:
    quiz = make_quizzes.a_quiz_of(1, minutes=40)
    quizzes.Override.objects.create(person=an, quiz=quiz, extra_percent=50, reason="Mắt kém")
    attempt = quizzes.start_attempt(an, quiz, at=noon)
    assert attempt.deadline == noon + 60 * MINUTE
    other = quizzes.start_attempt(make.a_person(), quiz, at=noon)
    assert other.deadline == noon + 40 * MINUTE


def test_after_an_attempt_that_was_not_passed_people_wait(an, noon) -> None:
    quiz = make_quizzes.a_quiz_of(2, cooldown_minutes=30)
    finish(an, quiz, at=noon)
    with pytest.raises(quizzes.AttemptRefused) as refused:
        quizzes.start_attempt(an, quiz, at=noon + 30 * MINUTE - timedelta(seconds=1))
    assert refused.value.not_before == noon + 30 * MINUTE
    assert "12:30" in refused.value.sentence
    assert quizzes.start_attempt(an, quiz, at=noon + 30 * MINUTE).number == 2


def test_the_wait_after_an_abandoned_attempt_counts_from_its_deadline(an, noon) -> None:
    quiz = make_quizzes.a_quiz_of(2, minutes=40, grace_seconds=30, cooldown_minutes=30)
    quizzes.start_attempt(an, quiz, at=noon)
    with pytest.raises(quizzes.AttemptRefused) as refused:
        quizzes.start_attempt(an, quiz, at=noon + 60 * MINUTE)
    assert refused.value.not_before == noon + 70 * MINUTE
    first = quizzes.Attempt.objects.get()
    assert first.submitted_at == noon + 40 * MINUTE, "closing it is kept although the start was refused"
    assert quizzes.start_attempt(an, quiz, at=noon + 70 * MINUTE).number == 2


def test_whoever_passed_may_start_again_at_once(an, noon) -> None:
    quiz = make_quizzes.a_quiz_of(2)
    assert finish(an, quiz, at=noon, right=True).passed
    assert quizzes.start_attempt(an, quiz, at=noon).number == 2


def test_no_more_attempts_than_allowed(an, noon) -> None:
    quiz = make_quizzes.a_quiz_of(2, attempts_allowed=2, cooldown_minutes=0)
    finish(an, quiz, at=noon)
    finish(an, quiz, at=noon)
    with pytest.raises(quizzes.AttemptRefused) as refused:
        quizzes.start_attempt(an, quiz, at=noon)
    assert refused.value.not_before is None
    assert quizzes.Attempt.objects.count() == 2


def test_questions_that_a_person_has_not_seen_come_first(an, noon) -> None:
    topic = make_quizzes.a_topic()
    for _ in range(9):
        make_quizzes.a_question(topic=topic)
    quiz = make_quizzes.a_quiz((topic, 3), cooldown_minutes=0)
    dealt: Counter[int] = Counter()
    for _ in range(3):
        attempt = finish(an, quiz, at=noon)
        dealt.update(attempt.questions.values_list("version__question_id", flat=True))
    assert set(dealt.values()) == {1}
    assert len(dealt) == 9


def test_a_question_seen_in_an_older_version_is_seen(an, noon) -> None:
    topic = make_quizzes.a_topic()
    seen = make_quizzes.a_question(topic=topic)
    quiz = make_quizzes.a_quiz((topic, 1), cooldown_minutes=0)
    finish(an, quiz, at=noon)
    seen.current_version = make_quizzes.a_version(seen, explanation="Đã sửa.")
    seen.save()
    fresh = make_quizzes.a_question(topic=topic)
    attempt = quizzes.start_attempt(an, quiz, at=noon)
    assert attempt.questions.get().version == fresh.current_version


def test_what_is_for_self_check_retired_or_unpublished_is_never_dealt(an, noon) -> None:
    topic = make_quizzes.a_topic()
    below = make_quizzes.a_topic(parent=topic)
    dealt = make_quizzes.a_question(topic=below)
    make_quizzes.a_question(topic=topic, practice_only=True)
    make_quizzes.a_question(topic=topic, retired_at=noon)
    make_quizzes.a_question("essay", topic=topic)
    draft = make_quizzes.a_question(topic=topic)
    draft.live = False
    draft.save()
    quiz = make_quizzes.a_quiz((topic, 1), excluded_kinds=["essay"], cooldown_minutes=0)
    for _ in range(6):
        attempt = finish(an, quiz, at=noon)
        assert [each.version.question for each in attempt.questions.all()] == [dealt]


def test_a_bank_that_has_no_such_paper_any_more_refuses_politely(browser, an, course, caplog) -> None:
    quiz = make_quizzes.a_quiz_of(2)
    quizzes.Question.objects.update(practice_only=True)
    reply = browser.post(f"/bai-kiem-tra/{quiz.uid}/")
    assert reply.status_code == 409
    assert quizzes.Attempt.objects.count() == 0
    assert quiz.uid in caplog.text


def test_the_paper_follows_from_the_stored_seed(an, noon, monkeypatch) -> None:
    topic = make_quizzes.a_topic()
    for _ in range(8):
        make_quizzes.a_question(topic=topic)
    quiz = make_quizzes.a_quiz((topic, 4), shuffle=True)
    first = quizzes.start_attempt(an, quiz, at=noon)
    monkeypatch.setattr(starting.secrets, "token_hex", lambda size: first.seed)
    second = quizzes.start_attempt(make.a_person(), quiz, at=noon)
    assert [(each.version_id, each.dealt) for each in first.questions.all()] == [
        (each.version_id, each.dealt) for each in second.questions.all()
    ]


def test_a_start_that_loses_the_race_joins_the_winner(an, noon, monkeypatch) -> None:
    """The other start comes between the look and the insert of this one."""
    quiz = make_quizzes.a_quiz_of(2)
    deal = starting._deal
    winners = []

    def overtaken(person, quiz, given, *, number, at):
        if not winners:
            winners.append(deal(person, quiz, given, number=number, at=at))
        return deal(person, quiz, given, number=number, at=at)

    monkeypatch.setattr(starting, "_deal", overtaken)
    assert quizzes.start_attempt(an, quiz, at=noon) == winners[0]
    assert quizzes.Attempt.objects.count() == 1


def test_a_start_needs_ten_statements_at_most_whatever_the_size_of_the_bank(
    browser, an, course, statements
) -> None:
    counts = []
    for size in (4, 60):
        topics = [make_quizzes.a_topic() for _ in range(3)]
        for number in range(size):
            make_quizzes.a_question(topic=topics[number % 3])
        quiz = make_quizzes.a_quiz(*[(topic, 1) for topic in topics])
        with statements() as asked:
            reply = browser.post(f"/bai-kiem-tra/{quiz.uid}/")
        assert reply.status_code == 302
        counts.append(len([sql for sql in asked if 'FROM "people_session"' not in sql]))
    assert counts[0] == counts[1] <= 10


def test_a_start_reads_no_more_rows_of_a_larger_bank(an, noon, statements, monkeypatch) -> None:
    told = []
    for size in (3, 500):
        topic = make_quizzes.a_topic()
        below = make_quizzes.a_topic(parent=topic)
        fixed, new = (make_quizzes.a_question(topic=below) for _each in range(2))
        new.tags.add("mới")
        new.save()
        for level in ("recall", "apply"):
            many_questions(below, size, level=level)
        quiz = make_quizzes.a_quiz((topic, 3), (below, 1), level_mix=[{"level": "apply", "bound": "≥40%"}])
        quizzes.Section.objects.create(quiz=quiz, question=fixed)
        quizzes.Section.objects.create(quiz=quiz, topic=topic, tag="mới")
        person = make.a_person()
        with statements() as asked, rows_read(monkeypatch) as rows:
            attempt = quizzes.start_attempt(person, quiz, at=noon)
        assert attempt.question_count == 6
        told.append((len(asked), sum(rows)))
    assert told[0] == told[1]
    assert told[0][0] <= 10


def test_two_presses_of_the_start_button_lead_to_one_attempt(browser, course) -> None:
    quiz = make_quizzes.a_quiz_of(2)
    replies = {browser.post(f"/bai-kiem-tra/{quiz.uid}/")["Location"] for _ in range(3)}
    assert len(replies) == 1


def test_the_start_page_tells_how_the_test_goes(browser, an, course, noon) -> None:
    quiz = make_quizzes.a_quiz_of(2, minutes=40, extra_time_percent=50, cooldown_minutes=30)
    page = browser.get(f"/bai-kiem-tra/{quiz.uid}/")
    assert (page.context["count"], page.context["minutes"], page.context["on_request"]) == (2, 40, 20)
    quizzes.Override.objects.create(person=an, extra_percent=50, reason="Mắt kém")
    page = browser.get(f"/bai-kiem-tra/{quiz.uid}/")
    assert (page.context["minutes"], page.context["on_request"]) == (60, 0)


def test_while_waiting_the_start_page_has_a_way_on_but_no_form(browser, an, course, arrival) -> None:
    quiz = make_quizzes.a_quiz_of(2, cooldown_minutes=30)
    finish(an, quiz, at=arrival.moment)
    page = browser.get(f"/bai-kiem-tra/{quiz.uid}/").content.decode()
    assert "12:30" in page
    assert "data-main" not in page
    assert page.count("data-next") == 1
    assert browser.post(f"/bai-kiem-tra/{quiz.uid}/").status_code == 409


def test_a_quiz_without_a_time_limit_never_ends_by_itself(browser, an, course, arrival) -> None:
    quiz = make_quizzes.a_quiz_of(1, minutes=None)
    url = browser.post(f"/bai-kiem-tra/{quiz.uid}/")["Location"]
    arrival.moment += timedelta(days=400)
    page = browser.get(url)
    assert page.status_code == 200
    assert "data-timer" not in page.content.decode()
    assert quizzes.close_overdue(arrival.moment) == 0
    saved = browser.post(url + "luu/", {"sequence": "1", "answer": "b"}).json()
    assert (saved["state"], saved["left_seconds"]) == ("saved", None)


def test_signing_in_is_asked_before_a_start(course) -> None:
    quiz = make_quizzes.a_quiz_of(1)
    reply = Client().post(f"/bai-kiem-tra/{quiz.uid}/")
    assert reply["Location"].startswith("/tai-khoan/dang-nhap/?next=")
