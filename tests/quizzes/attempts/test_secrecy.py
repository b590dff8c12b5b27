"""Nothing of the key leaves the server before the result, neither in words nor by the way it answers."""

import re
from typing import Any

import make_quizzes
import pytest

from quizzes import api as quizzes
from quizzes.kinds import KINDS

pytestmark = pytest.mark.django_db

CANARY = "CHIMHOANGYEN"

# For each kind a question whose key is full of canaries. What the learner must see has none.
OPTIONS = [{"id": "mot", "text": "Phương án một"}, {"id": "hai", "text": "Phương án hai"}]
BODIES: dict[str, dict[str, Any]] = {
    "single_choice": {"stem": "Câu một", "options": OPTIONS, "correct": "hai"},
    "multiple_choice": {"stem": "Câu hai", "options": OPTIONS, "correct": ["hai"]},
    "true_false": {"stem": "Câu ba", "correct": "false"},
    "matching": {
        "stem": "Câu bốn",
        "left": OPTIONS,
        "right": [{"id": "ba", "text": "Vế ba"}, {"id": "bon", "text": "Vế bốn"}],
        "correct": {"mot": "bon", "hai": "ba"},
    },
    "ordering": {"stem": "Câu năm", "items": OPTIONS, "correct": ["hai", "mot"]},
    "short_answer": {"stem": "Câu sáu", "accepted": [f"{CANARY} khoá", "khoá"]},
    "numerical": {
        "stem": "Câu số",
        "accepted": [{"value": "777", "feedback": f"{CANARY} nhận xét số"}],
        "hints": [f"{CANARY} gợi ý"],
    },
    "cloze": {
        "stem": "Câu có [[1]]",
        "gaps": [{"id": "1", "kind": "short_answer", "body": {"accepted": [f"{CANARY} trống", "trống"]}}],
    },
    "situation": {
        "stem": "Câu chuyện",
        "parts": [
            {
                "id": "a",
                "kind": "short_answer",
                "body": {"stem": "Một", "accepted": [f"{CANARY} phần", "phần"]},
            }
        ],
    },
    "essay": {
        "stem": "Câu bảy",
        "model_answer": f"{CANARY} bài mẫu",
        "rubric": [{"criterion": f"{CANARY} tiêu chí", "points": 2}],
    },
}
# How a key that is made of ids would look if it were written anywhere in a page or a reply.
KEYS = [
    r'"correct"',
    r"correct",
    r"accepted",
    r"model_answer",
    r"rubric",
    r"is_right",
    r"choice--right",
    r"explanation",
]


def test_every_kind_is_tried() -> None:
    assert set(BODIES) == {kind.name for kind in KINDS}


def test_no_page_or_reply_before_the_result_holds_anything_of_the_key(browser, course) -> None:
    topic = make_quizzes.a_topic()
    for kind, body in BODIES.items():
        question = make_quizzes.a_question(kind, topic=topic, body=body, explanation=f"{CANARY} giải thích")
        version = question.current_version
        assert version
        version.place = f"{CANARY} mục"
        version.citations = [{"document": "KH", "provision": "", "paraphrase": f"{CANARY} trích dẫn"}]
        version.save()
    quiz = make_quizzes.a_quiz((topic, len(BODIES)))
    replies = [browser.get(f"/bai-kiem-tra/{quiz.uid}/"), browser.post(f"/bai-kiem-tra/{quiz.uid}/")]
    first = replies[-1]["Location"]
    base = first.removesuffix("1/")
    for position, kind in enumerate(BODIES, start=1):
        given = _right_form(kind)
        replies += [
            browser.get(f"{base}{position}/"),
            browser.post(f"{base}{position}/luu/", {"sequence": "1", **given}),
            browser.post(f"{base}{position}/luu/", {"sequence": "1"}),
            browser.post(f"{base}{position}/luu/", {"sequence": "2", "answer": "giả mạo"}),
            browser.post(f"{base}{position}/", {"sequence": "1"}),
            browser.post(f"{base}{position}/", {"sequence": "0"}),
            browser.get(f"{base}{position}/"),
        ]
    replies += [browser.get(base, follow=True), browser.get(base + "xem-lai/")]
    for reply in replies:
        sent = reply.content.decode() + repr(dict(reply.headers))
        assert CANARY not in sent, reply.request["PATH_INFO"]
        for key in KEYS:
            assert not re.search(key, sent), (key, reply.request["PATH_INFO"])
    result = browser.post(base + "nop-bai/", follow=True).content.decode()
    for word in ("khoá", "trống", "phần", "bài mẫu", "tiêu chí", "giải thích", "trích dẫn"):
        assert f"{CANARY} {word}" in result, "the canary is alive"


def test_a_page_before_an_answer_does_not_depend_on_which_option_is_right(browser, course, arrival) -> None:
    """Twins that differ in the key only give the same page, apart from their own addresses."""
    pages = []
    for right in ("mot", "hai"):
        topic = make_quizzes.a_topic("Chung")
        body = {**BODIES["single_choice"], "correct": right, "shuffle_options": False}
        question = make_quizzes.a_question(topic=topic, body=body)
        url = browser.post(f"/bai-kiem-tra/{make_quizzes.a_quiz((topic, 1)).uid}/")["Location"]
        page = browser.get(url).content.decode()
        page = page.replace(url.split("/")[2], "UID").replace(question.uid, "CAU")
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("kind", [kind for kind in make_quizzes.EXAMPLES if kind != "essay"])
def test_right_and_wrong_answers_are_acknowledged_alike(browser, course, arrival, statements, kind) -> None:
    topic = make_quizzes.a_topic()
    make_quizzes.a_question(kind, topic=topic)
    seen = []
    for given in (make_quizzes.EXAMPLES[kind].right, make_quizzes.EXAMPLES[kind].wrong):
        quiz = make_quizzes.a_quiz((topic, 1), title="Bài thử")
        url = browser.post(f"/bai-kiem-tra/{quiz.uid}/")["Location"]
        with statements() as asked:
            reply = browser.post(url + "luu/", {"sequence": "1", **given})
        with statements() as posted:
            page = browser.post(url, {"sequence": "1", "to": "next", **given})
        # The clock moves between two replies whatever the answer.
        headers = {
            name: value for name, value in reply.headers.items() if name not in ("Set-Cookie", "Expires")
        }
        seen.append(
            (
                reply.status_code,
                len(reply.content),
                reply.json(),
                headers,
                len(asked),
                len(posted),
                page.status_code,
            )
        )
    assert seen[0] == seen[1]


def _right_form(kind: str) -> dict[str, Any]:
    return {
        "single_choice": {"answer": "hai"},
        "multiple_choice": {"answer": ["hai"]},
        "true_false": {"answer": "false"},
        "matching": {"answer-mot": "bon", "answer-hai": "ba"},
        "ordering": {"answer-hai": "1", "answer-mot": "2"},
        "short_answer": {"answer": "khoá"},
        "numerical": {"answer": "777"},
        "cloze": {"answer-1": "trống"},
        "situation": {"answer-a": "phần"},
        "essay": {"answer": "Bài làm"},
    }[kind]


def test_the_result_of_an_open_attempt_is_not_shown(browser, an, course, noon) -> None:
    attempt = quizzes.start_attempt(an, make_quizzes.a_quiz_of(1, minutes=None), at=noon)
    assert browser.get(f"/ket-qua/{attempt.uid}/")["Location"] == f"/lam-bai/{attempt.uid}/1/"
