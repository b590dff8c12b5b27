"""Aiken as people write it, and where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizzes.bank.interchange.aiken import Aiken

FILES = Path(__file__).parent / "files"


def test_questions_with_their_right_letter_are_read() -> None:
    found = Aiken().read((FILES / "on-tap.aiken.txt").read_bytes())
    assert found.remarks == []
    assert [(each.line, each.kind, each.body["correct"]) for each in found.questions] == [
        (1, "single_choice", "b"),
        (8, "single_choice", "a"),
    ]
    assert found.questions[1].body["stem"].count("\n") == 1
    assert found.questions[1].body["options"][1]["text"] == "Chụp ảnh để đăng tin"


def test_each_mistake_is_told_at_its_line_and_nothing_more() -> None:
    found = Aiken().read((FILES / "hong.aiken.txt").read_bytes())
    assert [each.line for each in found.errors] == [4, 8, 11]


@pytest.mark.parametrize("last", ["ANSWER:", "ANSWER: AB", "ANSWER: 1", "answer : Z"])
def test_an_answer_that_is_no_letter_of_an_option_is_an_error(last: str) -> None:
    found = Aiken().read(f"Câu?\nA. Có\nB. Không\n{last}".encode())
    assert [each.line for each in found.errors] == [4]
    assert found.questions == []


def test_a_question_may_begin_with_a_letter_and_a_point() -> None:
    found = Aiken().read("A. là gì?\nA. Một\nB. Hai\nANSWER: A".encode())
    [question] = found.questions
    assert question.body["stem"] == "A. là gì?"
