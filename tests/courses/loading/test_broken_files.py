"""A broken file is refused whole, with the place of each fault; what looks odd is told."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from make_loading import LEGAL, PLAN, Changed, get, load, question, refused, spoil

from law import api as law

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("register")]


@pytest.mark.parametrize(
    ("file", "path", "value", "told"),
    [
        (PLAN, "lessons.2.questions.4.correct", ..., "$.lessons[2].questions[4].correct"),
        (PLAN, "lessons.0.title", ..., "$.lessons[0].title"),
        (PLAN, "lessons.0.body.0.kind", "poem", "$.lessons[0].body[0].kind"),
        (PLAN, "lessons.0.body.0.colour", "red", "$.lessons[0].body[0].colour"),
        (PLAN, "course.estimated_minutes", "110", "$.course.estimated_minutes"),
        (PLAN, "course.final_test.questions", 21, "$.course.final_test.questions"),
        (PLAN, "course.final_test.level_mix.recall", "ít thôi", "$.course.final_test.level_mix.recall"),
        (PLAN, "course.final_test.level_mix.recall", "≥90%", "$.course.final_test"),
        (PLAN, "course.final_test.draw.0.lesson", "KH157-B9", "$.course.final_test.draw[0].lesson"),
        (PLAN, "lessons.1.id", "KH157-B1", "$.lessons[1].id"),
        (PLAN, "lessons.0.questions.1.id", "B1-Q01", "$.lessons[0].questions[1].id"),
        (
            PLAN,
            "lessons.0.questions.0.seed_refs.0.quote",
            "lời không có",
            "$.lessons[0].questions[0].seed_refs[0].quote",
        ),
        (
            PLAN,
            "lessons.0.questions.0.seed_refs.0.section",
            "IX.9",
            "$.lessons[0].questions[0].seed_refs[0].section",
        ),
        (PLAN, "lessons.0.questions.0.seed_refs", [], "$.lessons[0].questions[0].seed_refs"),
        (PLAN, "generated", "hôm qua", "$.generated"),
        (PLAN, "schema", "plan157-course/9.9", "$.schema"),
        (
            LEGAL,
            "lessons.0.questions.0.citations.0.ref",
            "L-KHONG-CO",
            "$.lessons[0].questions[0].citations[0].ref",
        ),
        (LEGAL, "glossary.0.citation.ref", "ND-THON", "$.glossary[0].citation.ref"),
        (LEGAL, "lessons.0.body.0.citation.as_of", "2023-13-01", "$.lessons[0].body[0].citation.as_of"),
        (LEGAL, "lessons.0.questions.0.provision", "Điều 1", "provision"),
        (LEGAL, "lessons.0.questions.0.points", 0, "$.lessons[0].questions[0].points"),
        (PLAN, "lessons.0.title", "Bài " + "x" * 300, "$.lessons[0].title"),
        (PLAN, "schema", {}, "$.schema"),
        (LEGAL, "glossary.0.citation.article", "1" * 60, "$.glossary[0].citation.article"),
    ],
)
def test_a_broken_file_is_refused_whole_with_the_path_of_its_fault(
    changed: Changed, file: Path, path: str, value: Any, told: str
) -> None:
    assert told in refused(changed(file, spoil(path, value)))


def test_every_fault_of_a_file_is_told(changed: Changed) -> None:
    def spoil_much(content: dict[str, Any]) -> None:
        del content["lessons"][0]["questions"][0]["correct"]
        del content["lessons"][5]["questions"][2]["correct"]

    told = refused(changed(PLAN, spoil_much))
    assert "$.lessons[0].questions[0].correct" in told
    assert "$.lessons[5].questions[2].correct" in told


@pytest.mark.parametrize(
    "text",
    [
        "{",
        '{"schema": 1, "schema": 2}',
        "[]",
        "\ufeff{}",
        "[" * 200_000,
        '{"schema": ' + "[" * 500 + "]" * 500 + "}",
        '{"schema": ' + "1" * 5000 + "}",
    ],
    ids=["cut off", "key twice", "no object", "empty", "too deep", "deep", "long number"],
)
def test_what_is_no_course_file_at_all_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "course.json"
    file.write_text(text, encoding="utf-8")
    assert "chưa nạp gì" in refused(file)


def test_the_register_must_be_there_first() -> None:
    law.Amendment.objects.all().delete()
    law.LegalDocument.objects.all().delete()
    with pytest.raises(CommandError, match="load_law"):
        load(PLAN)
    with pytest.raises(CommandError, match="load_law"):
        load(LEGAL)


def test_text_in_decomposed_unicode_is_stored_composed(tmp_path: Path) -> None:
    import unicodedata

    file = tmp_path / PLAN.name
    file.write_text(unicodedata.normalize("NFD", PLAN.read_text(encoding="utf-8")), encoding="utf-8")
    load(file)
    assert unicodedata.is_normalized("NFC", get("KH157").title)
    assert unicodedata.is_normalized("NFC", question("KH157/B1-Q01").stem)


def test_an_explanation_that_names_an_option_by_its_letter_is_told_of(changed: Changed) -> None:
    file = changed(
        PLAN, spoil("lessons.0.questions.0.explanation", "Phương án d là đúng vì mục mở đầu ghi như vậy.")
    )
    err = StringIO()
    call_command("load_course", str(file), stdout=StringIO(), stderr=err)
    assert "$.lessons[0].questions[0].explanation" in err.getvalue()


def test_the_command_says_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("load_course", "--help")
    told = capsys.readouterr().out
    assert "--unreviewed" in told
    assert "--replace" in told
    assert "JSON path" in told


def test_the_longest_texts_that_a_file_may_have_are_those_that_the_columns_take(changed: Changed) -> None:
    def fill(content: dict[str, Any]) -> None:
        citation = content["glossary"][0]["citation"]
        citation.update(
            article="1" * 20, clause="2" * 40, point="3" * 20, evidence="A" * 10, source="x" * 400
        )
        content["glossary"][0]["term"] = "x" * 200
        lesson = content["lessons"][0]
        lesson["title"] = "x" * 255
        lesson["questions"][0]["citations"][0].update(article="1" * 20, clause="2" * 40, source="x" * 400)
        lesson["questions"][0]["points"] = 9999.99
        longest = {"kind": 40, "number": 40, "title": 500, "effective": 200, "status_in_register": 400,
                   "evidence_level": 120, "publish_rule": 400, "used_for": 300, "role": 300}  # fmt: skip
        content["sources"][0].update({name: "x" * length for name, length in longest.items()})
        content["course"]["estimated_minutes"] = 1_000_000

    assert "thêm" in load(changed(LEGAL, fill))


def test_a_text_of_the_plan_in_another_encoding_is_refused_with_a_sentence(changed: Changed) -> None:
    file = changed(PLAN, lambda content: None)
    name = Path(json.loads(file.read_text(encoding="utf-8"))["source"]["text_file"]).name
    file.with_name(name).write_bytes("Kế hoạch".encode("utf-16"))
    assert "UTF-8" in refused(file)
