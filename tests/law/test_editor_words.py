"""The English remarks of the register's source are told to editors in Vietnamese, and stay in their fields as they are."""

import re

import make
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from make_law import a_document, the_register

from law import api as law
from law.editor_words import for_editors, remarks
from people import api as people

pytestmark = pytest.mark.django_db

ENGLISH = re.compile(
    r"\b(in force|amended|confirmed?|found|unknown|status|publish|release|from|for|the|and|law|only|memory|seed|"
    r"read|dates|number|text|until)\b"
)


def url(name: str, *args: object) -> str:
    return reverse(law.LegalDocument.snippet_viewset.get_url_name(name), args=args)


def test_every_remark_that_ships_is_told_part_by_part_without_english() -> None:
    the_register()
    with override("vi"):
        for document in law.LegalDocument.objects.all():
            for name in ("status_note", "amended_note", "evidence_note", "publish_note"):
                words = getattr(document, name)
                told = for_editors(words)
                assert len(told.split(";")) == len(words.split(";")), (document.ref, words, told)
                assert not ENGLISH.search(told), (document.ref, told)
            for row in document.changed_by.all():
                assert not ENGLISH.search(for_editors(row.note)), row.note


def test_what_is_said_keeps_its_numbers_and_days() -> None:
    with override("vi"):
        told = for_editors("51/2024/QH15; 118/2025/QH15 (Điều 6, from 01/07/2026)")
        assert told == "51/2024/QH15; 118/2025/QH15 (Điều 6, từ ngày 01/07/2026)"
        assert for_editors("unknown after 118/2025") == "sau 118/2025 thì chưa rõ"
        assert for_editors("REPLACED from 01/07/2026") == "BỊ THAY THẾ từ ngày 01/07/2026"


def test_words_that_no_table_tells_are_left_out_and_vietnamese_stays() -> None:
    with override("vi"):
        assert for_editors("some new remark; chưa rõ ngày ký") == "chưa rõ ngày ký"
        document = a_document(status_note="còn hiệu lực, đã đối chiếu", sources="")
        assert "tình trạng theo lời của nguồn" not in dict(remarks(document))


def test_the_form_tells_the_remark_and_keeps_the_sources_own_words(client: Client) -> None:
    the_register()
    client.force_login(make.an_administrator(make.a_province(), role=people.Role.PROVINCIAL_ADMINISTRATOR))
    document = law.LegalDocument.objects.get(ref="L-TNTG")
    page = client.get(url("edit", document.pk)).content.decode()
    assert "luật sửa đổi được xếp vào kỳ họp thứ nhất" in page
    assert "NOT CONFIRMED: an amended law was scheduled" in page
    assert "bãi bỏ Điều 62 (số luật do suy ra)" in page
    assert "CHƯA XÁC NHẬN" in client.get(url("verify", document.pk)).content.decode()
