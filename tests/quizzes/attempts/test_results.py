"""What the page of a result tells."""

from datetime import timedelta

import make
import make_law
import make_marking
import make_quizzes
import pytest
from make_quizzes import form

from quizzes import api as quizzes
from quizzes.attempts.acts import void_attempt

pytestmark = pytest.mark.django_db


def sat(person, quiz, given: list[dict[str, str]], *, at) -> quizzes.Attempt:
    """An attempt with these answers, submitted."""
    attempt = quizzes.start_attempt(person, quiz, at=at)
    for position, fields in enumerate(given, start=1):
        if fields:
            quizzes.save_response(person, attempt.uid, position, form(fields), sequence=1, at=at)
    return quizzes.submit_attempt(person, attempt.uid, at=at)


@pytest.fixture
def lessons(course):
    """Two lessons with their topics, three questions each in the draw of the quiz."""
    topics = [make_quizzes.a_topic(f"Bài {number}") for number in (1, 2)]
    for number, topic in enumerate(topics, start=1):
        for _ in range(3):
            make_quizzes.a_question(topic=topic)
        course.lessons[topic.uid] = quizzes.Lesson(
            number, f"Bài học {number}", f"/khoa-hoc/thu/bai-{number}/", 20
        )
    return make_quizzes.a_quiz(*[(topic, 3) for topic in topics])


RIGHT, WRONG = {"answer": "b"}, {"answer": "a"}


def test_a_pass_says_so_and_leads_where_the_course_says(browser, an, course, lessons, arrival) -> None:
    course.next_step = quizzes.NextStep("Tải giấy chứng nhận", "/chung-nhan/x/", certificate=True)
    attempt = sat(an, lessons, [RIGHT] * 5 + [WRONG], at=arrival.moment)
    reply = browser.get(f"/ket-qua/{attempt.uid}/")
    page = reply.content.decode()
    assert 'data-next data-certificate href="/chung-nhan/x/"' in page
    assert "verdict--not" not in page
    assert (reply.context["result"].right, reply.context["result"].count) == (5, 6)
    assert len(reply.context["result"].to_look_at) == 1
    assert 'd="M0 0h66.67v10H0z"' in page


def test_a_near_miss_says_how_little_it_was_and_what_to_read_first(
    browser, an, course, lessons, arrival
) -> None:
    attempt = sat(an, lessons, [RIGHT, RIGHT, WRONG, RIGHT, WRONG, WRONG], at=arrival.moment)
    reply = browser.get(f"/ket-qua/{attempt.uid}/")
    result = reply.context["result"]
    assert (result.needed, result.missing, result.is_close) == (5, 2, True)
    assert [each.title for each in result.to_read] == ["Bài học 2", "Bài học 1"]
    page = reply.content.decode()
    assert 'data-next href="/khoa-hoc/thu/bai-2/"' in page
    assert "12:30" in page
    assert "verdict--not" in page


def test_a_short_test_of_which_nothing_was_right_was_no_near_miss(browser, an, course, arrival) -> None:
    attempt = sat(an, make_quizzes.a_quiz_of(3), [WRONG] * 3, at=arrival.moment)
    page = browser.get(f"/ket-qua/{attempt.uid}/").content.decode()
    assert "Chưa đạt lần này" in page
    assert "chỉ thiếu" not in page


def test_after_the_wait_the_test_is_offered_again(browser, an, course, lessons, arrival) -> None:
    attempt = sat(an, lessons, [], at=arrival.moment)
    again = f'href="/bai-kiem-tra/{lessons.uid}/"'
    assert again not in browser.get(f"/ket-qua/{attempt.uid}/").content.decode()
    arrival.moment += timedelta(minutes=30)
    page = browser.get(f"/ket-qua/{attempt.uid}/").content.decode()
    assert again in page
    assert page.count("data-next") == 1


