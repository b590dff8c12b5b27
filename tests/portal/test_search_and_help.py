"""Search with and without marks, and help with the names of those who help."""

import re

import make
import make_courses
import make_law
import pytest
from django.test import Client

from courses import api as courses
from portal.finding import Wanted

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(
        make.a_person("Đỗ Thị Ngữ", unit=make.a_unit("x1", name="Xã Tân Hưng", parent=make.a_province()))
    )
    return client


def found(client: Client, words: str) -> str:
    response = client.get("/tim-kiem/", {"q": words})
    assert response.status_code == 200
    text = response.content.decode()
    assert text.count("data-next") == 1
    return text


def test_search_asks_for_signing_in(client: Client) -> None:
    assert client.get("/tim-kiem/").status_code == 302


def test_an_empty_search_says_what_is_searched(reader: Client) -> None:
    assert "Tìm trong các bài học" in found(reader, "")


def test_one_letter_is_too_few(reader: Client) -> None:
    assert "ít nhất hai chữ cái" in found(reader, "a")


@pytest.mark.parametrize("typed", ["\u0301\u0302", "\u00ad\u00ad\u00ad", "  .  ", "a \u0301"])
def test_marks_without_letters_look_for_nothing(reader: Client, typed: str) -> None:
    assert reader.get("/tim-kiem/", {"q": typed}).status_code == 200


def test_nothing_found_is_said_with_the_words(reader: Client) -> None:
    assert "Chưa tìm thấy “khongcotunay”" in found(reader, "khongcotunay")


def test_what_was_typed_cannot_become_markup(reader: Client) -> None:
    assert "<script>" not in found(reader, "<script>alert(1)</script>")


@pytest.mark.parametrize("words", ["tổ tự quản", "to tu quan", "TO TU QUAN", "tự quản"])
def test_a_lesson_is_found_with_marks_and_without(reader: Client, words: str) -> None:
    course = make_courses.a_course(lessons=0)
    lesson = make_courses.a_lesson(course, body=[make_courses.a_passage("Nhân dân lập tổ tự quản ở thôn.")])
    text = found(reader, words)
    assert courses.lesson_path(course, lesson) in text
    assert re.search(r"<mark>(tổ )?tự( quản)?</mark>", text)


def test_lessons_that_are_not_published_are_not_found(reader: Client) -> None:
    course = make_courses.a_course(lessons=0)
    make_courses.a_lesson(course, body=[make_courses.a_passage("Điều bí mật")], live=False)
    hidden = make_courses.a_course(lessons=0, live=False)
    make_courses.a_lesson(hidden, body=[make_courses.a_passage("Điều bí mật khác")])
    assert "Chưa tìm thấy" in found(reader, "bí mật")


def test_the_words_as_typed_come_before_those_with_other_marks(reader: Client) -> None:
    course = make_courses.a_course()
    for term in ("Dân bản", "Dẫn bàn"):
        courses.GlossaryTerm.objects.create(course=course, term=term, meaning="Nghĩa")
    text = found(reader, "dẫn bàn")
    assert text.index("Dẫn bàn</span>") < text.index("Dân bản</span>")
    text = found(reader, "dân bản")
    assert text.index("Dân bản</span>") < text.index("Dẫn bàn</span>")


def test_what_bears_the_words_in_its_name_comes_first(reader: Client) -> None:
    course = make_courses.a_course(lessons=0)
    beside = make_courses.a_lesson(course, body=[make_courses.a_passage("Tổ viên làm việc hòa giải.")])
    about = make_courses.a_lesson(course, number=2, title="Bài 2. Hòa giải ở cơ sở")
    text = found(reader, "hoa giai")
    assert text.index(courses.lesson_path(course, about)) < text.index(courses.lesson_path(course, beside))


def test_sections_of_the_plan_and_rows_of_the_register_are_found(reader: Client) -> None:
    make_law.the_plan()
    text = found(reader, "luc luong nong cot")
    assert "/van-ban/kh-157-tu/#II.5" in text
    assert "Mục trong văn bản" in text
    assert "30/2023/QH15" in found(reader, "30/2023")


def test_every_hit_of_an_unverified_row_carries_the_mark(reader: Client) -> None:
    make_law.a_document(title="Luật về việc hiếm")
    assert "chờ thẩm định" in found(reader, "việc hiếm")


def test_the_old_and_the_new_place_of_a_tone_are_one(reader: Client) -> None:
    course = make_courses.a_course(lessons=0)
    make_courses.a_lesson(course, body=[make_courses.a_passage("Hoà giải ở cơ sở.")])
    assert "<mark>Hoà giải</mark>" in found(reader, "hòa giải")


def test_an_excerpt_is_cut_at_words_round_the_match() -> None:
    text = "đầu " * 60 + "tổ tự quản" + " cuối" * 60
    excerpt = str(Wanted("tự quản").excerpt(text))
    assert excerpt.startswith("… ")
    assert excerpt.endswith(" …")
    assert "<mark>tự quản</mark>" in excerpt
    assert len(excerpt) < 260


def test_letters_that_only_contain_the_word_are_no_hit() -> None:
    assert Wanted("an").rank("ban bệ") is None
    assert Wanted("an ninh").rank("An ninh trật tự") == 0
    assert Wanted("ninh an").rank("An ninh trật tự") == 1
    assert Wanted("to tu quan").rank("Người ký là Tô Tuyên, quan tâm đến tổ") == 3
    assert Wanted("to tu quan").rank("Mô hình tổ tự quản") == 2
    assert Wanted("trat ninh").rank("An ninh trật tự") == 3


def test_help_names_the_administrator_of_the_own_commune(client: Client) -> None:
    commune = make.a_unit("x1", name="Xã Tân Hưng", parent=make.a_province())
    make.an_administrator(commune, full_name="Phạm Văn Xã")
    make.an_administrator(make.a_unit("x2", parent=make.a_province()), full_name="Người Xã Khác")
    client.force_login(make.a_person("Đỗ Thị Ngữ", unit=commune))
    text = client.get("/tro-giup/").content.decode()
    assert "Phạm Văn Xã" in text
    assert "Xã Tân Hưng" in text
    assert "Người Xã Khác" not in text
    assert text.count("data-next") == 1


def test_help_without_an_administrator_or_a_person_still_helps(client: Client, reader: Client) -> None:
    assert "Chưa có tên cán bộ phụ trách của xã" in reader.get("/tro-giup/").content.decode()
    assert "Sau khi đăng nhập" in Client().get("/tro-giup/").content.decode()


def test_help_leads_to_the_page_where_the_pin_is_changed(client: Client, reader: Client) -> None:
    assert 'href="/tai-khoan/doi-mat-khau/"' in reader.get("/tro-giup/").content.decode()
    assert reader.get("/tai-khoan/doi-mat-khau/").status_code == 200
    assert 'href="/tai-khoan/doi-mat-khau/"' not in Client().get("/tro-giup/").content.decode()
