"""Nothing tells right from wrong by how much work it makes: answers during an attempt, the access code of a quiz, a name.

Machines are noisy, so no clock is read: what is compared is every call of a function of ours and every statement, which is
what time is made of. Equal work over many pairs in random order leaves a test of times nothing to find.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Callable
from itertools import combinations, product
from pathlib import Path
from typing import Any

import make
import make_courses
import make_quizzes
import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses import api as courses
from courses.certificates import verification
from quizzes import api as quizzes
from quizzes.attempts import answering, codes
from quizzes.attempts.adding import Given

pytestmark = pytest.mark.django_db
ROOT = str(Path(__file__).resolve().parents[3])
OURS = tuple(f"{ROOT}/{name}/" for name in ("quizzes", "courses", "site"))
PAIRS = 6

Work = tuple[Any, ...]


def work_of(deed: Callable[[], Any]) -> Work:
    """Which functions of ours the deed called how often, and which statements it sent, without their values."""
    calls: Counter[str] = Counter()

    def watch(frame: Any, event: str, argument: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(OURS):
            calls[f"{frame.f_code.co_filename.removeprefix(ROOT)}:{frame.f_code.co_qualname}"] += 1

    with CaptureQueriesContext(connection) as queries:
        sys.setprofile(watch)
        try:
            deed()
        finally:
            sys.setprofile(None)
    return tuple(sorted(calls.items())), tuple(shape(query["sql"]) for query in queries)


def shape(sql: str) -> str:
    return re.sub(r"'[^']*'|\"s\d+_x\d+\"|\b\d+(\.\d+)?\b", "?", sql)


def told_apart(*works: set[Work]) -> str:
    """What a failure shows, in short: the calls and statements that some have and others have not."""
    flat = [
        {str(each) for work in several for part in work for each in (part if isinstance(part, tuple) else ())}
        for several in works
    ]
    return "\n".join(sorted(set.union(*flat) - set.intersection(*flat)))[:2000]


def other_key(kind: str) -> dict[str, Any]:
    """The body of the example with another key, by which what is right in the example is wrong."""
    body = make_quizzes.EXAMPLES[kind].body
    options = make_quizzes.OPTIONS
    return {
        "single_choice": {**body, "correct": "c"},
        "multiple_choice": {**body, "correct": ["a", "b"]},
        "true_false": {**body, "correct": "false"},
        "matching": {**body, "correct": {"L1": "R2", "L2": "R1"}},
        "ordering": {**body, "correct": ["S3", "S1", "S2"]},
        "short_answer": {**body, "accepted": ["xa dân"]},
        "numerical": {**body, "accepted": [{"value": "92.5", "tolerance": "0.1"}]},
        "cloze": {
            **body,
            "gaps": [
                {"id": "1", "kind": "short_answer", "body": {"accepted": ["cán bộ x"]}},
                {"id": "2", "kind": "numerical", "body": {"accepted": [{"value": "9.5"}]}},
                {"id": "3", "kind": "single_choice", "body": {"options": options, "correct": "c"}},
            ],
        },
        "situation": {
            **body,
            "parts": [
                {
                    "id": "a",
                    "kind": "single_choice",
                    "body": {"stem": "Ai đến?", "options": options, "correct": "c"},
                },
                {"id": "b", "kind": "short_answer", "body": {"stem": "Gọi ai?", "accepted": ["bộ đội"]}},
            ],
        },
    }[kind]


@pytest.mark.parametrize("kind", [kind for kind in make_quizzes.EXAMPLES if kind != "essay"])
def test_the_same_answer_makes_the_same_work_whether_it_is_right_or_wrong(
    browser, course, arrival, kind
) -> None:
    """I02: twin questions that differ in the key alone, in random order, answered alike by the script and by the form."""
    example, order = make_quizzes.EXAMPLES[kind], random.Random(kind)
    keys = [("right", example.body), ("wrong", other_key(kind))] * PAIRS
    order.shuffle(keys)
    topic = make_quizzes.a_topic()
    seen: dict[str, set[Work]] = {"right": set(), "wrong": set()}
    for _key, body in keys:
        make_quizzes.a_question(kind, topic=topic, body=body)
    # One more, that nobody answers, so that each of the others leads on to the next.
    last = make_quizzes.a_topic()
    make_quizzes.a_question(topic=last)
    quiz = make_quizzes.a_quiz((topic, len(keys)), (last, 1), shuffle_options=False)
    url = str(browser.post(f"/bai-kiem-tra/{quiz.uid}/")["Location"])
    dealt = quizzes.AttemptQuestion.objects.order_by("position").select_related("version")
    for question in dealt[: len(keys)]:
        name = "right" if question.version.body == example.body else "wrong"
        address = url.replace("/1/", f"/{question.position}/")
        browser.get(address)
        for way, where, number in (
            ("new", address + "luu/", "1"),
            ("form", address, "1"),
            ("again", address + "luu/", "2"),
        ):
            sent = {"sequence": number, **example.right}
            seen[name].add((way, *work_of(lambda where=where, sent=sent: browser.post(where, sent))))
    browser.post(url.replace("/1/", "/nop-bai/"))
    shares = [each["share"] for each in quizzes.Grade.objects.get().shares]
    assert (shares.count("1"), len(shares)) == (PAIRS, 2 * PAIRS + 1), "the twins do differ in what is right"
    same = seen["right"] == seen["wrong"]
    assert same, told_apart(*seen.values())


def test_the_comparison_sees_work_that_depends_on_the_key(browser, course, arrival, monkeypatch) -> None:
    """The control: an engine that marks an answer while it saves it is found out."""
    topic = make_quizzes.a_topic()
    make_quizzes.a_question(topic=topic)
    url = str(browser.post(f"/bai-kiem-tra/{make_quizzes.a_quiz((topic, 1)).uid}/")["Location"])
    real = answering.add_answer

    def marks_too(question: int, given: Given) -> bool:
        if given.data == {"choice": "b"}:
            quizzes.AttemptQuestion.objects.filter(pk=question).exists()
        return real(question, given)

    monkeypatch.setattr(answering, "add_answer", marks_too)
    right, wrong = (
        work_of(
            lambda number=number, choice=choice: browser.post(
                url + "luu/", {"sequence": number, "answer": choice}
            )
        )
        for number, choice in (("1", "b"), ("2", "a"))
    )
    told = told_apart({right}, {wrong})
    assert "quizzes_attemptquestion" in told


CODE = "HY-2026-XUAN-77"
# Nearly the same at each end, and quite another one.
NAMES = ("Đỗ Thị Ngữ", "Đỗ Thị Ngự", "Vỗ Thị Ngữ", "Trần Quang Khải")


def wrong_codes() -> list[str]:
    """As long as the code and right up to each of its places, and others that have nothing of it."""
    near = [CODE[:place] + "#" + CODE[place + 1 :] for place in range(len(CODE))]
    prefixes = [CODE[:place] + "#" * (len(CODE) - place) for place in range(len(CODE))]
    return [*near, *prefixes, "#", "#" * 200, CODE[:-1], CODE + "#"]


def test_a_wrong_access_code_makes_the_same_work_however_near_it_is(an, course, arrival) -> None:
    """I02: through the page, with every place of the code guessed right in turn."""
    quiz = make_quizzes.a_quiz_of(1, access_code=CODE)
    browser = Client()
    browser.force_login(an)
    address = f"/bai-kiem-tra/{quiz.uid}/"
    browser.post(address, {"access_code": "#"})
    seen: set[Work] = set()
    replies = set()
    for guess in wrong_codes():
        caches["shared"].clear()
        seen.add(
            work_of(
                lambda guess=guess: replies.add(browser.post(address, {"access_code": guess}).status_code)
            )
        )
    assert replies == {409}
    number = len(seen)
    assert number == 1, told_apart(*({each} for each in list(seen)[:2]))
    assert not quizzes.Attempt.objects.exists()


def test_the_access_code_is_compared_whole(an, monkeypatch) -> None:
    """The right code and every wrong one go through one comparison that takes the same time wherever they differ."""
    quiz = make_quizzes.a_quiz_of(1, access_code=CODE)
    compared = []
    real = codes.constant_time_compare

    def counted(one: str, other: str) -> bool:
        compared.append(other)
        return real(one, other)

    monkeypatch.setattr(codes, "constant_time_compare", counted)
    for guess in [CODE, *wrong_codes()]:
        caches["shared"].clear()
        try:
            codes.check_code(an, quiz, guess)
            assert guess == CODE
        except quizzes.AttemptRefused:
            assert guess != CODE
    assert compared == [CODE.casefold()] * (len(wrong_codes()) + 1), "capitals do not matter"


def test_a_code_that_is_right_after_too_many_tries_is_refused_like_a_wrong_one(an, course, arrival) -> None:
    quiz = make_quizzes.a_quiz_of(1, access_code=CODE)
    browser = Client()
    browser.force_login(an)
    address = f"/bai-kiem-tra/{quiz.uid}/"
    for _try in range(codes.MOST_TRIES):
        browser.post(address, {"access_code": "#"})
    replies: list[tuple[int, int]] = []

    def press(guess: str) -> None:
        reply = browser.post(address, {"access_code": guess})
        replies.append((reply.status_code, len(reply.content)))

    works = {work_of(lambda guess=guess: press(guess)) for guess in (CODE, CODE[:-1] + "#", "#")}
    assert (len(works), len(set(replies))) == (1, 1)


def test_an_attempt_of_somebody_else_makes_the_same_work_as_one_that_does_not_exist(
    browser, course, arrival
) -> None:
    quiz = make_quizzes.a_quiz_of(1)
    other = quizzes.start_attempt(make.a_person(), quiz, at=arrival.moment)
    own = str(browser.post(f"/bai-kiem-tra/{quiz.uid}/")["Location"])
    browser.get(own)
    for page in ("/1/", "/xem-lai/", "/"):
        works = [
            work_of(lambda uid=uid: browser.get(f"/lam-bai/{uid}{page}"))  # noqa: B023 (called at once)
            for uid in ("z" * 22, other.uid, "y" * 22)
        ]
        same = works[1] in (works[0], works[2])
        assert same, told_apart({works[0]}, {works[1]})


def test_what_a_typed_name_costs_does_not_depend_on_the_name_that_it_is_compared_with() -> None:
    """I02: of two papers and two names the right pairs and the wrong pairs make the same work, call for call.

    How long a name is to fold depends on the name, whoever it is compared with; so the two pairs are added up.
    """
    course = make_courses.a_course(
        lessons=1, quiz=make_quizzes.a_quiz_of(1), issuing_body=make_courses.an_issuer()
    )
    lesson = course.lessons()[0]
    for name in NAMES:
        person = make_courses.a_learner(course, name)
        courses.mark_read(person, course, lesson, at=make.NOON)
        make_courses.a_passed_attempt(person, course.quiz)
    codes_of = dict(courses.Certificate.objects.values_list("completion__full_name", "code"))
    answers: dict[tuple[str, str], Any] = {}
    works: dict[tuple[str, str], Work] = {}
    for printed in NAMES:
        verification.check_name(codes_of[printed], "x", at=make.NOON)
    for printed, typed in product(NAMES, NAMES):

        def check(code: str = codes_of[printed], pair: tuple[str, str] = (printed, typed)) -> None:
            answers[pair] = verification.check_name(code, pair[1], at=make.NOON)

        works[printed, typed] = work_of(check)
    assert {pair for pair, answer in answers.items() if answer is verification.NameAnswer.SAME} == {
        (name, name) for name in NAMES
    }
    assert len({statements for _calls, statements in works.values()}) == 1
    for one, other in combinations(NAMES, 2):
        right = Counter(dict(works[one, one][0])) + Counter(dict(works[other, other][0]))
        wrong = Counter(dict(works[one, other][0])) + Counter(dict(works[other, one][0]))
        assert right == wrong, right - wrong or wrong - right
