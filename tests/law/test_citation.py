"""A citation as it is drawn, from every shape it is kept in."""

from datetime import date

import pytest
from django.template import Context, Template
from make import NOON, a_person
from make_law import a_document, the_plan

from law import api as law
from law.showing import once

pytestmark = pytest.mark.django_db

DRAWN = Template("{% load law_tags %}{% for each in entries %}{% citation each documents %}{% endfor %}")


def draw(*entries: object, documents: object = None) -> str:
    return DRAWN.render(Context({"entries": entries, "documents": documents}))


def test_a_section_of_the_plan_is_quoted_in_the_corrected_reading_with_a_link_to_it() -> None:
    the_plan()
    html = draw(
        {
            "document": "KH-157-TU",
            "provision": "II.6.g2",
            "paraphrase": "Công an xã phải gần dân, gần bó mật thiết",
        }
    )
    assert "mục II.6, gạch đầu dòng 2" in html
    assert "gắn bó mật thiết" in html
    assert 'href="/van-ban/kh-157-tu/#II.6.g2"' in html


def test_an_article_is_named_as_people_write_it_and_marked_as_long_as_nobody_verified_it() -> None:
    document = a_document(number="30/2023/QH15")
    entry = {
        "document": document,
        "article": "13",
        "clause": "2",
        "point": "a",
        "as_of": date(2024, 7, 1),
        "quote_or_paraphrase": "Lời luật",
    }
    html = draw(entry)
    assert "Điểm a khoản 2 Điều 13" in html
    assert "01/07/2024" in html
    assert 'class="tag"' in html
    law.verify(document, by=a_person(), at=NOON, source="Công báo", read_on=NOON.date())
    assert 'class="tag"' not in draw({**entry, "document": document.ref})


def test_a_range_of_articles_stays_as_it_is() -> None:
    assert "Điều 7-12" in draw({"document": a_document().ref, "article": "7-12"})


def test_many_citations_ask_the_database_once(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    refs = [a_document().ref for _ in range(5)]
    entries = [
        {"document": ref, "article": str(place), "as_of": "2024-07-01"} for place, ref in enumerate(refs * 4)
    ]
    with django_assert_num_queries(2):
        html = draw(*entries, documents=law.documents_by_ref(refs))
    assert html.count("<details") == 20


def test_an_unknown_document_is_still_named_and_marked() -> None:
    html = draw({"document": "L-MAT", "article": "1"})
    assert "L-MAT" in html
    assert 'class="tag"' in html


def test_places_have_words_and_anchors() -> None:
    assert law.section_words("II.5.g2") == "mục II.5, gạch đầu dòng 2"
    assert law.section_words("II.5.h") == "mục II.5"
    assert law.section_words("HEADER") == "phần đầu văn bản"
    assert law.anchor("Điều 13") == "i-u-13"
    assert law.anchor("13/2") == "muc-13-2"


def test_the_name_of_a_document_leaves_the_party_bracket_out() -> None:
    document = a_document(kind="kế hoạch (Đảng)", number="157-KH/TU")
    assert document.name == "Kế hoạch số 157-KH/TU"
    assert law.citation_path("13", "2", "a") == "Điều 13/khoản 2/điểm a"


def test_a_place_that_is_cited_twice_stands_once_with_both_quotations() -> None:
    the_plan()
    entry = {"document": "KH-157-TU", "provision": "II.7", "paraphrase": "Câu thứ nhất"}
    entries = once([entry, {**entry, "paraphrase": "Câu thứ hai"}, {**entry, "provision": "II.6"}, entry])
    html = draw(*entries)
    assert len(entries) == 2
    assert html.count("<details") == 2
    assert "“Câu thứ nhất”" in html
    assert "“Câu thứ hai”" in html
    assert html.count("Câu thứ nhất") == len(entries)
