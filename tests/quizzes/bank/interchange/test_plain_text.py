"""Plain text in the usual Vietnamese form: what trainers' files look like, and what is said about their doubtful places."""

from __future__ import annotations

import dataclasses
import unicodedata
from pathlib import Path

import pytest

from quizzes.bank.interchange.base import CannotRead, ReadFile, Weight
from quizzes.bank.interchange.docx import Docx
from quizzes.bank.interchange.plain_text import PlainText
from tests.quizzes.bank.interchange.form_drafts import (
    draft,
    in_english,
    media,
    of_every_kind,
    picture,
    same,
    sentences,
)

__all__ = ["in_english"]

FILES = Path(__file__).parent / "files"


def read(text: str, encoding: str = "utf-8") -> ReadFile:
    return PlainText().read(text.encode(encoding))


def errors(text: str) -> list[tuple[int, str]]:
    return sentences(read(text), Weight.ERROR)


def doubts(text: str) -> list[tuple[int, str]]:
    return sentences(read(text), Weight.DOUBT)


ONE = "Câu 1. Ai bầu trưởng thôn?\nA. Chủ tịch xã\nB. Nhân dân\n"


def test_a_real_shaped_file_is_read_whole() -> None:
    found = PlainText().read((FILES / "de-kiem-tra.txt").read_bytes())
    assert [each.kind for each in found.questions] == [
        "single_choice", "single_choice", "multiple_choice", "true_false", "matching", "ordering", "short_answer",
        "situation", "essay",
    ]  # fmt: skip
    first, second, third = found.questions[:3]
    assert first.body["correct"] == "b"
    assert (first.level, first.points) == ("recall", 0.5)
    assert first.topic == ("Bầu cử", "Trưởng thôn")
    assert [each["text"] for each in second.body["options"]] == [
        "Một năm",
        "Hai năm rưỡi",
        "Ba năm",
        "Năm năm",
    ]
    assert second.body["correct"] == "b"
    assert third.body["correct"] == ["a", "c"]
    assert third.citations[0].document == "30/2023/QH15"
    assert (third.citations[0].article, third.citations[0].clause) == ("13", "2")
    assert found.errors == []


@pytest.mark.parametrize(
    "head", ["Câu 1.", "Câu 1:", "Câu hỏi 1)", "CÂU 1.", "Cau 1.", "Câu 1 -", "1.", "Bài 1."]
)
@pytest.mark.parametrize(
    "answer",
    [
        "Đáp án: B",
        "ĐA: B",
        "Đáp án B",
        "=> Chọn B",
        "Đáp án đúng: B. Nhân dân",
        "Đáp án: B (thông hiểu)",
        "Đáp án: B – vì dân bầu",
        "Đáp án: Nhân dân",
    ],
)
def test_heads_and_answers_are_known_in_all_their_forms(head: str, answer: str) -> None:
    (question,) = read(f"{head} Ai bầu?\nA. Chủ tịch\nB. Nhân dân\n{answer}\n").questions
    assert question.body["stem"] == "Ai bầu?"
    assert question.body["correct"] == "b"


@pytest.mark.parametrize(
    "options",
    [
        "A. Một  B. Hai\tC. Ba",
        "A. Một B. Hai C. Ba",
        "A) Một\nB) Hai\nC) Ba",
        "a) Một\nb) Hai\nc) Ba",
        "A: Một\nB: Hai\nC: Ba",
        "A. Một    B. Hai\nC. Ba",
    ],
)
def test_options_stand_in_one_line_or_in_several(options: str) -> None:
    (question,) = read(f"Câu 1. Mấy?\n{options}\nĐáp án: C").questions
    assert [each["text"] for each in question.body["options"]] == ["Một", "Hai", "Ba"]
    assert question.body["correct"] == "c"


def test_a_letter_inside_an_option_is_not_an_option() -> None:
    (question,) = read("Câu 1. Mấy?\nA. Theo mục B. của luật\nB. Hai\nĐáp án: A").questions
    assert [each["text"] for each in question.body["options"]] == ["Theo mục B. của luật", "Hai"]


def test_statements_in_the_stem_are_not_options() -> None:
    text = "Câu 1. Cho các ý:\na) Một\nb) Hai\nSố ý đúng là\nA. 1\nB. 2\nĐáp án: A"
    (question,) = read(text).questions
    assert question.body["stem"] == "Cho các ý:\na) Một\nb) Hai\nSố ý đúng là"
    assert [each["text"] for each in question.body["options"]] == ["1", "2"]


