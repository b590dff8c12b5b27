"""The register in the admin: who may change it, what a change means, how a row is verified."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from make import NOON, a_person, a_province, a_trainer, an_administrator
from make_law import a_document, the_register
from wagtail.models import Revision

from jobs import api as jobs
from law import api as law
from law.services import CannotVerify
from people import api as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> people.User:
    return an_administrator(a_province(), role=people.Role.PROVINCIAL_ADMINISTRATOR)


@pytest.fixture
def admin(client: Client, administrator: people.User) -> Client:
    client.force_login(administrator)
    return client


def url(name: str, *args: object) -> str:
    return reverse(law.LegalDocument.snippet_viewset.get_url_name(name), args=args)


def state() -> int:
    return law.RegisterState.objects.get(pk=1).number


def fields(document: law.LegalDocument, **changes: object) -> dict[str, object]:
    names = ["ref", "kind", "number", "title", "issuer", "issued_note", "issued_evidence", "effective_note", "effective_evidence",
             "status", "status_note", "amended_note", "evidence", "evidence_note", "sources", "publish_rule", "publish_note"]  # fmt: skip
    return {**{name: getattr(document, name) for name in names}, **changes}


def test_the_list_finds_without_marks_and_filters(admin: Client) -> None:
    the_register()
    html = admin.get(url("list"), {"q": "hoa giai"}).content.decode()
    assert "35/2013/QH13" in html
    assert "25/2018/QH14" not in html
    assert "13/2022/QH15" in admin.get(url("list"), {"status": "believed_in_force"}).content.decode()
    assert "35/2013/QH13" not in admin.get(url("list"), {"verified": "true"}).content.decode()


@pytest.mark.parametrize(("verified", "word"), [("true", "Có"), ("false", "Không")])
def test_a_filter_in_force_is_told_in_words(admin: Client, verified: str, word: str) -> None:
    a_document(number="7/2023/QH15")
    page = admin.get(url("list"), {"verified": verified}).content.decode()
    told = re.sub(r"<[^>]+>|\s+", " ", page[page.index("w-active-filters") :].split("</ul>")[0])
    assert word in told.split()
    assert not {"True", "False"} & set(told.split())


def test_a_row_is_made_by_hand_tidied_and_found(admin: Client) -> None:
    blank = law.LegalDocument(
        ref="l-moi", kind="luật", number="9/2024/QH15", title="Luật  mới", status="not_checked"
    )
    answer = admin.post(url("add"), fields(blank))
    assert answer.status_code == 302
    made = law.LegalDocument.objects.get(ref="L-MOI")
    assert made.title == "Luật mới"
    assert "luat moi" in made.search_folded
    assert state() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [({"number": "30-2023"}, "number"), ({"issued": "2022-01-01"}, "issued"), ({"ref": "khóa lạ"}, "ref")],
)
def test_an_unsound_row_is_refused(admin: Client, change: dict[str, str], field: str) -> None:
    document = a_document(number="30/2023/QH15")
    answer = admin.post(url("edit", document.pk), fields(document, **change))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors


def test_a_change_by_hand_counts_as_a_change_of_the_register(admin: Client) -> None:
    document = a_document()
    admin.post(url("edit", document.pk), fields(document, title="Tên mới"))
    document.refresh_from_db()
    assert document.title == "Tên mới"
    assert state() == 1


def test_a_verified_row_that_is_changed_awaits_a_new_check(admin: Client, administrator: people.User) -> None:
    document = law.verify(a_document(), by=administrator, at=NOON, source="Công báo", read_on=NOON.date())
    admin.post(url("edit", document.pk), fields(document, title="Tên mới"))
    document.refresh_from_db()
    assert document.title == "Tên mới"
    assert not document.is_verified
    assert jobs.AuditEntry.objects.filter(action="law.unverified", by=administrator).count() == 1


def test_the_next_review_may_be_set_without_ending_the_verification(
    admin: Client, administrator: people.User
) -> None:
    document = law.verify(a_document(), by=administrator, at=NOON, source="Công báo", read_on=NOON.date())
    admin.post(url("edit", document.pk), fields(document, next_review_at="2027-01-01"))
    document.refresh_from_db()
    assert document.is_verified
    assert document.next_review_at is not None


def test_a_person_verifies_a_row_with_source_and_day(admin: Client, administrator: people.User) -> None:
    document = a_document()
    assert admin.get(url("verify", document.pk)).status_code == 200
    today = timezone.localdate()
    answer = admin.post(
        url("verify", document.pk),
        {
            "official_url": "https://congbao.chinhphu.vn/1",
            "source": "Công báo số 43",
            "read_on": today.isoformat(),
            "compared": "on",
        },
    )
    assert answer.status_code == 302
    document.refresh_from_db()
    assert (document.verified_by, document.verified_source) == (administrator, "Công báo số 43")
    assert document.verified_read_on == today
    entry = jobs.AuditEntry.objects.get(action="law.verified")
    assert (entry.by, entry.details["ref"]) == (administrator, document.ref)
    assert state() == 1


def test_verification_needs_a_source_a_day_and_the_comparison(admin: Client) -> None:
    document = a_document()
    later = (timezone.localdate() + timedelta(days=2)).isoformat()
    assert admin.post(url("verify", document.pk), {"source": "", "read_on": later}).status_code == 200
    assert (
        admin.post(
            url("verify", document.pk), {"source": "x", "read_on": later, "compared": "on"}
        ).status_code
        == 200
    )
    document.refresh_from_db()
    assert not document.is_verified


def test_a_verification_is_withdrawn_with_a_reason(admin: Client, administrator: people.User) -> None:
    document = law.verify(a_document(), by=administrator, at=NOON, source="Công báo", read_on=NOON.date())
    assert admin.get(url("edit", document.pk)).status_code == 200
    admin.post(url("withdraw", document.pk), {"reason": ""})
    document.refresh_from_db()
    assert document.is_verified
    admin.post(url("withdraw", document.pk), {"reason": "Có luật mới"})
    document.refresh_from_db()
    assert not document.is_verified
    assert jobs.AuditEntry.objects.get(action="law.unverified").details["reason"] == "Có luật mới"


def test_a_row_without_a_number_cannot_be_verified(administrator: people.User) -> None:
    with pytest.raises(CannotVerify):
        law.verify(a_document(number=""), by=administrator, at=NOON, source="x", read_on=NOON.date())


def test_a_trainer_reads_the_register_and_changes_nothing(client: Client) -> None:
    document = a_document()
    client.force_login(a_trainer())
    assert client.get(url("list")).status_code == 200
    assert client.get(url("edit", document.pk)).status_code in {302, 403}
    assert client.post(url("verify", document.pk), {"source": "x"}).status_code in {302, 403}
    document.refresh_from_db()
    assert not document.is_verified


def test_a_learner_is_kept_out(client: Client) -> None:
    client.force_login(a_person())
    assert client.get(url("verify", a_document().pk)).status_code in {302, 403}


def test_no_row_is_ever_deleted(admin: Client) -> None:
    document = a_document()
    people.User.objects.filter(pk=admin.session["_auth_user_id"]).update(is_superuser=True)
    admin.post(url("delete", document.pk))
    assert law.LegalDocument.objects.filter(pk=document.pk).exists()


def test_an_earlier_revision_does_not_bring_a_verification_back(administrator: people.User) -> None:
    document = law.verify(a_document(), by=administrator, at=NOON, source="Công báo", read_on=NOON.date())
    revision = document.save_revision()
    law.withdraw_verification(document, by=administrator, at=NOON, reason="Có luật mới")
    assert not Revision.objects.get(pk=revision.pk).as_object().is_verified


def test_the_list_says_in_words_on_which_day_a_row_was_verified(admin: Client) -> None:
    document = a_document()
    page = admin.get(url("list")).content.decode()
    assert "chưa" in page
    assert "False" not in page
    law.verify(document, by=a_person(), at=NOON, source="Công báo", read_on=NOON.date())
    page = admin.get(url("list")).content.decode()
    assert f"{NOON:%d/%m/%Y}" in page
    assert "True" not in page


def test_the_row_says_whether_it_is_verified_and_leads_to_it(
    admin: Client, administrator: people.User
) -> None:
    document = a_document(number="7/2023/QH15")
    page = admin.get(url("edit", document.pk)).content.decode()
    assert "Chưa ai đối chiếu dòng này" in page
    assert f'href="{url("verify", document.pk)}"' in page
    law.verify(document, by=administrator, at=NOON, source="Công báo số 1", read_on=NOON.date())
    page = admin.get(url("edit", document.pk)).content.decode()
    assert "Nguồn chính thức mở ngày 24/11/2026: Công báo số 1" in page
    assert administrator.full_name in page
    assert "Chưa ai đối chiếu" not in page


def test_what_is_to_be_compared_stands_on_the_page_that_asks_for_it(admin: Client) -> None:
    document = a_document(
        number="7/2023/QH15", title="Luật Thử", issued=NOON.date(), status="believed_in_force"
    )
    page = admin.get(url("verify", document.pk)).content.decode()
    for words in ("7/2023/QH15", "Luật Thử", "24/11/2026", "được cho là còn hiệu lực"):
        assert words in page
    # The browser would say what is missing in a language of its own.
    assert "novalidate" in page


def test_a_document_is_chosen_by_its_title_and_says_whether_it_is_verified(
    admin: Client, administrator: people.User
) -> None:
    verified, _other, stub = (
        a_document(number="7/2023/QH15", title="Luật Thứ nhất"),
        a_document(number="8/2023/QH15", title="Luật Thứ hai"),
        a_document(number="", title="Luật Thứ ba"),
    )
    law.verify(verified, by=administrator, at=NOON, source="Công báo số 1", read_on=NOON.date())
    page = admin.get(reverse("wagtailsnippetchoosers_law_legaldocument:choose_results")).content.decode()
    rows = {
        row.split("Luật Thứ ")[1].split("<")[0].strip(): row for row in page.split("<tr") if "Luật Thứ" in row
    }
    for key, number in (("nhất", "7/2023/QH15"), ("hai", "8/2023/QH15")):
        assert number in rows[key]
        assert "data-chooser-modal-choice" in rows[key]
    assert "đã thẩm định" in rows["nhất"]
    assert "chờ thẩm định" in rows["hai"]
    assert "chưa viện dẫn được" in rows["ba"]
    assert stub.number == ""


def test_lists_of_documents_are_counted_as_documents_not_as_registers(admin: Client) -> None:
    a_document()
    for address in (reverse("wagtailsnippetchoosers_law_legaldocument:choose_results"), url("list_results")):
        page = admin.get(address).content.decode()
        assert "1 văn bản pháp lý" in page
        assert "1 sổ văn bản" not in page
