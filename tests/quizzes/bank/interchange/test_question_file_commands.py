"""`import_questions` and `export_questions`: what they print, what they store, how they end."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from make_quizzes import a_topic

from quizzes import api as quizzes
from quizzes.bank.interchange import FORMATS, formats_of_file
from tests.quizzes.bank.interchange.full_drafts import BODIES, a_full_draft, a_plain_choice

pytestmark = pytest.mark.django_db

FILES = Path(__file__).parent / "files"


@pytest.fixture
def topic() -> quizzes.Topic:
    return a_topic("Kho câu hỏi")


def run(name: str, *args: str) -> str:
    out = io.StringIO()
    call_command(name, *args, stdout=out)
    return out.getvalue()


def report(*args: str) -> dict[str, Any]:
    return json.loads(run("import_questions", *args, "--report", "json"))


def test_a_file_is_stored_and_reported(topic: quizzes.Topic) -> None:
    told = report(str(FILES / "ngan-hang.gift.txt"), "--format", "gift", "--topic", topic.uid)
    assert told["stored"] == quizzes.Question.objects.count() == 11
    assert told["counts"]["single_choice"] == 3
    assert told["errors"] == []
    assert [each["line"] for each in told["warnings"]] == [8, 26, 35, 45, 51]
    assert {"line", "sentence"} == set(told["warnings"][0])
    assert quizzes.Topic.objects.filter(title="Nhiệm vụ", parent__parent=topic).exists()


def test_a_dry_run_says_the_same_and_stores_nothing(topic: quizzes.Topic) -> None:
    told = report(str(FILES / "ngan-hang.moodle.xml"), "--topic", topic.uid, "--dry-run")
    assert (told["format"], told["stored"], sum(told["counts"].values())) == ("moodle_xml", 0, 9)
    assert not quizzes.Question.objects.exists()
    assert quizzes.Topic.objects.count() == 1


def test_with_a_mistake_nothing_is_stored_and_the_command_fails(topic: quizzes.Topic, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Câu một{=a}\n\nCâu hai{=b\n", encoding="utf-8")
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command(
            "import_questions",
            str(path),
            "--format",
            "gift",
            "--topic",
            topic.uid,
            "--report",
            "json",
            stdout=out,
        )
    told = json.loads(out.getvalue())
    assert [each["line"] for each in told["errors"]] == [3]
    assert told["stored"] == 0
    assert not quizzes.Question.objects.exists()


@pytest.mark.parametrize(
    "args",
    [
        ("no-such-file.txt", "--topic", "TOPIC", "--format", "gift"),
        (str(FILES / "on-tap.aiken.txt"), "--topic", "no-such-topic"),
        (str(FILES / "on-tap.aiken.txt"), "--topic", "TOPIC", "--format", "moodle_xml"),
        (__file__.replace("test_question_file_commands.py", "__nothing__"), "--topic", "TOPIC"),
    ],
)
def test_what_cannot_be_done_fails_with_a_sentence(args: tuple[str, ...], topic: quizzes.Topic) -> None:
    with pytest.raises(CommandError) as failure:
        run("import_questions", *(each.replace("TOPIC", topic.uid) for each in args))
    assert str(failure.value)
    assert not quizzes.Question.objects.exists()


@pytest.mark.parametrize("name", ["moodle_xml", "json"])
def test_what_was_exported_is_imported_whole(name: str, topic: quizzes.Topic, tmp_path: Path) -> None:
    source = tmp_path / "source.json"
    form = next(each for each in FORMATS if each.name == "json")
    source.write_bytes(form.write([a_full_draft(kind) for kind in BODIES]).data)
    run("import_questions", str(source), "--topic", topic.uid)
    path = tmp_path / "out"
    told = run("export_questions", "--topic", topic.uid, "--format", name, "--output", str(path))
    assert f"Số câu hỏi: {len(BODIES)}." in told
    other = a_topic("Kho khác")
    run("import_questions", str(path), "--format", name, "--topic", other.uid)
    ours = quizzes.Question.objects.filter(topic__tree_path__startswith=topic.tree_path).order_by("kind")
    theirs = quizzes.Question.objects.filter(topic__tree_path__startswith=other.tree_path).order_by("kind")
    written = ("kind", "body", "stem", "explanation", "points", "level", "place", "practice_only")
    assert list(ours.values(*written)) == list(theirs.values(*written))


def test_export_tells_what_the_format_cannot_hold(topic: quizzes.Topic, tmp_path: Path) -> None:
    run("import_questions", str(FILES / "ngan-hang.moodle.xml"), "--topic", topic.uid)
    path = tmp_path / "out.txt"
    told = run("export_questions", "--topic", topic.uid, "--format", "aiken", "--output", str(path))
    assert "Số câu hỏi: 9." in told
    assert len(told.splitlines()) > 5
    assert path.read_text(encoding="utf-8").count("ANSWER:") == 2


@pytest.mark.parametrize(
    ("name", "form"),
    [("ngan-hang.gift.txt", "gift"), ("on-tap.aiken.txt", "aiken"), ("ngan-hang.moodle.xml", "moodle_xml")],
)
def test_the_format_of_a_file_is_guessed_by_its_content(name: str, form: str) -> None:
    data = (FILES / name).read_bytes()
    assert formats_of_file(data, name)[0].name == form
    assert formats_of_file(data, "khong-ro")[0].name == form


@pytest.mark.parametrize("form", ["moodle_xml", "json", "gift", "aiken"])
def test_what_a_format_writes_is_guessed_to_be_that_format(form: str) -> None:
    written = next(each for each in FORMATS if each.name == form).write([a_plain_choice()])
    assert formats_of_file(written.data, "tep")[0].name == form


def test_nothing_is_guessed_of_a_file_of_no_kind() -> None:
    assert formats_of_file(bytes(range(256)) * 10, "anh.bin") == []
    assert formats_of_file(b"", "") == []
