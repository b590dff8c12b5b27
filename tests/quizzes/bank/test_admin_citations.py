"""What proves an answer is picked from the register, and what nobody has verified says so."""

from typing import Any

import make
import make_bank
import pytest
from admin_forms import errors_on, form_on
from django.test import Client
from django.urls import reverse

from law import api as law
from quizzes.bank.questions import Question

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(client: Client) -> Client:
    client.force_login(make.a_trainer())
    return client


def a_document(number: str, **fields: Any) -> law.LegalDocument:
    ref = f"R-{number or fields.get('title', 'x')}"
    document = law.LegalDocument(ref=ref, kind="Luật", number=number, **fields)
    document.tidy()
    document.save()
    return document


def cite(document: law.LegalDocument, **fields: Any) -> dict[str, Any]:
    return {
        "citations-TOTAL_FORMS": 1, "citations-INITIAL_FORMS": 0, "citations-0-document": document.pk,
        "citations-0-article": "13", "citations-0-clause": "2", "citations-0-point": "a",
        "citations-0-read_on": "01/07/2024", "citations-0-evidence": "A", "citations-0-paraphrase": "Tự nguyện.",
        "citations-0-source": "vanban.chinhphu.vn", **{f"citations-0-{key}": value for key, value in fields.items()},
    }  # fmt: skip


def add(trainer: Client, **changes: Any) -> Any:
    data = make_bank.sent_question(make_bank.a_topic(), "true_false", **changes)
    return trainer.post(reverse("wagtailsnippets_quizzes_question:add"), data)


def test_a_citation_is_stored_with_its_place_and_day(trainer: Client) -> None:
    law_30 = a_document("30/2023/QH15")
    answer = add(trainer, **cite(law_30))
    assert answer.status_code == 302, errors_on(answer.content)
    question = Question.objects.get()
    citation = question.citations.get()
    assert (citation.document, citation.path) == (law_30, "Điều 13/khoản 2/điểm a")
    assert citation.read_on.isoformat() == "2024-07-01"
    page = form_on(trainer.get(reverse("wagtailsnippets_quizzes_question:edit", args=[question.pk])).content)
    assert page["citations-0-article"] == "13"
    assert page["citations-0-document"] == str(law_30.pk)


def test_documents_that_nobody_has_verified_carry_their_mark_in_the_list(trainer: Client) -> None:
    a_document("30/2023/QH15")
    a_document("72/2025/QH15", verified_at=make.NOON)
    page = trainer.get(reverse("wagtailsnippets_quizzes_question:add") + "?kind=essay").content.decode()
    assert "Luật 30/2023/QH15 (chờ thẩm định)" in page
    assert "Luật 72/2025/QH15</option>" in page


def test_a_document_without_a_number_is_refused(trainer: Client) -> None:
    answer = add(trainer, **cite(a_document("", title="Luật chưa rõ số")))
    assert answer.status_code == 200
    assert "chưa có số hiệu" in answer.content.decode()
    assert not Question.objects.exists()


def test_a_section_of_another_document_is_refused(trainer: Client) -> None:
    plan, other = a_document("157-KH/TU"), a_document("30/2023/QH15")
    section = law.Provision.objects.create(document=plan, ref="II.5", order=1)
    answer = add(trainer, **cite(other, provision=section.pk))
    assert answer.status_code == 200
    assert "thuộc văn bản khác" in answer.content.decode()
    assert add(trainer, **cite(plan, provision=section.pk)).status_code == 302


def test_the_preview_marks_a_citation_that_awaits_review(trainer: Client) -> None:
    data = make_bank.sent_question(make_bank.a_topic(), "true_false", **cite(a_document("30/2023/QH15")))
    preview = reverse("wagtailsnippets_quizzes_question:preview_on_add")
    assert trainer.post(preview, data).json()["is_valid"]
    page = trainer.get(preview).content.decode()
    assert "30/2023/QH15" in page
    assert "chờ thẩm định" in page
