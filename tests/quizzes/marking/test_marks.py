"""Answers that a person marks: who sees them, what a mark does, what becomes of it."""

from datetime import timedelta
from decimal import Decimal

import make
import make_quizzes
import pytest
from make import NOON
from make_marking import ESSAY, RIGHT, RUBRIC, a_marker, an_essay_quiz, handed_in

from jobs import api as jobs
from people import api as people
from quizzes.attempts import surroundings
from quizzes.attempts.acts import reopen_attempt, void_attempt
from quizzes.attempts.answering import save_response
from quizzes.attempts.starting import start_attempt
from quizzes.attempts.submitting import submit_attempt
from quizzes.blueprint.quizzes import Moment, Shown
from quizzes.marking.marks import (
    MarkRefused,
    appeal,
    ask_second_reader,
    give_mark,
    open_requests,
    take_mark_back,
)
from quizzes.marking.waiting import NothingToMark, queue_of
from quizzes.models import Grade, Mark, MarkRequest, Question

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def commune():
    return make.a_unit()


@pytest.fixture
def marker(commune):
    return a_marker(commune)


@pytest.fixture
def an(commune):
    return make.a_person(unit=commune)


def mark(marker, attempt, **fields):
    return give_mark(marker, attempt.uid, 2, **{"seen": 0, "share": Decimal("0.5"), "at": LATER, **fields})


def test_a_mark_makes_the_result(an, marker):
    attempt = handed_in(an, an_essay_quiz(), RIGHT, ESSAY)
    assert attempt.passed is None
    mark(marker, attempt, share=Decimal(1), comment="Tốt.")
    attempt.refresh_from_db()
    assert (attempt.percent, attempt.passed) == (100, True)
    grade = Grade.objects.filter(attempt=attempt).latest("number")
    assert (grade.number, grade.by, grade.at) == (2, marker, LATER)
    assert jobs.AuditEntry.objects.filter(action="mark.given", by=marker, person=None).exists()


def test_points_of_a_rubric_make_the_share(an, marker):
    attempt = handed_in(an, an_essay_quiz(rubric=RUBRIC), RIGHT, ESSAY)
    given = mark(marker, attempt, share=None, rubric=[Decimal(1), Decimal("1.5")])
    attempt.refresh_from_db()
    assert (given.share, attempt.earned) == (Decimal("0.625"), Decimal("3.5"))


@pytest.mark.parametrize("rubric", [[Decimal(2), Decimal(1)], [Decimal(1)], [Decimal(-1), Decimal(1)]])
def test_points_beyond_the_rubric_are_refused_and_nothing_changes(an, marker, rubric):
    attempt = handed_in(an, an_essay_quiz(rubric=RUBRIC), RIGHT, ESSAY)
    with pytest.raises(MarkRefused):
        mark(marker, attempt, share=None, rubric=rubric)
    assert not Mark.objects.exists()
    assert Grade.objects.filter(attempt=attempt).count() == 1


def test_of_a_situation_only_the_written_part_is_marked_by_a_person(an, marker):
    parts = [
        {
            "id": "a",
            "kind": "single_choice",
            "points": "1",
            "body": {**make_quizzes.EXAMPLES["single_choice"].body},
        },
        {"id": "b", "kind": "essay", "points": "3", "body": {"stem": "Viết lời khuyên."}},
    ]
    topic = make_quizzes.a_topic()
    make_quizzes.a_question(
        "situation", topic=topic, body={"stem": "Bà Sáu gọi điện.", "parts": parts}, points=4
    )
    quiz = make_quizzes.a_quiz((topic, 1))
    attempt = handed_in(an, quiz, {"answer-a": "b", "answer-b": "Bà nên bình tĩnh."})
    assert attempt.passed is None
    given = give_mark(marker, attempt.uid, 1, seen=0, rubric=[Decimal("1.5")], at=LATER)
    attempt.refresh_from_db()
    assert given.share == Decimal("0.625")
    assert attempt.earned == Decimal("2.5")