@pytest.mark.parametrize(
    "key",
    ["1-B 2-A", "1. B\n2. A", "Câu 1: B\nCâu 2: A", "ĐÁP ÁN\n1B, 2A", "1\t2\nB\tA", "Câu 1 2\nĐáp án B A"],
)
def test_a_key_at_the_end_answers_the_questions_above(key: str) -> None:
    text = f"{ONE}Câu 2. Mấy?\nA. Một\nB. Hai\n\n{key}\n"
    assert [each.body["correct"] for each in read(text).questions] == ["b", "a"]


def test_a_star_marks_the_right_option() -> None:
    (question,) = read("Câu 1. Mấy?\nA. Một\n*B. Hai").questions
    assert question.body["correct"] == "b"


def test_headings_are_left_out_and_sentences_like_them_are_not() -> None:
    explanation = "Giải thích: Xem kế hoạch.\nMục II.5 nêu rõ điều này.\nPhần 1 cũng nói vậy."
    found = read(
        f"{ONE}Đáp án: B\n{explanation}\nPHẦN II. TỰ LUẬN\nCâu 2. Mấy?\nA. 1\nB. 2\nĐA: A\nChương 2: Khác"
    )
    assert found.questions[0].explanation == explanation.removeprefix("Giải thích: ")
    assert [line for line, _sentence in sentences(found, Weight.NOTE)] == [8, 13]
    assert found.errors == []


def test_the_question_and_the_key_that_disagree_are_told() -> None:
    assert doubts(f"{ONE}Đáp án: B\n\nĐÁP ÁN\n1-A\n") == [
        (4, "Question 1: The question says “B”, the key apart says “A”: the first was taken.")
    ]


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        (ONE, 1, "No right answer was found"),
        (f"{ONE}Đáp án: E", 4, "the options are A, B"),
        ("Câu 1. Mấy?\nA. Một\nĐáp án: A", 2, "only one option"),
        ("Câu 1. Mấy?\nA. Một\nB. Hai\nA. Ba\nĐáp án: A", 4, "stands twice"),
        (f"{ONE}Dạng: Chọn một phương án\nĐáp án: A, B", 5, "Exactly one option may be right"),
        ("Câu 1. Mấy?\nA. Một\nB. một\nĐáp án: A", 1, "stands twice"),
        ("Câu 1. Mấy?\nDạng: Điền số\nĐáp án: nhiều", 3, "is not a number"),
        ("Câu 1. Mấy?\nDạng: Ghép cặp\n1. Một\n2. Hai\nA. a\nB. b\nĐáp án: 1-A", 7, "needs its letter"),
        (f"{ONE}Đáp án: B\nCâu 1. Lại?\nA. Một\nB. Hai\n*C. Ba\nĐÁP ÁN\n1-A", 10, "stands more than once"),
    ],
)
def test_what_cannot_be_asked_is_an_error_with_its_line(text: str, line: int, part: str) -> None:
    told = errors(text)
    assert [each for each, _sentence in told][:1] == [line], told
    assert part in told[0][1]


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        (f"{ONE}thường trú\nĐáp án: B", 4, "Option B goes on in another line"),
        (f"{ONE}Đáp án: A, B", 4, "several right answers"),
        ("Câu 1. Mấy?\nA. Một\nC. Ba\nĐáp án: A", 2, "Option B is missing"),
        ("Câu 1. Năm nào?\nĐáp án: 2020", 1, "short answer"),
        ("Câu 1. Viết hai việc.", 1, "essay"),
        (f"{ONE}Đáp án: B\nCăn cứ: sách giáo khoa", 1, "names no document"),
        (f"{ONE}Đáp án: B\nĐÁP ÁN\n1-B 7-C", 6, "question 7, which is not in the file"),
    ],
)
def test_what_is_doubtful_is_told_with_its_line(text: str, line: int, part: str) -> None:
    found = read(text)
    assert len(found.questions) == 1
    told = sentences(found, Weight.DOUBT)
    assert (line, True) in [(each, part in sentence) for each, sentence in told], told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_text_is_read_in_the_encodings_that_windows_writes(encoding: str) -> None:
    text = "".join(map(_tone_apart, ONE)) if encoding == "cp1258" else ONE
    (question,) = PlainText().read((text + "ĐA: B").encode(encoding)).questions
    assert question.body["options"][1]["text"] == "Nhân dân"


def _tone_apart(char: str) -> str:
    """Vietnamese Windows knows â and ư, and writes the tone behind them."""
    parts = unicodedata.normalize("NFD", char)
    tones = [part for part in parts[1:] if part in "\u0300\u0301\u0303\u0309\u0323"]
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones)) + "".join(tones)


OLD = {
    "TCVN3 (ABC)": ("C©u 1. Ai bÇu tr­ëng th«n?\nA. Chñ tÞch x·\nB. Nh©n d©n\n§¸p ¸n: B", "latin-1"),
    "VNI Windows": ("Caâu 1. Ai baàu tröôûng thoân?\nA. Chuû tòch xaõ\nB. Nhaân daân\nÑaùp aùn: B", "utf-8"),
}


