"""Whole attempts through the pages, as people without a script sit them."""

import re

import make
import make_quizzes
import pytest
from django.http import HttpResponse
from django.test import Client

from quizzes import api as quizzes
from quizzes.attempts import surroundings

pytestmark = pytest.mark.django_db


def start(browser: Client, quiz: quizzes.Quiz) -> str:
    """Presses the start button; the address of the question that opens."""
    reply = browser.post(f"/bai-kiem-tra/{quiz.uid}/")
    assert reply.status_code == 302, reply.content.decode()
    return str(reply["Location"])


def answer(browser: Client, url: str, data: dict, *, to: str = "next") -> str:
    """Fills the form of the page in and presses a button; the address that opens."""
    page = browser.get(url).content.decode()
    sequence = re.search(r'name="sequence" value="(\d+)"', page)
    assert sequence, page
    reply = browser.post(url, {"sequence": sequence[1], "to": to, **data})
    assert reply.status_code == 302, reply.content.decode()
    return str(reply["Location"])


def submit(browser: Client, url: str) -> str:
    """Presses the submit button of the review page at `url`; the address of the result."""
    page = browser.get(url).content.decode()
    action = re.search(r'<form action="([^"]+)" method="post" class="stack" data-main', page)
    assert action, page
    return str(browser.post(action[1])["Location"])


@pytest.mark.parametrize("way", ["right", "wrong"])
def test_all_kinds_are_answered_reviewed_and_graded(browser, course, way) -> None:
    quiz, kinds = make_quizzes.a_quiz_of_each_kind()
    url = start(browser, quiz)
    for kind in kinds:
        url = answer(browser, url, getattr(make_quizzes.EXAMPLES[kind], way))
    assert url.endswith("/xem-lai/")
    url = submit(browser, url)
    page = browser.get(url).content.decode()
    grade = quizzes.Grade.objects.get()
    shares = {each["share"] for each in grade.shares[:-1]}
    assert shares == ({"1"} if way == "right" else {"0"})
    assert grade.shares[-1]["share"] is None, "an essay waits for a person"
    assert page.count("Vì văn bản ghi như vậy.") == len(kinds)
    assert (f"{len(kinds) - 1} trong {len(kinds)}" in page) == (way == "right")


@pytest.mark.parametrize("kind", list(make_quizzes.EXAMPLES))
def test_an_answer_stands_in_the_form_when_the_question_is_opened_again(browser, course, kind) -> None:
    topic = make_quizzes.a_topic()
    make_quizzes.a_question(kind, topic=topic)
    url = start(browser, make_quizzes.a_quiz((topic, 1)))
    before = browser.get(url).content.decode()
    answer(browser, url, make_quizzes.EXAMPLES[kind].right)
    after = browser.get(url).content.decode()
    given = make_quizzes.EXAMPLES[kind].right
    for value in [
        each for field in given.values() for each in ([field] if isinstance(field, str) else field)
    ]:
        chosen = re.compile(rf'value="{value}"( checked| selected)?|>\s*{value}</textarea>')
        assert any(found.group() not in before for found in chosen.finditer(after)), (value, after)


def test_each_page_keeps_the_contract_of_forms_and_the_one_next_step(browser, course) -> None:
    quiz, kinds = make_quizzes.a_quiz_of_each_kind()
    seen = {f"/bai-kiem-tra/{quiz.uid}/": browser.get(f"/bai-kiem-tra/{quiz.uid}/")}
    url = start(browser, quiz)
    for kind in kinds:
        seen[url] = browser.get(url)
        url = answer(browser, url, make_quizzes.EXAMPLES[kind].right)
    seen[url] = browser.get(url)
    url = submit(browser, url)
    seen[url] = browser.get(url)
    for address, reply in seen.items():
        page = reply.content.decode()
        assert reply.status_code == 200
        assert page.count("data-next") == 1, address
        assert page.count("data-main") <= 1, address
        assert "no-store" in reply["Cache-Control"], address
        # The parts of a situation are fieldsets inside its own.
        outer = r'(?<!<div class="inner-question">)<fieldset[^>]*>.*?</fieldset>'
        for fieldset in re.findall(outer, page, re.DOTALL):
            assert "data-question=" in fieldset
            assert "<legend>" in fieldset
            inputs = re.findall(r'<(?:input|select|textarea)[^>]*id="([^"]+)"', fieldset)
            assert all(f'for="{each}"' in fieldset for each in inputs)
            assert len(re.findall(r"<label[^>]*><input", fieldset)) + len(inputs) == len(
                re.findall(r"<(?:input|select|textarea)", fieldset)
            )
        assert ('<nav class="menu"' in page) == ("lam-bai" not in address), "no menu during a test"
        assert "style=" not in page