def test_the_queue_tells_questions_and_counts_and_empties(an, marker, commune):
    quiz = an_essay_quiz()
    first = handed_in(an, quiz, RIGHT, ESSAY)
    handed_in(make.a_person(unit=commune), quiz, RIGHT, ESSAY, at=NOON + timedelta(minutes=5))
    (waiting,) = queue_of(marker, at=LATER)
    assert (waiting.count, waiting.oldest) == (2, first.submitted_at)
    mark(marker, first)
    assert [each.count for each in queue_of(marker, at=LATER)] == [1]


def test_what_was_not_answered_waits_for_nobody_and_earns_nothing(an, marker):
    attempt = handed_in(an, an_essay_quiz(), RIGHT, {})
    assert queue_of(marker, at=LATER) == []
    assert (attempt.earned, attempt.passed) == (1, False)


def test_answers_of_other_units_and_the_own_are_not_there(marker, commune):
    stranger = make.a_person(unit=make.a_unit())
    quiz = an_essay_quiz()
    foreign, own = handed_in(stranger, quiz, RIGHT, ESSAY), handed_in(marker, quiz, RIGHT, ESSAY)
    assert queue_of(marker, at=LATER) == []
    for attempt in (foreign, own):
        with pytest.raises(NothingToMark):
            mark(marker, attempt)


def test_a_grant_that_has_ended_marks_nothing(an, marker):
    attempt = handed_in(an, an_essay_quiz(), RIGHT, ESSAY)
    people.end_grant(marker.grants.get(), by=marker, at=NOON + timedelta(minutes=30))
    with pytest.raises(NothingToMark):
        mark(marker, attempt)


def test_who_looked_before_somebody_else_marked_is_told(an, marker, commune):
    attempt = handed_in(an, an_essay_quiz(), RIGHT, ESSAY)
    mark(a_marker(commune), attempt)
    with pytest.raises(MarkRefused, match=r"meantime|vừa"):
        mark(marker, attempt)
    assert Mark.objects.count() == 1


def test_another_mark_needs_a_reason_and_is_a_new_row(an, marker):
    attempt = handed_in(an, an_essay_quiz(), RIGHT, ESSAY)
    mark(marker, attempt)
    with pytest.raises(MarkRefused):
        mark(marker, attempt, seen=1, share=Decimal(1))
    mark(marker, attempt, seen=1, share=Decimal(1), reason="Đọc sót một ý")
    attempt.refresh_from_db()
    assert attempt.percent == 100
    assert list(Mark.objects.order_by("number").values_list("share", flat=True)) == [
        Decimal("0.5"),
        Decimal(1),
    ]


def test_a_mark_taken_back_waits_again_by_a_new_grade(an, marker):
    attempt = handed_in(an, an_essay_quiz(), RIGHT, ESSAY)
    mark(marker, attempt, share=Decimal(1))
    take_mark_back(marker, attempt.uid, 2, reason="Nhầm bài", seen=1, at=LATER)
    attempt.refresh_from_db()
    assert attempt.passed is None
    assert Grade.objects.filter(attempt=attempt).count() == 3
    assert len(queue_of(marker, at=LATER)) == 1
    mark(marker, attempt, seen=2)


def test_a_second_reader_is_somebody_else(an, marker, commune):
    attempt = handed_in(an, an_essay_quiz(), RIGHT, ESSAY)
    mark(marker, attempt)
    ask_second_reader(marker, attempt.uid, 2, reason="Khó quyết định", at=LATER)
    other = a_marker(commune)
    assert list(open_requests(marker, at=LATER)) == []
    (request,) = open_requests(other, at=LATER)
    mark(other, attempt, seen=1, reason="Chấm lần hai", reading=Mark.Reading.SECOND)
    request.refresh_from_db()
    assert (request.closed_by, request.closed_at) == (other, LATER)


def test_a_second_reader_sees_what_each_reading_gave(client, an, marker, commune):
    attempt = handed_in(an, an_essay_quiz(), RIGHT, ESSAY)
    mark(marker, attempt, share=Decimal("0.375"), comment="Đúng ý chính.")
    mark(a_marker(commune), attempt, seen=1, share=Decimal("0.75"), reason="Đủ ý")
    client.force_login(marker)
    told = client.get(f"/quan-tri/cham-bai/{attempt.uid}/2/").content.decode()
    assert (
        told.index("<b>1,5</b>") < told.index("Đúng ý chính.") < told.index("<b>3</b>") < told.index("Đủ ý")
    )


