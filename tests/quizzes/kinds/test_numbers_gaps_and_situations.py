"""Numbers within a tolerance, texts with gaps, situations: what they take, what they earn, what they refuse."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string

from quizzes.kinds import UnsoundBody, kind_named
from tests.quizzes.kinds.drawn import Page, draw, form, question
from tests.quizzes.kinds.plain_examples import PICTURE, options


def number(*accepted: dict[str, Any], unit: str = "") -> Any:
    return kind_named("numerical").read({"stem": "Bao nhiêu?", "accepted": accepted, "unit": unit})


def typed(body: Any, text: str) -> dict[str, Any] | None:
    return kind_named("numerical").clean(body, form([("answer", text)]), "answer")


@pytest.mark.parametrize(
    "text", ["12,5", "12.5", "12,50", " 12,5 ", "+12,5", "12,5 kg", "12,5kg", "12,5 KG", "012,5"]
)
def test_a_number_may_be_written_in_every_usual_way_and_equal_numbers_are_equal_responses(text: str) -> None:
    body = number({"value": "12.5"}, unit="kg")
    assert typed(body, text) == {"text": "12,5", "number": "12.5"}


@pytest.mark.parametrize(("text", "read"), [("1.250", "1250"), ("1 250", "1250"), ("1.250,5", "1250.5"), ("-3", "-3"), ("−3", "-3"), ("0,0", "0"), ("-0", "0")])  # fmt: skip
def test_points_and_spaces_part_thousands(text: str, read: str) -> None:
    response = typed(number({"value": "1"}), text)
    assert response
    assert response["number"] == read


@pytest.mark.parametrize("text", ["mười hai", "12 tạ", "1,2,3", "12,5 - 13", "²", "1e5", "NaN"])
def test_what_is_no_number_is_kept_as_typed_said_beside_the_field_and_earns_nothing(text: str) -> None:
    kind, body = kind_named("numerical"), number({"value": "12"}, unit="kg")
    response = typed(body, text)
    assert response == {"text": text, "number": None}
    assert kind.mark(body, response) == 0
    assert not kind.is_complete(body, response)
    page = draw(kind, kind.present(body, {}, response))
    assert "chưa đọc được thành số" in page
    assert "vẫn được lưu" in page


@pytest.mark.parametrize(
    ("text", "share"),
    [("10", "1"), ("9,5", "1"), ("10,5", "1"), ("10,51", "0.5"), ("12", "0.5"), ("12,01", "0"), ("-10", "0")],
)
def test_of_several_accepted_numbers_the_one_with_the_greatest_share_counts(text: str, share: str) -> None:
    kind = kind_named("numerical")
    body = number(
        {"value": "10", "tolerance": "2", "share": "0.5", "feedback": "Gần đúng."},
        {"value": "10", "tolerance": "0.5"},
    )
    response = typed(body, text)
    assert kind.mark(body, response) == Decimal(share)
    assert kind.specific_feedback(body, response) == (["Gần đúng."] if share == "0.5" else [])


def test_a_tolerance_is_exact_whatever_the_number_of_digits() -> None:
    kind = kind_named("numerical")
    body = number({"value": "12345678901234567890.1", "tolerance": "0.1"})
    assert kind.mark(body, typed(body, "12345678901234567890,2")) == 1
    assert kind.mark(body, typed(body, "12345678901234567890,2000000001")) == 0


@pytest.mark.parametrize(
    ("accepted", "path"),
    [
        ({"value": "mười"}, ("accepted", 0, "value")),
        ({"value": 1.5}, ("accepted", 0, "value")),
        ({"value": "1", "tolerance": "-1"}, ("accepted", 0, "tolerance")),
        ({"value": "1", "share": "1.1"}, ("accepted", 0, "share")),
        ({"value": "1", "share": "0.5"}, ("accepted",)),
    ],
)
def test_a_number_that_cannot_be_marked_is_refused_at_its_place(
    accepted: dict[str, Any], path: tuple[Any, ...]
) -> None:
    with pytest.raises(UnsoundBody) as refusal:
        number(accepted)
    assert [fault.path for fault in refusal.value.faults] == [path]


def test_equal_numbers_of_an_author_are_stored_alike() -> None:
    assert number({"value": "12.50"}) == number({"value": Decimal("12.5")}) == number({"value": " 12.5 "})


def test_gaps_are_named_fields_inside_the_sentence() -> None:
    kind, body, _ = question("cloze")
    shown = kind.present(body, kind.deal(body, random.Random(1)), None)
    html = draw(kind, shown)
    page = Page(html)
    assert page.names == ["answer-1", "answer-2", "answer-3"]
    assert page.unlabelled == []
    for name in ("Chỗ trống 1", "Chỗ trống 2", "Chỗ trống 3"):
        assert page.text.count(name) == 1
    assert "[[" not in html
    words = " ".join(page.text.split())
    assert words.index("Trưởng thôn do") < words.index("Chỗ trống 1") < words.index("bầu")


def test_without_a_task_of_its_own_a_text_asks_to_fill_in_its_gaps() -> None:
    kind = kind_named("cloze")
    body = kind.read(
        {
            "stem": "Do [[x]] bầu.",
            "gaps": [{"id": "x", "kind": "short_answer", "body": {"accepted": ["dân"]}}],
        }
    )
    assert Page(draw(kind, kind.present(body, {"gaps": {"x": {}}}, None))).legends == [
        "Điền vào chỗ trống trong đoạn sau."
    ]
    assert kind.review(body, {"gaps": {"x": {}}}, None)["stem"] == "Do (1) …… bầu."


def test_each_gap_earns_its_weight() -> None:
    kind, body, _ = question("cloze")
    assert kind.mark(body, {"gaps": {"1": {"text": "nhân dân canary"}}}) == Decimal("0.5")
    assert kind.mark(body, {"gaps": {"2": {"text": "2,5", "number": "2.5"}}}) == Decimal("0.25")
    assert [(each.id, each.points, each.share) for each in kind.shares(body, None)] == [  # type: ignore[attr-defined]
        ("1", 2, 0),
        ("2", 1, 0),
        ("3", 1, 0),
    ]


def test_what_was_filled_in_is_counted_gap_by_gap() -> None:
    kind, body, example = question("cloze")
    assert kind.choices_of(body, example.finished[0]) == [
        ("1:nhân dân canary", "Chỗ trống 1: nhân dân canary"),
        ("2:2.5", "Chỗ trống 2: 2,5"),
        ("3:b", "Chỗ trống 3: Người đứng đầu"),
    ]


def gap(gap_id: str = "1", kind: str = "short_answer", **body: Any) -> dict[str, Any]:
    return {"id": gap_id, "kind": kind, "body": body or {"accepted": ["dân"]}}


@pytest.mark.parametrize(
    ("stem", "gaps", "path"),
    [
        ("Không có dấu.", [gap()], ("gaps",)),
        ("Một [[1]], hai [[2]].", [gap()], ("gaps",)),
        ("Một [[1]], lại [[1]].", [gap()], ("gaps",)),
        ("Một [[1]].", [gap(), gap()], ("gaps",)),
        ("Một [[1]].", [], ("gaps",)),
        ("Một [[1]].", [gap(kind="essay")], ("gaps", 0, "kind")),
        ("Một [[1]].", [gap("1-a")], ("gaps", 0, "id")),
        ("Một [[1]].", [gap(accepted=["..."])], ("gaps", 0, "body", "accepted")),
        ("Một [[1]].", [gap(accepted=["dân"], stem="?")], ("gaps", 0, "body")),
        ("Một [[1]].", [gap(accepted=["dân"], hints=["?"])], ("gaps", 0, "body")),
        ("Một [[1]].", [{**gap(), "points": "0"}], ("gaps", 0, "points")),
        (
            "Một [[1]].",
            [gap(kind="single_choice", options=options("Một", "Hai"), correct="z")],
            ("gaps", 0, "body", "correct"),
        ),
    ],
)
def test_gaps_that_do_not_fit_their_text_are_refused_at_their_place(
    stem: str, gaps: list[dict[str, Any]], path: tuple[Any, ...]
) -> None:
    with pytest.raises(UnsoundBody) as refusal:
        kind_named("cloze").read({"stem": stem, "gaps": gaps})
    assert [fault.path for fault in refusal.value.faults] == [path]


def test_every_fault_of_every_part_of_a_situation_is_found_at_once() -> None:
    with pytest.raises(UnsoundBody) as refusal:
        kind_named("situation").read(
            {
                "stem": "Chuyện",
                "parts": [
                    {"id": "a", "kind": "single_choice", "body": {"stem": "", "options": [], "correct": "a"}},
                    {"id": "b", "kind": "situation", "body": {"stem": "?", "parts": []}},
                    {"id": "c", "kind": "essay", "body": {"stem": "?", "hints": ["?"]}},
                ],
            }
        )
    assert {fault.path for fault in refusal.value.faults} == {
        ("parts", 0, "body", "stem"),
        ("parts", 0, "body", "options"),
        ("parts", 1, "kind"),
        ("parts", 2, "body"),
    }


def test_a_situation_waits_for_a_person_only_where_a_part_is_an_essay() -> None:
    kind, body, _ = question("situation/essay")
    _, marked_alone, _ = question("situation")
    response = {"parts": {"a": {"choice": "false"}, "b": {"text": "Gọi."}}}
    assert kind.needs_person(body)
    assert not kind.needs_person(marked_alone)
    assert kind.mark(body, response) is None
    assert kind.share_with(body, response, {"b": Decimal("0.5")}) == Decimal("0.625")  # type: ignore[attr-defined]
    assert kind.right_response(body) is None
    assert kind.review(body, kind.deal(body, random.Random(1)), response)["right"] == "Phần 1: Sai"


def test_the_parts_of_a_situation_are_groups_inside_the_one_question() -> None:
    kind, body, _ = question("situation")
    page = Page(draw(kind, kind.present(body, kind.deal(body, random.Random(1)), None), stem_tag="h1"))
    fieldsets = [each for tag, each in page.tags if tag == "fieldset"]
    assert len(fieldsets) == 4
    assert ["data-question" in each for each in fieldsets] == [True, False, False, False]
    assert [tag for tag, _ in page.tags if tag in {"h1", "h2"}] == ["h1"]
    assert set(page.names) == {"answer-a", "answer-b-L1", "answer-b-L2", "answer-c"}
    assert [each["alt"] for tag, each in page.tags if tag == "img"] == [PICTURE["alt"]]


def test_after_the_answer_is_due_the_parts_show_what_is_right() -> None:
    kind, body, example = question("situation")
    dealt = kind.deal(body, random.Random(1))
    assert "choice--right" in draw(kind, kind.present_marked(body, dealt, example.finished[1]))
    assert "choice--right" not in draw(kind, kind.present(body, dealt, example.finished[1]))


def test_the_headings_of_a_review_go_down_step_by_step() -> None:
    kind, body, _ = question("situation")
    review = kind.review(body, kind.deal(body, random.Random(1)), None)
    for tag, inner in (("h2", "h3"), ("h3", "h4")):
        html = render_to_string(kind.review_template, {"q": review, "stem_tag": tag})
        assert [each for each, _ in Page(html).tags if each[0] == "h"] == [tag, inner, inner, inner]


def test_what_is_not_due_is_left_out_of_a_review() -> None:
    for name in ("single_choice/rich", "numerical", "cloze", "situation", "short_answer/rich", "essay"):
        kind, body, example = question(name)
        review = kind.review(body, kind.deal(body, random.Random(1)), None)
        html = render_to_string(
            kind.review_template, {"q": review, "without_right": True, "without_feedback": True}
        )
        assert not any(secret in html for secret in example.secrets), name


@pytest.mark.parametrize(
    ("kind", "more", "share"),
    [
        ("single_choice", {"correct": "a"}, "0.25"),
        ("multiple_choice", {"correct": ["a", "b"]}, "0.0666667"),
        ("multiple_choice", {"correct": ["a"], "scoring": "shares"}, "0.0666667"),
        # Of 15 ways ab earns 1; a, b, abc and abd earn a half.
        ("multiple_choice", {"correct": ["a", "b"], "scoring": "shares"}, "0.2"),
    ],
)
def test_the_share_of_a_blind_answer_to_four_options(kind: str, more: dict[str, Any], share: str) -> None:
    body = {"stem": "?", "options": options("Một", "Hai", "Ba", "Bốn"), **more}
    assert kind_named(kind).random_guess_share(kind_named(kind).read(body)) == Decimal(share)


def test_the_share_of_a_blind_answer_elsewhere() -> None:
    shares = {
        name: question(name)[0].random_guess_share(question(name)[1])
        for name in ("true_false", "matching", "matching/rich", "ordering", "ordering/rich", "cloze", "essay")
    }
    assert shares == {
        "true_false": Decimal("0.5"),
        "matching": Decimal("0.3333333"),
        "matching/rich": Decimal("0.1111111"),
        "ordering": Decimal("0.1666667"),
        "ordering/rich": Decimal("0.3333333"),
        "cloze": Decimal("0.125"),
        "essay": None,
    }