def test_back_and_forth_and_looking_again_later(browser, course) -> None:
    url = start(browser, make_quizzes.a_quiz_of(3))
    second = answer(browser, url, {"answer": "a"})
    assert second.endswith("/2/")
    assert answer(browser, second, {}, to="previous") == url
    browser.post(second, {"sequence": "1", "flag": "on"})
    page = browser.get(url).content.decode()
    assert re.search(r'href="\.\./2/" class=" flag"', page)
    assert re.search(r'href="\.\./1/" class="has" aria-current="step"', page)
    for _replayed in range(2):
        browser.post(second, {"sequence": "1", "flag": "off"})
    assert " flag" not in browser.get(url).content.decode()
    review = browser.get(answer(browser, second, {}, to="review")).content.decode()
    assert "data-pressed" in review
    assert "../2/" in review


def test_the_review_tells_an_unfinished_answer_from_a_finished_one(browser, course) -> None:
    topic = make_quizzes.a_topic()
    make_quizzes.a_question("matching", topic=topic)
    url = start(browser, make_quizzes.a_quiz((topic, 1)))
    review = answer(browser, url, make_quizzes.EXAMPLES["matching"].unfinished)
    assert browser.get(review).context["unanswered"][0].data == {"pairs": {"L1": "R1"}}
    answer(browser, url, make_quizzes.EXAMPLES["matching"].right)
    assert browser.get(review).context["unanswered"] == []


def test_a_closed_browser_comes_back_to_the_same_question_with_the_time_left(
    browser, an, course, arrival
) -> None:
    quiz = make_quizzes.a_quiz_of(3)
    url = answer(browser, start(browser, quiz), {"answer": "b"})
    answer(browser, url, {}, to="leave")
    again = Client()
    again.force_login(an)
    arrival.moment = arrival.moment.replace(minute=9)
    page = again.get(f"/bai-kiem-tra/{quiz.uid}/")
    assert page.context["minutes_left"] == 31
    reply = again.post(f"/bai-kiem-tra/{quiz.uid}/", follow=True)
    assert reply.request["PATH_INFO"] == url
    assert reply.context["minutes_left"] == 31
    assert 'data-timer="1860"' in reply.content.decode()
    attempt_url = url.rsplit("/", 2)[0] + "/"
    assert again.get(attempt_url)["Location"] == url
    assert quizzes.Attempt.objects.count() == 1


def test_a_question_opened_from_the_list_is_the_one_to_come_back_to(browser, course) -> None:
    url = start(browser, make_quizzes.a_quiz_of(3))
    third = url.replace("/1/", "/3/")
    browser.get(third)
    assert browser.get(url.replace("/1/", "/"))["Location"] == third


def test_leaving_saves_the_answer_and_goes_home(browser, course) -> None:
    url = start(browser, make_quizzes.a_quiz_of(2))
    assert answer(browser, url, {"answer": "c"}, to="leave") == "/viec-cua-toi/"
    assert quizzes.Response.objects.get().data == {"choice": "c"}


def test_a_session_that_ends_leads_back_to_the_same_question(browser, an, course) -> None:
    url = start(browser, make_quizzes.a_quiz_of(2))
    browser.logout()
    for reply in (browser.get(url), browser.post(url, {"sequence": "1", "answer": "a"})):
        assert reply["Location"] == f"/tai-khoan/dang-nhap/?next={url}"
    browser.force_login(an)
    assert browser.get(url).status_code == 200


def plain(reply: HttpResponse) -> str:
    """A page without its own address and the token of its forms."""
    path = reply.request["PATH_INFO"]
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", reply.content.decode().replace(path, ""))