def test_a_learner_appeals_once_and_only_against_a_mark(an, marker):
    attempt = handed_in(an, an_essay_quiz(), RIGHT, ESSAY)
    with pytest.raises(NothingToMark):
        appeal(an, attempt.uid, 2, reason="Xin xem lại", at=LATER)
    mark(marker, attempt)
    appeal(an, attempt.uid, 2, reason="Xin xem lại", at=LATER)
    with pytest.raises(MarkRefused):
        appeal(an, attempt.uid, 2, reason="Xin xem lại lần nữa", at=LATER)
    with pytest.raises(NothingToMark):
        appeal(make.a_person(), attempt.uid, 2, reason="Của người khác", at=LATER)


def test_the_pages_lead_through_a_mark_without_a_name(client, an, marker, commune):
    marker.set_password("mot-mat-khau-that-dai")
    marker.save()
    client.force_login(marker)
    quiz = an_essay_quiz(rubric=RUBRIC)
    attempt = handed_in(an, quiz, RIGHT, ESSAY, at=NOON - timedelta(days=1))
    queue = client.get("/quan-tri/cham-bai/").content.decode()
    assert "Viết lời vận động." in queue
    address = f"/quan-tri/cham-bai/{attempt.uid}/2/"
    page = client.get(address).content.decode()
    assert "Thưa bác, cháu xin hỏi thăm." in page
    for text in (queue, page):
        assert an.full_name not in text
        assert str(an.pk) not in text
    sent = {"seen": "0", "points_0": "1", "points_1": "2,5", "comment": "Bài viết chân thành."}
    assert client.post(address, sent).status_code == 302
    attempt.refresh_from_db()
    assert attempt.earned == Decimal("4.5")
    again = client.post(address, {**sent, "points_1": "3"})
    assert again.status_code == 400
    attempt.refresh_from_db()
    assert attempt.earned == Decimal("4.5")


def test_a_marker_reads_no_question_without_answers_to_mark(client, an, marker, commune):
    quiz = an_essay_quiz()
    address = f"/quan-tri/cham-bai/cau/{Question.objects.get(kind='essay').uid}/"
    client.force_login(marker)
    assert client.get(address).status_code == 404
    handed_in(make.a_person(), quiz, RIGHT, ESSAY)
    assert client.get(address).status_code == 404, "of a person elsewhere"
    handed_in(an, quiz, RIGHT, ESSAY)
    assert client.get(address).status_code == 200


def test_a_marker_opens_nothing_else_of_the_workshop(client, marker):
    client.force_login(marker)
    for address in ("/quan-tri/snippets/quizzes/question/", "/quan-tri/hoc-vien/", "/quan-tri/pages/"):
        assert client.get(address).status_code in (302, 403, 404)


def test_the_learner_reads_the_markers_words_and_asks_for_another_look(client, an, marker, monkeypatch):
    monkeypatch.setattr(surroundings, "_providers", [make_quizzes.Course()])
    attempt = handed_in(an, an_essay_quiz(), RIGHT, ESSAY)
    mark(marker, attempt, comment="Nên hỏi thăm sức khỏe trước.")
    client.force_login(an)
    result = client.get(f"/ket-qua/{attempt.uid}/").content.decode()
    assert "Nên hỏi thăm sức khỏe trước." in result
    assert marker.full_name not in result
    address = f"/ket-qua/{attempt.uid}/2/xem-lai/"
    assert address in result
    assert client.get(address).content.decode().count("data-next") == 1
    assert client.post(address, {"reason": " "}).status_code == 400
    back = f"/ket-qua/{attempt.uid}/#cau-2"
    assert f'href="{back}"' in client.get(address).content.decode(), "the way back without asking"
    for _press in range(2):
        assert client.post(address, {"reason": "Em đã hỏi thăm ở câu đầu."})["Location"] == back
    assert MarkRequest.objects.count() == 1, "a double press asks once"
    assert 'id="cau-2"' in client.get(f"/ket-qua/{attempt.uid}/").content.decode()
    again = client.post(address, {"reason": "Xin nhắc lại"})
    assert again.status_code == 400
    assert address not in client.get(f"/ket-qua/{attempt.uid}/").content.decode()
    other = make.a_person()
    client.force_login(other)
    assert client.get(address).status_code == 404