def test_questions_worth_different_points_are_told_in_points(browser, an, course, arrival) -> None:
    topic = make_quizzes.a_topic()
    make_quizzes.a_question("matching", topic=topic, points=2)
    make_quizzes.a_question(topic=topic)
    attempt = sat(an, make_quizzes.a_quiz((topic, 2)), [{"answer-L1": "R1"}, RIGHT], at=arrival.moment)
    reply = browser.get(f"/ket-qua/{attempt.uid}/")
    assert not reply.context["result"].counted
    assert "2 / 3" in reply.content.decode()
    assert "66,6" in reply.content.decode()


def test_each_answer_comes_with_its_reason_and_its_lesson(browser, an, course, lessons, arrival) -> None:
    attempt = sat(an, lessons, [RIGHT] * 6, at=arrival.moment)
    page = browser.get(f"/ket-qua/{attempt.uid}/").content.decode()
    assert page.count("Vì văn bản ghi như vậy.") == 6
    assert page.count('href="/khoa-hoc/thu/bai-1/"') == 3


def test_a_reason_leads_to_the_section_that_proves_it(browser, an, course, arrival, statements) -> None:
    document = make_law.a_document("L-THU")
    entry = {"document": "L-THU", "article": "2", "clause": "1", "paraphrase": "Lời của luật."}
    topic = make_quizzes.a_topic()
    for _ in range(4):
        version = make_quizzes.a_question(topic=topic).current_version
        assert version
        version.citations = [entry, {**entry, "article": "3"}]
        version.save()
    attempt = sat(an, make_quizzes.a_quiz((topic, 4)), [RIGHT] * 4, at=arrival.moment)
    with statements() as asked:
        page = browser.get(f"/ket-qua/{attempt.uid}/").content.decode()
    assert page.count("Lời của luật.") == 8
    assert page.count(f'href="/van-ban/{document.ref.lower()}/"') == 8
    assert page.count('class="tag"') == 8, "nobody has verified the document"
    assert len([sql for sql in asked if 'FROM "law_legaldocument"' in sql]) == 1


def test_the_review_shows_the_question_as_it_was_dealt(browser, an, course, lessons, arrival) -> None:
    attempt = sat(an, lessons, [WRONG] * 6, at=arrival.moment)
    for question in quizzes.Question.objects.all():
        question.current_version = make_quizzes.a_version(
            question, body={**question.body, "stem": "Câu viết lại", "correct": "a"}, explanation="Lời mới."
        )
        question.save()
    page = browser.get(f"/ket-qua/{attempt.uid}/")
    assert "Câu viết lại" not in page.content.decode()
    assert "Lời mới." not in page.content.decode()
    assert page.context["result"].right == 0


def test_a_result_stays_open_to_its_person_when_the_course_is_left(
    browser, an, course, lessons, arrival
) -> None:
    attempt = sat(an, lessons, [RIGHT] * 6, at=arrival.moment)
    course.known = set()
    page = browser.get(f"/ket-qua/{attempt.uid}/").content.decode()
    assert page.count("data-next") == 1


def test_the_state_of_a_person_tells_what_is_open_last_passed_and_left(an, lessons, noon) -> None:
    lessons.attempts_allowed = 3
    lessons.save()
    state = quizzes.attempt_state(an, lessons, at=noon)
    assert (state.used, state.left, state.may_start, state.open_url, state.last_url) == (0, 3, True, "", "")
    failed = sat(an, lessons, [], at=noon)
    state = quizzes.attempt_state(an, lessons, at=noon)
    assert (state.not_before, state.may_start) == (noon + timedelta(minutes=30), False)
    later = noon + timedelta(minutes=30)
    passed = sat(an, lessons, [RIGHT] * 6, at=later)
    running = quizzes.start_attempt(an, lessons, at=later)
    state = quizzes.attempt_state(an, lessons, at=later)
    assert (state.open, state.last, state.passed, state.left) == (running, passed, passed, 0)
    assert state.open_url == f"/lam-bai/{running.uid}/"
    assert state.last_url == f"/ket-qua/{passed.uid}/"
    assert quizzes.attempts_of(an, at=later) == [running, passed, failed]


def test_the_states_of_many_quizzes_are_two_queries(an, noon, statements) -> None:
    several = [make_quizzes.a_quiz_of(1) for _ in range(5)]
    for quiz in several[:3]:
        quizzes.start_attempt(an, quiz, at=noon)
    with statements() as asked:
        states = quizzes.attempt_states(an, several, at=noon)
    assert len(asked) == 2
    assert [states[quiz.pk].open is not None for quiz in several] == [True, True, True, False, False]