@pytest.mark.parametrize("page", ["", "1/", "xem-lai/"])
def test_another_persons_attempt_looks_like_one_that_does_not_exist(browser, course, page) -> None:
    url = start(browser, make_quizzes.a_quiz_of(2)).replace("/1/", "/") + page
    stranger = Client()
    stranger.force_login(make.a_person())
    foreign = stranger.get(url)
    absent = stranger.get("/lam-bai/AAAAAAAAAAAAAAAAAAAAAA/" + page)
    assert foreign.status_code == absent.status_code == 404
    assert plain(foreign) == plain(absent)


@pytest.mark.parametrize("deed", ["1/", "1/luu/", "nop-bai/"])
def test_nobody_acts_in_another_persons_attempt(browser, course, deed) -> None:
    url = start(browser, make_quizzes.a_quiz_of(2)).replace("/1/", "/")
    stranger = Client()
    stranger.force_login(make.a_person())
    assert stranger.post(url + deed, {"sequence": "1", "answer": "a", "flag": "on"}).status_code == 404
    attempt = quizzes.Attempt.objects.get()
    assert attempt.is_open
    assert quizzes.Response.objects.count() == 0
    assert not attempt.questions.filter(flagged=True).exists()
    attempt_result = url.replace("lam-bai", "ket-qua")
    assert stranger.get(attempt_result).status_code == 404


def test_a_quiz_is_hidden_from_whoever_does_not_take_the_course(browser, an, course) -> None:
    quiz = make_quizzes.a_quiz_of(2)
    course.known = set()
    for reply in (browser.get(f"/bai-kiem-tra/{quiz.uid}/"), browser.post(f"/bai-kiem-tra/{quiz.uid}/")):
        assert reply.status_code == 404
    assert quizzes.Attempt.objects.count() == 0


def test_without_a_course_there_is_no_quiz(browser, monkeypatch) -> None:
    monkeypatch.setattr(surroundings, "_providers", [])
    quiz = make_quizzes.a_quiz_of(2)
    assert browser.post(f"/bai-kiem-tra/{quiz.uid}/").status_code == 404


def test_whoever_may_not_sit_yet_is_told_why_and_what_to_do(browser, course) -> None:
    quiz = make_quizzes.a_quiz_of(2)
    course.refusal = "Đọc hết các bài trước đã."
    page = browser.get(f"/bai-kiem-tra/{quiz.uid}/").content.decode()
    assert "Đọc hết các bài trước đã." in page
    assert "data-main" not in page
    assert page.count("data-next") == 1
    refused = browser.post(f"/bai-kiem-tra/{quiz.uid}/")
    assert refused.status_code == 409
    assert "Đọc hết các bài trước đã." in refused.content.decode()
    assert quizzes.Attempt.objects.count() == 0


def test_a_position_that_is_not_there_is_not_found(browser, course) -> None:
    url = start(browser, make_quizzes.a_quiz_of(2))
    assert browser.get(url.replace("/1/", "/3/")).status_code == 404
    assert browser.get(url.replace("/1/", "/0/")).status_code == 404


def test_a_question_that_awaits_legal_review_says_so(browser, course) -> None:
    topic = make_quizzes.a_topic()
    make_quizzes.a_question(topic=topic, needs_legal_review=True)
    make_quizzes.a_question(topic=topic)
    url = start(browser, make_quizzes.a_quiz((topic, 2)))
    first, second = browser.get(url), browser.get(url.replace("/1/", "/2/"))
    assert ['class="tag"' in each.content.decode() for each in (first, second)] == [True, False]


def test_the_page_of_a_question_asks_the_database_six_times_at_most(browser, an, course, statements) -> None:
    quiz, _kinds = make_quizzes.a_quiz_of_each_kind()
    url = start(browser, quiz)
    third = url.replace("/1/", "/3/")
    with statements() as moved:
        browser.get(third)
    with statements() as stayed:
        browser.get(third)
    assert len(moved) <= 6, moved
    assert len(stayed) <= 5, stayed


def test_the_result_asks_the_same_number_of_times_whatever_was_answered(browser, course, statements) -> None:
    counts = []
    for number in (2, 12):
        url = start(browser, make_quizzes.a_quiz_of(number))
        for _question in range(number):
            url = answer(browser, url, {"answer": "a"})
        result = submit(browser, url)
        with statements() as asked:
            browser.get(result)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 9