def test_while_marks_are_hidden_the_markers_words_are_too(client, an, marker, monkeypatch):
    monkeypatch.setattr(surroundings, "_providers", [make_quizzes.Course()])
    without = [each for each in Shown.values if each != "marks"]
    quiz = an_essay_quiz(review=dict.fromkeys(Moment.values, without))
    attempt = handed_in(an, quiz, RIGHT, ESSAY)
    mark(marker, attempt, comment="Trọn vẹn, được cả bốn điểm.")
    client.force_login(an)
    result = client.get(f"/ket-qua/{attempt.uid}/").content.decode()
    assert ESSAY["answer"] in result
    assert "Trọn vẹn, được cả bốn điểm." not in result
    address = f"/ket-qua/{attempt.uid}/2/xem-lai/"
    assert address not in result
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("anew", [False, True], ids=["left", "written anew"])
def test_after_an_attempt_was_opened_again_the_mark_stands_for_the_answer_that_was_read(
    client, an, marker, monkeypatch, anew
):
    monkeypatch.setattr(surroundings, "_providers", [make_quizzes.Course()])
    attempt = handed_in(an, an_essay_quiz(), RIGHT, ESSAY)
    mark(marker, attempt, share=Decimal(1), comment="Lời hỏi thăm rất tốt.")
    reopen_attempt(attempt, deadline=None, reason="Bấm nộp nhầm", by=marker, at=LATER)
    if anew:
        data = make_quizzes.form({"answer": "Bài khác hẳn."})
        save_response(an, attempt.uid, 2, data, sequence=2, at=LATER)
    ended = submit_attempt(an, attempt.uid, at=LATER)
    assert ended.passed is (None if anew else True)
    assert [each.count for each in queue_of(marker, at=LATER)] == ([1] if anew else [])
    client.force_login(an)
    page = client.get(f"/ket-qua/{attempt.uid}/").content.decode()
    assert ("Lời hỏi thăm rất tốt." in page) is not anew
    if anew:
        mark(marker, attempt, seen=1, share=Decimal("0.25"))
        ended.refresh_from_db()
        assert (ended.percent, ended.passed) == (40, False)
        assert queue_of(marker, at=LATER) == []


def test_of_an_attempt_that_was_set_aside_nobody_asks_for_another_look(client, an, marker, monkeypatch):
    monkeypatch.setattr(surroundings, "_providers", [make_quizzes.Course()])
    attempt = handed_in(an, an_essay_quiz(), RIGHT, ESSAY)
    mark(marker, attempt)
    void_attempt(attempt, reason="Làm hộ", by=marker, at=LATER)
    client.force_login(an)
    address = f"/ket-qua/{attempt.uid}/2/xem-lai/"
    assert address not in client.get(f"/ket-qua/{attempt.uid}/").content.decode()
    assert client.post(address, {"reason": "Xin xem lại"}).status_code == 404
    with pytest.raises(NothingToMark):
        appeal(an, attempt.uid, 2, reason="Xin xem lại", at=LATER)


def test_an_answer_that_was_taken_back_waits_for_nobody(an, marker):
    quiz = an_essay_quiz()
    attempt = start_attempt(an, quiz, at=NOON)
    for sequence, text in enumerate(("Một bài.", ""), start=1):
        data = make_quizzes.form({"answer": text})
        save_response(an, attempt.uid, 2, data, sequence=sequence, at=NOON)
    ended = submit_attempt(an, attempt.uid, at=NOON)
    assert ended.passed is False
    assert queue_of(marker, at=LATER) == []
