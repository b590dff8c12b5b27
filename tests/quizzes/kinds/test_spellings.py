"""Wildcards of accepted answers, and answers that are nearly spelt like an accepted one."""

from __future__ import annotations

from typing import Any

import pytest

from quizzes.kinds import UnsoundBody, kind_named
from quizzes.kinds.short_answer import accepts
from quizzes.kinds.spellings import close_spellings, one_edit_apart


def short(*accepted: str, **more: Any) -> Any:
    return kind_named("short_answer").read({"stem": "Điền.", "accepted": accepted, **more})


@pytest.mark.parametrize(
    ("pattern", "fitting", "not_fitting"),
    [
        ("hòa giải*", ["hòa giải", "Hoà giải viên", "hòa giải ở cơ sở"], ["tổ hòa giải", "hòa giả"]),
        ("*hòa giải", ["hòa giải", "tổ hòa giải"], ["hòa giải viên"]),
        ("gần * dân", ["gần dân", "gần gũi dân", "gần gũi, sát dân"], ["gần nhân", "gần", "dân"]),
        ("*an ninh*trật tự*", ["giữ an ninh và trật tự thôn", "an ninh trật tự"], ["trật tự an ninh"]),
        ("a*a", ["aa", "aba"], ["a"]),
        ("50*", ["50%", "500"], ["5"]),
        ("gần dân", ["Gần dân."], ["gần* dân x"]),
    ],
)
def test_a_star_stands_for_any_letters_or_none(
    pattern: str, fitting: list[str], not_fitting: list[str]
) -> None:
    body = short(pattern, wildcards=True)
    assert [text for text in fitting if not accepts(body, text)] == []
    assert [text for text in not_fitting if accepts(body, text)] == []


def test_without_wildcards_a_star_is_a_star() -> None:
    assert not accepts(short("hòa giải*"), "hòa giải viên")
    assert accepts(short("hòa giải*"), "hòa giải *")


def test_a_pattern_of_many_stars_is_compared_at_once() -> None:
    body = short("*a" * 60 + "*b", wildcards=True)
    assert not accepts(body, "a" * 200)


def test_the_right_answer_that_is_shown_has_no_star_and_is_accepted() -> None:
    kind = kind_named("short_answer")
    for accepted in (["hòa giải*"], ["gần * dân"], ["*an ninh*", "an ninh trật tự"]):
        body = short(*accepted, wildcards=True)
        right = kind.right_response(body)
        assert right
        assert "*" not in right["text"]
        assert kind.mark(body, right) == 1
    assert kind.right_response(short("*an ninh*", "an ninh trật tự", wildcards=True)) == {
        "text": "an ninh trật tự"
    }


@pytest.mark.parametrize("accepted", ["*", "**", "* .", "…*"])
def test_a_pattern_that_accepts_everything_is_refused(accepted: str) -> None:
    with pytest.raises(UnsoundBody):
        short(accepted, wildcards=True)


def test_feedback_on_a_text_is_the_first_that_fits() -> None:
    kind = kind_named("short_answer")
    body = short(
        "hòa giải",
        wildcards=True,
        feedback=[
            {"text": "công an xã", "feedback": "Chưa cần đến."},
            {"text": "công an*", "feedback": "Cấp nào?"},
            {"text": "*", "feedback": "Đọc lại mục II."},
        ],
    )
    told = {
        text: kind.specific_feedback(body, {"text": text}) for text in ("Công an xã", "công an tỉnh", "gì đó")
    }
    assert told == {
        "Công an xã": ["Chưa cần đến."],
        "công an tỉnh": ["Cấp nào?"],
        "gì đó": ["Đọc lại mục II."],
    }
    assert kind.specific_feedback(body, None) == []


@pytest.mark.parametrize(
    ("given", "differs_by"),
    [
        ("nhan dan", "marks"),
        ("nhân dan", "marks"),
        ("nhâm dân", "one_edit"),
        ("nhân dânn", "one_edit"),
        ("nhâ dân", "one_edit"),
        ("nhân dâ", "one_edit"),
        ("nhna dân", ""),
        ("nhâ ndân", "one_edit"),
        ("nhân dân", ""),
        ("nông dân", ""),
        ("", ""),
    ],
)
def test_what_differs_by_marks_or_by_one_slip_is_close(given: str, differs_by: str) -> None:
    found = close_spellings(short("nhân dân"), [given])
    assert [(each.text, each.accepted, each.differs_by) for each in found] == (
        [(given, "nhân dân", differs_by)] if differs_by else []
    )


def test_short_words_and_digits_are_no_slips() -> None:
    assert close_spellings(short("thôn", "năm 2020", "15"), ["thôi", "năm 2021", "16", "năm 220"]) == []


def test_each_spelling_is_told_once_in_the_order_of_the_answers() -> None:
    found = close_spellings(short("nhân dân"), ["Nhan dan", "nhan dan.", "nhâm dân", "NHAN DAN"])
    assert [each.text for each in found] == ["Nhan dan", "nhâm dân"]


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("abcd", "abcd", False),
        ("abcd", "abdc", True),
        ("abcd", "bacd", True),
        ("abcd", "abcde", True),
        ("abcd", "bcd", True),
        ("abcd", "axcd", True),
        ("abcd", "axyd", False),
        ("abcd", "badc", False),
        ("", "a", True),
        ("", "ab", False),
    ],
)
def test_one_edit_is_one_letter_more_less_other_or_swapped(one: str, other: str, apart: bool) -> None:
    assert one_edit_apart(one, other) is apart
    assert one_edit_apart(other, one) is apart
