"""Questions of course files become sound bodies; everything about them is kept, and faults are found at their place."""

from __future__ import annotations

from typing import Any

import pytest

from quizzes.kinds import UnsoundBody, kind_named
from quizzes.kinds.course_file import body_from_course, item_from_body

OF_THE_CALLER = {
    "id": "B1-Q01",
    "level": "recall",
    "explanation": "Vì mục I.1 ghi như vậy.",
    "seed_section": "I.1",
    "seed_refs": [{"section": "I.1", "quote": "nâng cao"}],
    "citations": [{"ref": "L-ANTTCS", "article": "4"}],
    "provision": "Điều 4",
    "needs_legal_review": True,
    "review_reason": ["wording"],
    "advice_sources": ["a"],
    "points": 1,
}
OPTIONS = [{"id": "a", "text": "Ở thôn"}, {"id": "b", "text": "Ở xã"}, {"id": "c", "text": "Ở tỉnh"}]
STEPS = ["NFC", "tone_placement", "casefold", "collapse_spaces", "strip_punctuation"]

ITEMS: dict[str, dict[str, Any]] = {
    "single_choice": {"options": OPTIONS, "correct": ["b"], "grading": "auto", "shuffle_options": True},
    "multiple_choice": {
        "options": OPTIONS,
        "correct": ["a", "c"],
        "grading": "auto",
        "shuffle_options": True,
        "scoring": "all_or_nothing",
    },
    "true_false": {
        "options": [{"id": "true", "text": "Đúng"}, {"id": "false", "text": "Sai"}],
        "correct": "false",
        "grading": "auto",
        "shuffle_options": False,
    },
    "matching": {
        "options": {
            "left": [{"id": "L1", "text": "Đảng"}, {"id": "L2", "text": "Chính quyền"}],
            "right": [
                {"id": "R1", "text": "Quản lý"},
                {"id": "R2", "text": "Lãnh đạo"},
                {"id": "R3", "text": "Xử phạt"},
            ],
        },
        "correct": {"L1": "R2", "L2": "R1"},
        "grading": "auto",
        "scoring": "per_pair",
    },
    "ordering": {
        "options": [{"id": "S1", "text": "Rút kinh nghiệm"}, {"id": "S2", "text": "Sơ kết"}],
        "correct": ["S2", "S1"],
        "grading": "auto",
        "scoring": "all_or_nothing",
    },
    "short_answer": {"options": [], "correct": ["2020", "năm 2020"], "grading": "auto", "normalise": STEPS},
    "essay": {
        "options": [],
        "correct": {
            "model_answer": "(a) Tôi làm trước. (b) Tôi đến nhà trao đổi.",
            "rubric": [
                {"criterion": "Hai việc cụ thể", "points": 7},
                {"criterion": "Không ép buộc", "points": 3},
            ],
        },
        "grading": "manual",
    },
}


def item(kind: str, **change: Any) -> dict[str, Any]:
    return {"type": kind, "stem": "Mục I.1 nêu điều gì?", **OF_THE_CALLER, **ITEMS[kind], **change}


def leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in [key, *leaves(inner)]]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in leaves(inner)]
    return [str(value)]


@pytest.mark.parametrize("kind", ITEMS)
def test_every_kind_of_item_becomes_a_sound_body_with_all_that_it_says(kind: str) -> None:
    name, body = body_from_course(item(kind))
    assert name == kind
    read = kind_named(name).read(body)
    assert kind_named(name).write(read) == body
    kept = set(leaves(body))
    for key in ("stem", "options", "correct", "scoring", "normalise", "shuffle_options"):
        inner = item(kind).get(key, [])
        missing = set(leaves(inner)) - kept - {"left", "right", "model_answer", "rubric"}
        assert not missing


@pytest.mark.parametrize("kind", ITEMS)
def test_what_the_caller_keeps_is_not_in_the_body(kind: str) -> None:
    _, body = body_from_course(item(kind))
    assert not set(OF_THE_CALLER) & set(body)
    assert {"type", "grading"}.isdisjoint(body)


def test_the_key_of_an_item_is_the_one_that_earns() -> None:
    name, body = body_from_course(item("single_choice"))
    kind = kind_named(name)
    assert kind.mark(kind.read(body), {"choice": "b"}) == 1
    name, body = body_from_course(item("short_answer"))
    assert kind_named(name).right_response(kind_named(name).read(body)) == {"text": "2020"}


def test_a_statement_may_be_judged_with_a_boolean() -> None:
    assert body_from_course(item("true_false", correct=True))[1]["correct"] == "true"


