"""GIFT as people write it: every kind, weights, comments, categories, escapes; and where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizzes.bank.interchange import CannotRead, Drafted, ReadFile, Weight
from quizzes.bank.interchange.gift import Gift
from tests.quizzes.bank.interchange.form_drafts import in_english  # noqa: F401

FILE = Path(__file__).parent / "files" / "ngan-hang.gift.txt"


def read(text: str) -> ReadFile:
    return Gift().read(text.encode())


def one(text: str) -> Drafted:
    found = read(text)
    assert not found.errors, found.errors
    [question] = found.questions
    return question


def told(found: ReadFile, weight: Weight) -> list[tuple[int, str]]:
    return [(each.line, each.sentence) for each in found.remarks if each.weight is weight]


def test_a_file_of_everything_is_read_with_the_lines_of_what_is_to_be_said() -> None:
    found = Gift().read(FILE.read_bytes())
    assert [(each.line, each.kind) for each in found.questions] == [
        (8, "single_choice"),
        (15, "single_choice"),
        (17, "multiple_choice"),
        (24, "true_false"),
        (26, "short_answer"),
        (28, "matching"),
        (35, "numerical"),
        (41, "numerical"),
        (43, "essay"),
        (45, "ordering"),
        (55, "single_choice"),
    ]
    assert found.errors == []
    doubts = told(found, Weight.DOUBT)
    assert [line for line, _sentence in doubts] == [8, 26, 35, 45, 51]
    assert "description" in doubts[-1][1]


def test_comments_above_a_question_name_its_key_and_tags() -> None:
    question = Gift().read(FILE.read_bytes()).questions[0]
    assert question.uid == "AN-01"
    assert question.tags == ("lực lượng", "ôn [2026]")
    assert question.topic == ("Lực lượng cơ sở", "Nhiệm vụ")


def test_html_becomes_text_with_its_paragraphs() -> None:
    question = Gift().read(FILE.read_bytes()).questions[0]
    assert question.body["stem"] == "Ai trực tiếp chỉ đạo tổ bảo vệ\\?\n\nChọn một."
    assert question.body["options"][1]["feedback"] == "Chưa đúng: xem lại bài."
    assert question.explanation == "Theo bài 1."


def test_a_missing_word_leaves_a_gap_in_the_question() -> None:
    question = one("Tổ có ít nhất {~hai =ba} người.")
    assert question.body["stem"] == "Tổ có ít nhất _____ người."
    assert question.body["correct"] == "b"


def test_escaped_signs_stand_for_themselves_and_n_is_a_new_line() -> None:
    question = one("Dòng một\\nA \\{x\\} \\= \\#1 \\~ \\: \\\\ hết{=a \\= b -}")
    assert question.body["stem"] == "Dòng một\nA {x} = #1 ~ : \\ hết"
    assert question.body["accepted"] == ["a = b -"]


@pytest.mark.parametrize(
    ("options", "kind", "scoring", "doubts"),
    [
        ("~%50%a ~%50%b ~%-50%c", "multiple_choice", "shares", 0),
        ("~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-33.33333%d", "multiple_choice", "shares", 0),
        ("~%100%a ~%-100%c", "multiple_choice", "all_or_nothing", 0),
        ("~%50%a ~%50%b ~%-100%c", "multiple_choice", "all_or_nothing", 1),
        ("~%50%a ~%50%b ~c", "multiple_choice", "shares", 1),
        ("~%70%a ~%30%b ~%-50%c", "multiple_choice", "shares", 1),
        ("=a ~b", "single_choice", None, 0),
        ("=a ~%50%b", "single_choice", None, 1),
        ("=a =b ~c", "multiple_choice", "all_or_nothing", 1),
    ],
)
def test_weights_become_the_nearest_of_our_scorings_and_what_changes_is_told(
    options: str, kind: str, scoring: str | None, doubts: int
) -> None:
    found = read(f"Chọn đi{{{options}}}")
    [question] = found.questions
    assert (question.kind, question.body.get("scoring")) == (kind, scoring)
    assert len(told(found, Weight.DOUBT)) == doubts


@pytest.mark.parametrize(
    ("answers", "accepted"),
    [
        ("#3:2", [("3", "2", "1")]),
        ("#1..5", [("3", "2", "1")]),
        ("#-1,5", [("-1.5", "0", "1")]),
        ("# =1822:0 =%50%1822:2", [("1822", "0", "1"), ("1822", "2", "0.5")]),
    ],
)
def test_numbers_have_tolerances_ranges_and_shares(
    answers: str, accepted: list[tuple[str, str, str]]
) -> None:
    question = one(f"Bao nhiêu?{{{answers}}}")
    found = [(each["value"], each["tolerance"], each["share"]) for each in question.body["accepted"]]
    assert found == accepted


@pytest.mark.parametrize(
    ("word", "right"), [("T", "true"), ("FALSE", "false"), ("true", "true"), ("F", "false")]
)
def test_true_and_false_are_known_by_word_and_letter(word: str, right: str) -> None:
    question = one(f"Đúng không?{{{word}#sai rồi#đúng rồi####vì thế}}")
    said = {each["id"]: each["feedback"] for each in question.body["options"]}
    other = "false" if right == "true" else "true"
    assert question.body["correct"] == right
    assert said == {right: "đúng rồi", other: "sai rồi"}
    assert question.explanation == "vì thế"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Câu một{=a}\n\nCâu hai {=a\n\nCâu ba{=b}", 3),
        ("Câu một\n=a}", 2),
        ("Câu một{=a} rồi\nlại {=b}", 2),
        ("// chú thích\n\nCâu một{~a ~b}", 3),
        ("Câu{#mười}", 1),
        ("Ghép{=a -> b =c}", 1),
        ("Câu{=a ~a}", 1),
    ],
)
def test_a_mistake_is_an_error_at_its_line(text: str, line: int) -> None:
    errors = read(text).errors
    assert [each.line for each in errors] == [line]


def test_a_mistake_in_one_question_hides_no_other() -> None:
    found = read("Câu một{=a\n\nCâu hai{=b}\n\nCâu ba =b}")
    assert [each.line for each in found.errors] == [1, 5]
    assert len(found.questions) == 1


def test_what_no_pair_of_braces_follows_is_told_and_left_out() -> None:
    found = read("Chỉ để đọc.\n\nCâu{=a}")
    [(line, sentence)] = told(found, Weight.DOUBT)
    assert line == 1
    assert "Chỉ để đọc." in sentence


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r"])
def test_lines_are_counted_alike_whatever_ends_them(break_: str) -> None:
    found = read(break_.join(["Câu một{=a}", "", "Câu hai{=b"]))
    assert [each.line for each in found.errors] == [3]


def test_a_picture_that_a_text_names_is_told_to_be_missing() -> None:
    found = read('[html]Xem <img src\\="@@PLUGINFILE@@/a.png" alt\\="Bản đồ">{=a}')
    [(line, sentence)] = told(found, Weight.DOUBT)
    assert (line, "Bản đồ" in sentence) == (1, True)


def test_a_file_that_is_no_text_is_refused() -> None:
    with pytest.raises(CannotRead):
        Gift().read(b"PK\x03\x04" + bytes(1000))
