"""Moodle XML as Moodle exports it: every kind that we have, pictures, HTML, and what has no like here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quizzes.bank.interchange import Drafted, ReadFile, Weight
from quizzes.bank.interchange.moodle_xml import MoodleXml
from quizzes.bank.interchange.moodle_xml.tree import read_tree
from tests.quizzes.bank.interchange.form_drafts import in_english  # noqa: F401
from tests.quizzes.bank.interchange.full_drafts import BODIES, RED, a_full_draft, a_plain_choice

FILE = Path(__file__).parent / "files" / "ngan-hang.moodle.xml"


@pytest.fixture
def found() -> ReadFile:
    return MoodleXml().read(FILE.read_bytes())


def of(found: ReadFile, kind: str) -> Drafted:
    return next(each for each in found.questions if each.kind == kind)


def doubts(found: ReadFile) -> list[tuple[int, str]]:
    return [(each.line, each.sentence) for each in found.remarks if each.weight is Weight.DOUBT]


def question(kind: str, inside: str, *, stem: str = "Câu?") -> bytes:
    return (
        f'<quiz>\n<question type="{kind}"><name><text>Câu</text></name>'
        f'<questiontext format="html"><text><![CDATA[{stem}]]></text></questiontext>{inside}</question></quiz>'
    ).encode()


def test_every_kind_is_read_and_nothing_is_dropped_in_silence(found: ReadFile) -> None:
    assert found.errors == []
    assert [each.kind for each in found.questions] == [
        "single_choice", "multiple_choice", "true_false", "short_answer", "numerical", "matching", "ordering", "cloze",
        "essay",
    ]  # fmt: skip
    left_out = [sentence for _line, sentence in doubts(found) if "left out" in sentence]
    assert [name for name in ("description", "ddwtos", "calculated") if any(name in each for each in left_out)] == [
        "description", "ddwtos", "calculated",
    ]  # fmt: skip


def test_lines_are_those_of_the_file(found: ReadFile) -> None:
    lines = FILE.read_text(encoding="utf-8").split("\n")
    for each in found.questions:
        assert "<question type=" in lines[each.line - 1]
    for line, _sentence in doubts(found):
        assert "<question type=" in lines[line - 1]


def test_a_picture_comes_with_the_question_and_its_words(found: ReadFile) -> None:
    question = of(found, "single_choice")
    [media] = question.body["media"]
    assert media["alt"] == "Biển tròn viền đỏ"
    assert (media["type"], media["width"], media["height"]) == ("image/png", 12, 8)
    assert question.files == {media["file"]: RED}


def test_what_stands_beside_a_question_is_read(found: ReadFile) -> None:
    question = of(found, "single_choice")
    assert question.body["stem"] == "Biển trong hình báo điều gì?"
    assert (question.uid, question.points, question.tags) == ("BB-01", 2, ("giao thông",))
    assert question.topic == ("An ninh cơ sở", "Bài 1")
    assert question.explanation == "Biển cấm có viền đỏ."
    assert question.body["hints"] == ["Nhìn màu viền."]
    assert question.body["options"][0] == {"id": "a", "text": "Cấm", "pinned": False, "feedback": "Đúng."}


def test_texts_keep_their_lines_and_raised_numbers(found: ReadFile) -> None:
    assert of(found, "multiple_choice").body["stem"] == "Việc nào của tổ?\nChọn mọi việc đúng."
    assert of(found, "true_false").body["stem"] == "Diện tích 12 km² < 1 ha."
    assert of(found, "essay").body["stem"] == "– Kể việc\n– Nêu bài học"


def test_a_scoring_that_we_do_not_have_is_a_doubt(found: ReadFile) -> None:
    question = of(found, "multiple_choice")
    assert question.body["scoring"] == "shares"
    assert question.body["shuffle_options"] is False
    assert any(line == question.line for line, _sentence in doubts(found))


def test_short_answers_have_case_wildcards_and_feedback(found: ReadFile) -> None:
    body = of(found, "short_answer").body
    assert body["accepted"] == ["114", "số * 114"]
    assert body["wildcards"] is True
    assert "casefold" not in body["normalise"]
    assert {each["text"]: each["feedback"] for each in body["feedback"]} == {"114": "Đúng", "*": "Xem lại"}


def test_numbers_have_tolerance_shares_and_one_unit(found: ReadFile) -> None:
    question = of(found, "numerical")
    assert [(each["value"], each["tolerance"], each["share"]) for each in question.body["accepted"]] == [
        ("4.5", "0.5", "1"),
        ("4", "2", "0.5"),
    ]
    assert question.body["unit"] == "kg"
    assert any(line == question.line and "“g”" in sentence for line, sentence in doubts(found))


def test_pairs_may_leave_a_right_side_over(found: ReadFile) -> None:
    body = of(found, "matching").body
    assert [each["text"] for each in body["right"]] == ["113", "114", "115"]
    assert body["correct"] == {"L1": "R1", "L2": "R2"}


def test_gaps_are_read_from_the_text(found: ReadFile) -> None:
    question = of(found, "cloze")
    assert question.body["stem"].startswith(
        "Gọi [[1]] khi cháy, [[2]] điện trước, chờ tối đa [[3]] phút. Dấu { này"
    )
    assert [(gap["kind"], gap["points"]) for gap in question.body["gaps"]] == [
        ("short_answer", "2"),
        ("single_choice", "1"),
        ("numerical", "1"),
    ]
    assert question.points == 4
    assert question.body["gaps"][1]["body"]["options"][0]["feedback"] == "Phải"


def test_an_essay_has_its_limits_and_what_markers_look_for(found: ReadFile) -> None:
    body = of(found, "essay").body
    assert (body["least_words"], body["most_words"], body["uploads"]) == (50, 300, 1)
    assert body["model_answer"] == "Cần nêu rõ việc."


@pytest.mark.parametrize(
    ("stem", "told"),
    [
        ('<img src="@@PLUGINFILE@@/mat.png" alt="x">', "mat.png"),
        ('<img src="https://vi.du/anh.png" alt="x">', "https://vi.du/anh.png"),
        ('<img src="data:image/png;base64,AAAA" alt="x">', "data:"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "table"),
        ("x<sup>th</sup>", "Raised"),
        ("$$x^2$$", "TeX"),
        ('<iframe src="https://vi.du"></iframe>', "film"),
    ],
)
def test_what_cannot_be_shown_is_told_with_its_line(stem: str, told: str) -> None:
    read = MoodleXml().read(
        question("shortanswer", '<answer fraction="100"><text>a</text></answer>', stem=f"Xem {stem}")
    )
    assert len(read.questions) == 1
    assert [(line, told in sentence) for line, sentence in doubts(read)] == [(2, True)]


def test_a_picture_without_words_is_a_doubt() -> None:
    text = FILE.read_text(encoding="utf-8").replace('alt="Biển tròn viền đỏ"', "")
    read = MoodleXml().read(text.encode())
    assert read.questions[0].body["media"][0]["alt"]
    assert any("has no words" in sentence for _line, sentence in doubts(read))


@pytest.mark.parametrize(
    "inside",
    [
        "{1:MULTIRESPONSE:=a~=b~c}",
        "{1:SHORTANSWER:=a",
        "{1:NUMERICAL:=mười}",
        "{1:MULTICHOICE:a~b}",
        "không có chỗ trống",
    ],
)
def test_a_text_with_gaps_that_cannot_be_asked_is_left_out_and_told(inside: str) -> None:
    read = MoodleXml().read(question("cloze", "", stem=f"Điền {inside} vào."))
    assert read.questions == []
    assert [line for line, _sentence in doubts(read)] == [2]


def test_old_true_false_files_have_the_words_of_their_language() -> None:
    answers = (
        '<answer fraction="0"><text>Đúng</text></answer><answer fraction="100"><text>Sai</text></answer>'
    )
    [read] = MoodleXml().read(question("truefalse", answers)).questions
    assert read.body["correct"] == "false"


def test_a_file_in_utf_16_is_read() -> None:
    text = FILE.read_text(encoding="utf-8").replace('encoding="UTF-8"', 'encoding="UTF-16"')
    assert len(MoodleXml().read(text.encode("utf-16")).questions) == 9


def test_marks_of_moodle_are_laid_out_as_moodle_reads_them() -> None:
    """What Moodle's importer looks for, element by element."""

    root = read_tree(MoodleXml().write([a_full_draft(kind) for kind in BODIES]).data)
    kinds: dict[str, Any] = {}
    for each in root.children:
        kinds.setdefault(each.attributes["type"], each)
    assert set(kinds) == {
        "category", "multichoice", "truefalse", "matching", "ordering", "shortanswer", "numerical", "cloze", "essay",
        "description",
    }  # fmt: skip
    assert kinds["category"].child("category").child("text").text == "$course$/top/Bài 1/Mục a//b"
    assert [each.attributes["fraction"] for each in kinds["multichoice"].all("answer")] == ["100", "0", "0"]
    assert "{1:SHORTANSWER:=dân \\~ thôn~=nhân dân~xã#Không \\} phải}" in kinds["cloze"].text_of(
        "questiontext"
    )
    assert "{3:MULTICHOICE_S:=có~không}" in kinds["cloze"].text_of("questiontext")
    for each in kinds.values():
        if each.attributes["type"] != "category":
            assert each.child("name").child("text").text


@pytest.mark.parametrize("title", ["/", "// không phải chú thích", "a/", "/b", "a//b", "a / b"])
def test_a_title_with_strokes_anywhere_comes_back(title: str) -> None:
    """Moodle doubles strokes in titles, and so cannot tell some of them from the strokes between titles."""
    questions = [replace(a_full_draft(kind), topic=("Bài 1", title)) for kind in BODIES]
    plain = [replace(a_plain_choice(number), topic=("Bài 1", title)) for number in range(2)]
    found = MoodleXml().read(MoodleXml().write([*questions, *plain]).data)
    assert [replace(each, line=0) for each in found.questions] == [*questions, *plain]


def test_a_question_that_was_moved_to_another_category_keeps_its_settings_and_follows() -> None:
    question = a_full_draft("matching")
    data = MoodleXml().write([question]).data
    moved = data.replace(b"$course$/top/", "$course$/top/Kỳ sau/".encode())
    assert moved != data
    found = MoodleXml().read(moved)
    [again] = found.questions
    assert again.topic == ("Kỳ sau", *question.topic)
    assert replace(again, topic=question.topic, line=0) == replace(question, line=0)
    assert not [each for each in found.remarks if each.weight is Weight.DOUBT]