@pytest.mark.parametrize("name", OLD)
def test_old_letters_are_converted_marked_and_told(name: str) -> None:
    text, encoding = OLD[name]
    found = PlainText().read(text.encode(encoding))
    (question,) = found.questions
    assert question.body["stem"] == "Ai bầu trưởng thôn?"
    assert [each["text"] for each in question.body["options"]] == ["Chủ tịch xã", "Nhân dân"]
    assert question.body["correct"] == "b"
    assert question.converted == name
    assert any(name in sentence for _line, sentence in sentences(found, Weight.DOUBT))


def test_decomposed_letters_are_put_together_and_noted_once() -> None:
    found = read(unicodedata.normalize("NFD", f"{ONE}Đáp án: B\nCâu 2. Mấy?\nA. Một\nB. Hai\nĐáp án: A"))
    assert [each.converted for each in found.questions] == ["Unicode NFD", "Unicode NFD"]
    assert found.questions[0].body["options"][1]["text"] == "Nhân dân"
    assert len(sentences(found, Weight.NOTE)) == 1


def test_letters_that_only_look_vietnamese_are_mended_and_told() -> None:
    found = read("Câu 1. Nhà nƣớc ở đâu?\nA. Một\nB. Hai\nĐáp án: B")
    assert found.questions[0].body["stem"] == "Nhà nước ở đâu?"
    assert found.questions[0].converted
    assert sentences(found, Weight.DOUBT)


def test_every_kind_comes_back_as_it_left() -> None:
    questions = of_every_kind()
    written = PlainText().write(questions)
    again = PlainText().read(written.data)
    assert written.losses == []
    assert [(one.kind, same(one, other)) for one, other in zip(questions, again.questions, strict=True)] == [
        (one.kind, True) for one in questions
    ]
    assert sentences(again, Weight.DOUBT) == sentences(again, Weight.ERROR) == []


NASTY = [
    "Theo điều nào?\nA. Luật\nĐáp án: B\nCâu 9. Hết",
    "Ba bước:\n1. Một\n2. Hai\n(a) Nhà\n\\B. gạch chéo\n* sao\nĐơn vị: thôn",
    "PHẦN II. TỰ LUẬN\nviết",
    "(NB) không phải mức độ",
]


@pytest.mark.parametrize("stem", NASTY)
def test_text_that_looks_like_the_form_comes_back_unchanged(stem: str) -> None:
    body = {
        "stem": stem,
        "options": [
            {"id": "x", "text": "theo mục B. của"},
            {"id": "y", "text": "* sao *"},
            {"id": "z", "text": "khác A. x"},
        ],
        "correct": "y",
        "hints": [stem],
    }
    question = draft("single_choice", body, explanation=stem)
    written = PlainText().write([question])
    (again,) = PlainText().read(written.data).questions
    assert again.body["stem"] == stem
    assert again.explanation == stem
    assert again.body["hints"] == [stem]
    assert [each["text"] for each in again.body["options"]] == [
        each["text"] for each in question.body["options"]
    ]
    assert written.losses == []


@pytest.mark.parametrize("kind", ["single_choice", "ordering", "matching", "short_answer", "essay"])
@pytest.mark.parametrize(
    "stem", ["A/B là gì?", "Hướng dẫn: đọc kỹ.", "1. Một việc?", "50.000 đồng?", "B. Hai?"]
)
def test_a_question_that_begins_like_an_option_or_a_field_comes_back(kind: str, stem: str) -> None:
    """It stands behind "Câu 1." in its line, where the form has its options too."""
    question = draft(kind, {**draft(kind).body, "media": [], "stem": stem})
    for form in (PlainText(), Docx()):
        written = form.write([question])
        [again] = form.read(written.data).questions
        assert same(question, again), form.name
        assert not written.losses


def test_what_plain_text_cannot_hold_is_told() -> None:
    data = picture()
    body = {**draft("single_choice").body, "media": [media(data)]}
    question = draft("single_choice", body, files={media(data)["file"]: data}, advice_sources=("a",))
    (loss,) = PlainText().write([question]).losses
    assert "pictures and sounds" in loss.sentence
    assert "sources of advice" in loss.sentence
    (again,) = PlainText().read(PlainText().write([question]).data).questions
    assert not same(question, again)
    assert same(
        dataclasses.replace(question, body=draft("single_choice").body, files={}, advice_sources=()), again
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 word",
        b"\x00\x01\x02\x03" * 100,
        b"x" * 300_000,
        b"Khong co cau nao",
        b"\n" * 600_000,
    ],
)
def test_what_is_no_such_file_is_refused(data: bytes) -> None:
    with pytest.raises(CannotRead):
        PlainText().read(data)