def test_what_waits_for_a_marker_is_neither_weak_nor_to_be_sat_again(browser, an, course, arrival) -> None:
    attempt = make_marking.handed_in(an, make_marking.an_essay_quiz(), make_marking.RIGHT, make_marking.ESSAY)
    reply = browser.get(f"/ket-qua/{attempt.uid}/")
    result, page = reply.context["result"], reply.content.decode()
    assert ([each.number for each in result.unmarked], result.to_look_at) == ([2], [])
    assert "1 câu đang chờ chấm" in page
    assert "0 / 4" not in page
    assert "Làm lại" not in page
    assert page.count("data-next") == 1
    assert quizzes.attempt_state(an, attempt.quiz, at=arrival.moment).being_marked


ALONE, BY_A_MARKER = "Không ai thấy từng câu trả lời.", "Bài tự viết có người chấm đọc"
IN_RECORDS = "Cán bộ phụ trách thấy họ tên"


@pytest.mark.parametrize(
    ("kind", "practice", "told"),
    [
        ("single_choice", False, {ALONE, IN_RECORDS}),
        ("essay", False, {BY_A_MARKER, IN_RECORDS}),
        ("single_choice", True, {ALONE}),
    ],
)
def test_it_says_truly_who_sees_the_result(browser, an, course, arrival, kind, practice, told) -> None:
    topic = make_quizzes.a_topic()
    make_quizzes.a_question(kind, topic=topic)
    quiz = make_quizzes.a_quiz((topic, 1), practice=practice)
    attempt = sat(an, quiz, [make_quizzes.EXAMPLES[kind].right], at=arrival.moment)
    page = browser.get(f"/ket-qua/{attempt.uid}/").content.decode()
    assert {words for words in (ALONE, BY_A_MARKER, IN_RECORDS) if words in page} == told


@pytest.mark.parametrize(
    ("builds_on_last", "fixed", "told"),
    [
        (False, False, "Câu hỏi được rút lại"),
        (True, False, "Vẫn các câu hỏi này, với các câu trả lời của lần này."),
        (False, True, ""),
    ],
)
def test_it_says_truly_what_the_next_attempt_asks(
    browser, an, course, arrival, builds_on_last, fixed, told
) -> None:
    topic = make_quizzes.a_topic()
    question = make_quizzes.a_question(topic=topic)
    quiz = make_quizzes.a_quiz((topic, 1), build_on_last=builds_on_last)
    if fixed:
        quiz.sections.update(topic=None, question=question)
    attempt = sat(an, quiz, [WRONG], at=arrival.moment)
    page = browser.get(f"/ket-qua/{attempt.uid}/").content.decode()
    words = {"Câu hỏi được rút lại", "Vẫn các câu hỏi này, với các câu trả lời của lần này."}
    assert "Mở lúc <b>" in page
    assert {each for each in words if each in page} == {told} - {""}


@pytest.mark.parametrize("answer", [RIGHT, WRONG], ids=["passed", "not passed"])
def test_an_attempt_that_was_set_aside_says_so_and_tells_no_verdict(
    browser, an, course, arrival, answer
) -> None:
    attempt = sat(an, make_quizzes.a_quiz_of(1, title="Bài thử"), [answer], at=arrival.moment)
    void_attempt(attempt, reason="Mất điện cả xã", by=make.a_person(), at=arrival.moment)
    reply = browser.get(f"/ket-qua/{attempt.uid}/")
    page = reply.content.decode()
    assert "Đã gác lại" in page
    assert "không tính vào đâu" in page
    assert "Mất điện cả xã" not in page, "the reason is said by a person"
    for words in (">Đạt<", "Chưa đạt", "câu đúng.", "bài nên đọc lại"):
        assert words not in page
    assert page.count("data-next") == 1
    assert "Làm lại bài kiểm tra" in page, "nothing is waited for after what does not count"
    assert "Mở lúc" not in page
