"""The register as people read it."""

import re

import pytest
from django.test import Client
from django.utils.translation import override
from make import NOON, a_person
from make_law import a_document, the_plan, the_register

from law import api as law
from law.register import facts
from law.source_words import note_for_learners, sources_for_learners

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(a_person())
    return client


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    html = answer.content.decode()
    assert html.count("data-next") == 1
    assert html.count("<h1") == 1
    return html


def test_the_list_is_found_without_marks(reader: Client) -> None:
    the_register()
    html = read(reader, "/van-ban/?tim=hoa+giai")
    assert "Luật Hòa giải ở cơ sở" in html
    assert "Luật Tố cáo" not in html


def test_words_of_the_plans_text_find_the_plan(reader: Client) -> None:
    the_plan()
    assert "/van-ban/kh-157-tu/" in read(reader, "/van-ban/?tim=dan+van+kheo")


def test_an_empty_search_says_so(reader: Client) -> None:
    assert "notice__title" in read(reader, "/van-ban/?tim=khongcogihet")


def test_the_list_is_paged_and_its_cost_does_not_grow(reader: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    the_register()
    with django_assert_max_num_queries(6):
        read(reader, "/van-ban/?trang=2")


def test_a_document_page_marks_what_nobody_has_verified(reader: Client) -> None:
    the_register()
    html = read(reader, "/van-ban/l-tc/")
    assert "25/2018/QH14" in html
    assert "01/01/2019, theo trí nhớ" in html
    assert html.count("chờ thẩm định") + html.count("awaiting legal review") > 2
    assert "136/2025/QH15" in html


ENGLISH = re.compile(
    r"\b(memory|from|not|found|checked|read|unknown|planned|secondary|code|repositor(y|ies)|citing|preambles?|"
    r"chapters|contents|pages|text|outline|same|seed|copy|register|and)\b"
)


def test_every_row_that_ships_is_told_without_english() -> None:
    the_register()
    with override("vi"):
        for document in law.LegalDocument.objects.all():
            for fact in facts(document):
                told = f"{fact.value} {fact.note} {fact.evidence}"
                assert not ENGLISH.search(told), (document.ref, told)


def test_only_what_says_nothing_to_learners_is_left_out_of_the_sources() -> None:
    the_register()
    parts = {
        part.strip()
        for sources in law.LegalDocument.objects.values_list("sources", flat=True)
        for part in sources.split(";")
        if part.strip()
    }
    assert {part for part in parts if not sources_for_learners(part)} == {"same"}


def test_a_note_that_an_editor_wrote_stays_and_one_in_english_does_not() -> None:
    with override("vi"):
        assert note_for_learners("chưa rõ ngày ký") == "nguồn ghi: “chưa rõ ngày ký”"
        assert note_for_learners("some other remark") == ""
        assert note_for_learners("01/01/2019 (memory)") == "01/01/2019, theo trí nhớ, chưa đối chiếu"
        assert sources_for_learners("one code repository citing congbao.chinhphu.vn; some blog") == (
            "1 kho mã nguồn công khai dẫn congbao.chinhphu.vn"
        )


def test_a_verified_document_carries_no_mark(reader: Client) -> None:
    document = a_document("L-DA-XEM")
    law.verify(document, by=a_person(), at=NOON, source="Công báo số 1", read_on=NOON.date())
    html = read(reader, "/van-ban/l-da-xem/")
    assert "chờ thẩm định" not in html
    assert "awaiting legal review" not in html
    assert "Công báo số 1" in html
    assert "24/11/2026" in html


def test_the_plan_is_shown_whole_with_an_anchor_at_each_section_and_its_banner(reader: Client) -> None:
    plan = the_plan()
    html = read(reader, "/van-ban/kh-157-tu/")
    ids = re.findall(r'id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for ref in plan.provisions.values_list("ref", flat=True):
        assert law.anchor(ref) in ids
    assert "chờ xác nhận." in html
    assert "gắn bó mật thiết" in html
    assert "gần bó mật thiết" in html


def test_stubs_say_that_only_the_number_is_known(reader: Client) -> None:
    the_register()
    assert "51/2024/QH15" in read(reader, "/van-ban/stub-51-2024-qh15/")


def test_another_way_of_writing_the_address_leads_to_the_one_address(reader: Client) -> None:
    the_register()
    answer = reader.get("/van-ban/L-TC/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/van-ban/l-tc/")


def test_what_is_not_in_the_register_is_not_found(reader: Client) -> None:
    assert reader.get("/van-ban/khong-co/").status_code == 404


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    assert client.get("/van-ban/").status_code == 302


def test_a_document_page_costs_few_queries(reader: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    the_plan()
    with django_assert_max_num_queries(8):
        read(reader, "/van-ban/kh-157-tu/")