@pytest.mark.parametrize(
    ("kind", "change", "path"),
    [
        ("single_choice", {"type": "guess"}, ("type",)),
        ("single_choice", {"type": None}, ("type",)),
        ("single_choice", {"correct": ["a", "b"]}, ("correct",)),
        ("single_choice", {"correct": []}, ("correct",)),
        ("single_choice", {"correct": ["z"]}, ("correct",)),
        ("single_choice", {"options": [{"id": "a", "text": "Một"}, {"id": "b"}]}, ("options", 1, "text")),
        ("single_choice", {"scoring": "per_pair"}, ("scoring",)),
        ("single_choice", {"grading": "manual"}, ("grading",)),
        ("single_choice", {"stem": ""}, ("stem",)),
        ("matching", {"options": {"left": [], "right": []}, "correct": {}}, ("options", "left")),
        ("matching", {"options": {**ITEMS["matching"]["options"], "middle": []}}, ("options", "middle")),
        ("matching", {"options": []}, ("options", "left")),
        ("ordering", {"correct": ["S1"]}, ("correct",)),
        ("short_answer", {"correct": []}, ("correct",)),
        ("short_answer", {"options": OPTIONS}, ("options",)),
        ("short_answer", {"normalise": ["guess"]}, ("normalise", 0)),
        (
            "essay",
            {"correct": {"rubric": [{"criterion": "Rõ", "points": 0}]}},
            ("correct", "rubric", 0, "points"),
        ),
        ("essay", {"correct": {"model": "Mẫu"}}, ("correct", "model")),
        ("essay", {"correct": "Mẫu"}, ("correct",)),
    ],
)
def test_a_fault_is_told_with_its_place_in_the_item(
    kind: str, change: dict[str, Any], path: tuple[Any, ...]
) -> None:
    with pytest.raises(UnsoundBody) as refusal:
        body_from_course(item(kind, **change))
    assert path in [fault.path for fault in refusal.value.faults]
    assert len({fault.path for fault in refusal.value.faults}) == len(refusal.value.faults)


@pytest.mark.parametrize("kind", ITEMS)
def test_an_item_without_an_answer_is_refused(kind: str) -> None:
    lacking = item(kind)
    del lacking["correct"]
    with pytest.raises(UnsoundBody) as refusal:
        body_from_course(lacking)
    assert {fault.path[0] for fault in refusal.value.faults} == {"correct"}


MORE: dict[str, dict[str, Any]] = {
    "numerical": {"accepted": [{"value": "5", "tolerance": "0", "share": "1", "feedback": ""}], "unit": "năm"},
    "cloze": {
        "gaps": [
            {
                "id": "1",
                "kind": "numerical",
                "points": "1",
                "body": {
                    "accepted": [{"value": "5", "tolerance": "0", "share": "1", "feedback": ""}],
                    "unit": "",
                },
            }
        ]
    },
    "situation": {
        "parts": [{"id": "a", "kind": "essay", "points": "1", "body": {"stem": "Viết.", "model_answer": "Mẫu", "rubric": []}}]
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", MORE)
def test_later_kinds_stand_under_more_and_come_back_whole(kind: str) -> None:
    told = {"type": kind, "stem": "Nhiệm kỳ [[1]] năm.", "grading": "auto", "more": MORE[kind]}
    name, body = body_from_course(told)
    assert body == {"stem": told["stem"], **MORE[kind]}
    assert item_from_body(name, body) == told


def test_pictures_hints_and_limits_of_the_first_kinds_come_back_whole() -> None:
    for kind, more in (
        ("single_choice", {"hints": ["Đọc mục I."]}),
        ("short_answer", {"wildcards": True}),
        ("essay", {"least_words": 20, "uploads": 1}),
    ):
        name, body = body_from_course(item(kind, more=more))
        assert {key: body[key] for key in more} == more
        assert item_from_body(name, body)["more"] == more


@pytest.mark.parametrize("kind", ITEMS)
def test_a_body_without_anything_later_has_no_more(kind: str) -> None:
    assert "more" not in item_from_body(*body_from_course(item(kind)))


@pytest.mark.parametrize(
    ("kind", "more", "path"),
    [
        ("single_choice", {"hints": [""]}, ("more", "hints", 0)),
        ("single_choice", {"colour": "red"}, ("more", "colour")),
        ("single_choice", {"options": []}, ("more", "options")),
        ("single_choice", ["hints"], ("more",)),
        ("numerical", {"accepted": [{"value": "x"}]}, ("more", "accepted", 0, "value")),
        ("numerical", {}, ("accepted",)),
    ],
)
def test_a_fault_under_more_is_told_with_its_place(kind: str, more: Any, path: tuple[Any, ...]) -> None:
    told = item(kind, more=more) if kind in ITEMS else {"type": kind, "stem": "Mấy?", "more": more}
    with pytest.raises(UnsoundBody) as refusal:
        body_from_course(told)
    assert path in [fault.path for fault in refusal.value.faults]
