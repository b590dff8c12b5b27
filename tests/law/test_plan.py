"""The plan's own text: sections, corrected reading, quotations."""

import json
from pathlib import Path

import make_quizzes
import pytest
from django.core.management import CommandError, call_command
from make_law import the_plan, the_register

from law import api as law
from law.plan_text import PlanRefused, read_plan
from law.plans import ERRATA_FILE, PLAN_FILE, shipped_errata
from quizzes.bank.questions import QuestionCitation

SECTIONS = {
    "HEADER", "TITLE", "PREAMBLE", "I.1", "I.2", "I.3", "II.1", "II.1.h", "II.1.g1", "II.1.g2", "II.2.h", "II.2.g1",
    "II.2.g2", "II.3.h", "II.3.g1", "II.3.g2", "II.3.g3", "II.4.h", "II.4.g1", "II.4.g2", "II.4.g3", "II.5", "II.5.h",
    "II.5.g1", "II.5.g2", "II.6.h", "II.6.g1", "II.6.g2", "II.7", "II.7.h", "III.1", "III.2", "III.3", "NOI_NHAN", "KY",
}  # fmt: skip


def text() -> str:
    return PLAN_FILE.read_text(encoding="utf-8")


def test_the_plan_has_its_sections_in_order() -> None:
    found = [section.ref for section in read_plan(text(), shipped_errata())]
    assert set(found) >= SECTIONS
    assert len(found) == len(set(found))
    assert found.index("II.5.g2") < found.index("II.6.h") < found.index("KY")


def test_the_corrected_reading_has_no_error_of_the_copy_left() -> None:
    words = "\n".join(section.text for section in read_plan(text(), shipped_errata()))
    assert "thể trận" not in words
    assert words.count("thế trận lòng dân") == 2
    assert "Phấn đấu đến năm 2020" in words
    assert "các tầng lớp nhân dân nghiêm chỉnh chấp hành" in words
    assert "gắn bó mật thiết" in words
    assert not any(mark in words for mark in ("*", "#", "<sup>", "\\"))


def test_the_copy_itself_is_kept_as_it_was_read() -> None:
    words = "\n".join(section.text_source for section in read_plan(text(), shipped_errata()))
    assert words.count("thể trận") == 6
    assert "Phân đấu đến năm 2020" in words
    assert "CVTH<sup>Đô</sup>" in words


def test_an_erratum_that_is_not_in_its_section_is_refused() -> None:
    wrong = law.ReadingError("I.1", "không có trong văn bản", "gì đó", "thử")
    with pytest.raises(PlanRefused, match="không có trong văn bản"):
        read_plan(text(), [wrong])


def test_another_text_is_refused() -> None:
    with pytest.raises(PlanRefused):
        read_plan("Chỉ một dòng.", [])


@pytest.mark.django_db
def test_the_sections_are_stored_with_their_errata_once() -> None:
    plan = the_plan()
    before = (
        list(plan.provisions.values()),
        list(plan.errata.values()),
        law.RegisterState.objects.get().number,
    )
    call_command("load_plan", verbosity=0)
    assert (
        list(plan.provisions.values()),
        list(plan.errata.values()),
        law.RegisterState.objects.get().number,
    ) == before
    assert plan.issuer == "Ban Thường vụ Tỉnh ủy Hưng Yên"
    assert plan.errata.count() == len(json.loads(ERRATA_FILE.read_text(encoding="utf-8"))) == 7


@pytest.mark.django_db
def test_the_same_register_file_after_the_plan_still_changes_nothing() -> None:
    the_plan()
    assert not the_register().anything


@pytest.mark.django_db
def test_a_plan_that_is_no_utf8_is_named(tmp_path: Path) -> None:
    the_register()
    file = tmp_path / "ke-hoach.md"
    file.write_bytes(text().encode("utf-16"))
    with pytest.raises(CommandError, match=r"ke-hoach\.md.*UTF-8"):
        call_command("load_plan", str(file))


@pytest.mark.django_db
def test_a_text_without_a_section_that_is_cited_is_refused_with_its_name(tmp_path: Path) -> None:
    the_plan()
    cited = law.Provision.objects.get(ref="II.5.g2")
    question = make_quizzes.a_question()
    QuestionCitation.objects.create(question=question, document=cited.document, provision=cited)
    file, errata = tmp_path / "ke-hoach.md", tmp_path / "errata.json"
    gone = cited.text_source.splitlines()[0]
    file.write_text("\n".join(each for each in text().splitlines() if each.strip() != gone.strip()))
    errata.write_text("[]")
    with pytest.raises(CommandError, match=r"II\.5\.g2"):
        call_command("load_plan", str(file), "--errata", str(errata))
    assert law.Provision.objects.filter(ref="II.5.g2").exists()


@pytest.mark.django_db
def test_without_the_register_the_command_says_what_comes_first() -> None:
    with pytest.raises(CommandError, match="load_law"):
        call_command("load_plan")
