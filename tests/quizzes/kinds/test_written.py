"""Short answers and essays."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string

from quizzes.kinds import UnsoundBody, kind_named
from quizzes.kinds.short_answer import USUAL_STEPS, normalised
from tests.quizzes.kinds.drawn import draw, question


def short(*accepted: str, **more: Any) -> Any:
    return kind_named("short_answer").read({"stem": "Điền từ.", "accepted": accepted, **more})


def earns(body: Any, text: str) -> bool:
    return kind_named("short_answer").mark(body, {"text": text}) == 1


@pytest.mark.parametrize(
    ("accepted", "given"),
    [
        ("Dân vận khéo", "dân vận KHÉO"),
        ("hòa giải", "hoà giải"),
        ("hòa giải", "ho\u0300a gia\u0309i"),
        ("gần dân", " “gần   dân”. "),
        ("mô hình tự quản", "mô hình, tự quản!"),
        ("50%", "50"),
        ("30/4/2019", "(30/4/2019)"),
        ("Công an xã, phường", "công an xã phường"),
        ("thủy lợi", "THUỶ LỢI"),
    ],
)
def test_case_spaces_tone_placement_and_punctuation_do_not_matter(accepted: str, given: str) -> None:
    assert earns(short(accepted), given)


@pytest.mark.parametrize(
    ("accepted", "given"),
    [
        ("gần dân", "gan dan"),
        ("30/4/2019", "3/04/2019"),
        ("1,5", "15"),
        ("-5", "5"),
        ("2020", "2021"),
        ("hỗ trợ", "hổ trợ"),
        ("gần dân", "..."),
        ("gần dân", "gần dân và sát dân"),
    ],
)
def test_what_means_something_else_earns_nothing(accepted: str, given: str) -> None:
    assert not earns(short(accepted), given)


def test_accents_do_not_matter_where_the_author_says_so_and_the_learner_is_told() -> None:
    kind = kind_named("short_answer")
    lenient = short("gần dân", normalise=[*USUAL_STEPS, "marks"])
    assert earns(lenient, "GAN DAN")
    assert earns(lenient, "gần đan")
    assert "Viết có dấu hay không dấu đều được." in draw(kind, kind.present(lenient, {}, None))
    assert "không dấu" not in draw(kind, kind.present(short("gần dân"), {}, None))


def test_only_the_steps_that_the_author_chose_are_taken() -> None:
    exact = short("Dân vận", normalise=["NFC"])
    assert earns(exact, "Dân vận")
    assert not earns(exact, "dân vận")
    assert not earns(exact, "Dân vận.")
    assert normalised("a  b", ["collapse_spaces"]) == "a b"


def test_the_first_accepted_answer_is_the_one_that_is_shown() -> None:
    kind = kind_named("short_answer")
    review = kind.review(short("hỗ trợ", "hổ trợ"), {}, {"text": "hổ trợ"})
    assert (review["chosen"], review["right"], review["share"]) == ("hổ trợ", "hỗ trợ", Decimal(1))


@pytest.mark.parametrize("accepted", [[], ["..."], ["  "], ["gần dân", "!"]])
def test_a_list_that_accepts_nothing_or_everything_is_refused(accepted: list[str]) -> None:
    with pytest.raises(UnsoundBody):
        short(*accepted)


def test_the_field_has_the_name_that_the_author_gave_it() -> None:
    kind = kind_named("short_answer")
    assert ">Hai chữ còn thiếu</label>" in draw(
        kind, kind.present(short("gần dân", label="Hai chữ còn thiếu"), {}, None)
    )
    assert ">Câu trả lời</label>" in draw(kind, kind.present(short("gần dân"), {}, None))


def test_the_points_of_a_rubric_add_up_and_stay_as_they_were_written() -> None:
    kind, body, _ = question("essay")
    assert body.rubric_points == Decimal("4.5")
    assert [each["points"] for each in kind.write(body)["rubric"]] == [3, "1.5"]


@pytest.mark.parametrize("points", [0, -1, "many", None])
def test_a_rubric_without_points_is_refused(points: object) -> None:
    kind, _, example = question("essay")
    with pytest.raises(UnsoundBody) as refusal:
        kind.read({**example.body, "rubric": [{"criterion": "Rõ ràng", "points": points}]})
    assert [fault.path for fault in refusal.value.faults] == [("rubric", 0, "points")]
    with pytest.raises(UnsoundBody):
        kind.read({**example.body, "rubric": [{"criterion": "Rõ ràng"}]})


def test_an_essay_keeps_its_paragraphs() -> None:
    kind, body, _ = question("essay")
    review = kind.review(body, {}, {"text": "Một.\n\nHai."})
    assert "<dd>Một.<br><br>Hai.</dd>" in render_to_string(kind.review_template, {"q": review})


def test_an_essay_is_compared_with_the_model_answer_and_the_rubric() -> None:
    kind, body, _ = question("essay")
    html = render_to_string(kind.review_template, {"q": kind.review(body, {}, None)})
    assert "Mẫu CANARY" in html
    assert "Nêu CANARY (3 điểm)" in html
    bare = kind.read({"stem": "Viết."})
    assert "Bài mẫu" not in render_to_string(kind.review_template, {"q": kind.review(bare, {}, None)})
