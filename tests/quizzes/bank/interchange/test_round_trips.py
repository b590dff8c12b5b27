"""What leaves in a file comes back: all of it through Moodle XML and our own JSON, and through GIFT what it tells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quizzes.bank.interchange import CannotRead, Drafted, Format, Weight
from quizzes.bank.interchange.aiken import Aiken
from quizzes.bank.interchange.gift import Gift
from quizzes.bank.interchange.moodle_xml import MoodleXml
from quizzes.bank.interchange.own_json import OwnJson
from quizzes.kinds import KINDS
from tests.quizzes.bank.interchange.full_drafts import (
    BODIES,
    a_draft,
    a_full_draft,
    a_plain_choice,
    without_lines,
)

WHOLE = [OwnJson(), MoodleXml()]


def through(form: Format, *questions: Drafted) -> list[Drafted]:
    read = form.read(form.write(questions).data)
    assert not read.errors, read.errors
    return [without_lines(each) for each in read.questions]


def test_there_is_a_full_example_of_every_kind() -> None:
    assert set(BODIES) == {kind.name for kind in KINDS}


@pytest.mark.parametrize("form", WHOLE, ids=lambda form: form.name)
@pytest.mark.parametrize("kind", BODIES)
def test_a_question_with_everything_comes_back_whole(form: Format, kind: str) -> None:
    question = a_full_draft(kind)
    assert through(form, question) == [question]


@pytest.mark.parametrize("form", WHOLE, ids=lambda form: form.name)
def test_many_questions_of_all_kinds_come_back_in_their_order_and_topics(form: Format) -> None:
    questions = []
    for number, kind in enumerate([*BODIES, *BODIES]):
        topic = (f"Bài {number // 4}", "Phần") if number % 5 else ()
        questions.append(a_draft(kind, topic=topic, uid=f"Q{number}"))
    assert through(form, *questions) == questions


@pytest.mark.parametrize("form", WHOLE, ids=lambda form: form.name)
def test_reading_back_what_was_written_brings_up_no_doubt(form: Format) -> None:
    written = form.write([a_full_draft(kind) for kind in BODIES])
    assert [each for each in form.read(written.data).remarks if each.weight is not Weight.NOTE] == []


@pytest.mark.parametrize("form", [*WHOLE, Gift(), Aiken()], ids=lambda form: form.name)
def test_no_question_at_all_makes_a_file_of_none(form: Format) -> None:
    written = form.write([])
    assert not written.losses
    with pytest.raises(CannotRead):
        form.read(written.data)


@pytest.mark.parametrize("form", [Gift(), Aiken()], ids=lambda form: form.name)
def test_what_a_simple_format_can_say_comes_back_without_a_loss(form: Format) -> None:
    questions = [a_plain_choice(number) for number in range(1, 4)]
    assert not form.write(questions).losses
    assert through(form, *questions) == questions


@pytest.mark.parametrize("kind", BODIES)
def test_through_gift_comes_what_it_can_say_and_the_rest_is_told(kind: str) -> None:
    question = a_full_draft(kind)
    written = Gift().write([question])
    assert written.losses
    assert {each.line for each in written.losses} == {1}
    for again in through(Gift(), question) if written.data else []:
        assert again.uid == question.uid
        assert again.topic == question.topic
        assert again.tags == question.tags
        assert again.explanation == question.explanation
        assert again.body["stem"] == question.body["stem"]


def test_gift_tells_exactly_what_is_not_in_the_file() -> None:
    question = replace(a_plain_choice(), level="recall", place="Mục II")
    [loss] = Gift().write([a_plain_choice(2), question]).losses
    assert loss.line == 2
    assert "Câu hỏi số 1?" in loss.sentence
    [other] = Gift().write([replace(a_plain_choice(), level="recall")]).losses
    assert len(other.sentence) < len(loss.sentence)


def test_gift_leaves_out_situations_and_texts_with_several_gaps_and_says_so() -> None:
    written = Gift().write([a_draft("situation"), a_plain_choice(), a_draft("cloze")])
    assert [each.line for each in written.losses] == [1, 3]
    assert len(Gift().read(written.data).questions) == 1


def test_aiken_leaves_out_what_has_not_one_right_option_and_says_so() -> None:
    written = Aiken().write([a_draft(kind) for kind in BODIES])
    told = {each.line for each in written.losses}
    assert len(Aiken().read(written.data).questions) == 2
    assert told == set(range(1, len(BODIES) + 1))


def test_a_question_changed_in_moodle_is_taken_as_it_stands_there() -> None:
    data = MoodleXml().write([a_full_draft("single_choice")]).data
    changed = data.replace("Ai ký Kế hoạch?".encode(), "Ai đã ký Kế hoạch?".encode(), 1)
    assert changed != data
    read = MoodleXml().read(changed)
    [question] = read.questions
    assert question.body["stem"].startswith("Ai đã ký")
    assert question.level == "apply"
    assert question.citations == a_full_draft("single_choice").citations
    assert any(each.weight is Weight.DOUBT and "Ai đã ký" in each.sentence for each in read.remarks)


def test_what_moodle_drops_is_read_from_its_own_elements() -> None:
    """Moodle passes over our element, so a file that went through it has none."""
    data = MoodleXml().write([a_full_draft("single_choice")]).data.decode()
    start, end = data.index("<coreforces"), data.index("</coreforces>") + len("</coreforces>")
    [question] = MoodleXml().read((data[:start] + data[end:]).encode()).questions
    full = a_full_draft("single_choice")
    assert question.body["stem"] == full.body["stem"]
    assert question.body["media"] == full.body["media"]
    assert question.body["hints"] == full.body["hints"]
    assert [each["text"] for each in question.body["options"]] == [
        each["text"] for each in full.body["options"]
    ]
    assert (question.uid, question.tags, question.topic) == (full.uid, full.tags, full.topic)
    assert question.explanation == full.explanation
    assert question.points == full.points


def test_a_text_that_a_format_would_take_for_its_own_sign_spoils_no_file() -> None:
    body = {**BODIES["single_choice"], "stem": "ANSWER: A", "media": [], "hints": []}
    written = Aiken().write([a_draft(body=body), a_plain_choice()])
    assert [each.line for each in written.losses] == [1]
    assert len(Aiken().read(written.data).questions) == 1
    steps = {**BODIES["ordering"], "items": [{"id": each, "text": f"// {each}"} for each in "tsn"]}
    written = Gift().write([a_draft("ordering", body=steps), a_plain_choice()])
    assert [each.line for each in written.losses] == [1]
    assert [each.errors for each in [Gift().read(written.data)]] == [[]]


def test_signs_of_every_grammar_come_back_as_they_were() -> None:
    signs = "{a} = b ~ c # d : e \\ f <b>g</b> &lt; [[x]] ]]> -> %50% // [html] @@PLUGINFILE@@ “…” {1:SA:=x}"
    body = {
        "stem": f"{signs}\n\n{signs}\n{signs}",
        "options": [{"id": "a", "text": signs, "feedback": signs}, {"id": "b", "text": f"={signs}"}],
        "correct": "a",
    }
    question = a_draft(body=body, explanation=signs, tags=(signs[:60],))
    for form in (*WHOLE, Gift()):
        assert through(form, question) == [question], form.name
        assert not form.write([question]).losses


def test_a_situation_of_which_a_part_was_changed_or_taken_out_is_taken_as_it_stands() -> None:
    data = MoodleXml().write([a_full_draft("situation")]).data.decode()
    changed = data.replace(">Kể lại.<", ">Kể lại việc đó.<")
    assert changed != data
    read = MoodleXml().read(changed.encode())
    [question] = read.questions
    assert question.kind == "situation"
    assert [part["body"]["stem"] for part in question.body["parts"]] == [
        "Gọi ai trước?",
        "Kể lại việc đó.",
        "Ghép.",
    ]
    assert any(each.weight is Weight.DOUBT for each in read.remarks)
    start = data.index('<question type="essay">')
    end = data.index("</question>", start) + len("</question>")
    [shorter] = MoodleXml().read((data[:start] + data[end:]).encode()).questions
    assert [part["id"] for part in shorter.body["parts"]] == ["a", "c"]


def test_a_story_without_its_parts_is_told_and_left_out() -> None:
    data = MoodleXml().write([a_full_draft("situation"), a_plain_choice()]).data.decode()
    while '" part="' in data:
        at = data.index('" part="')
        start = data.rindex("<question ", 0, at)
        data = data[:start] + data[data.index("</question>", at) + len("</question>") :]
    read = MoodleXml().read(data.encode())
    assert [each.kind for each in read.questions] == ["single_choice"]
    assert any("Đêm mưa" in each.sentence for each in read.remarks if each.weight is Weight.DOUBT)
