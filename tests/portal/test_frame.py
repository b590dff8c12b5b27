"""The frame round every page: errors, language, small files, the strict policy."""

import make
import make_people
import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from portal.views.errors import server_error

pytestmark = pytest.mark.django_db


def test_a_page_that_is_not_there_says_so_in_vietnamese(client: Client) -> None:
    response = client.get("/khong-co-trang-nay/")
    assert response.status_code == 404
    text = response.content.decode()
    assert "Không có trang này" in text
    assert text.count("data-next") == 1


def test_the_error_page_names_the_person_who_is_signed_in(client: Client) -> None:
    client.force_login(make.a_person("Đỗ Thị Ngữ"))
    assert "Đỗ Thị Ngữ" in client.get("/khong-co-trang-nay/").content.decode()


def test_learners_pages_carry_the_strict_policy(client: Client) -> None:
    policy = client.get("/khong-co-trang-nay/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy


def test_a_fault_of_ours_is_shown_without_asking_the_database(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(0):
        response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "data-next" in response.content.decode()


def test_a_database_that_does_not_answer_is_a_503_with_a_time_to_come_back() -> None:
    try:
        raise OperationalError
    except OperationalError:
        response = server_error(RequestFactory().get("/"))
    assert response.status_code == 503
    assert response["Retry-After"]


def test_english_is_chosen_once_and_stays(client: Client) -> None:
    answer = client.post("/ngon-ngu/", {"language": "en", "next": "/khong-co/"})
    assert answer["Location"] == "/khong-co/"
    assert "There is no such page" in client.get("/khong-co/").content.decode()


def test_the_language_form_sends_nobody_to_another_site(client: Client) -> None:
    assert client.post("/ngon-ngu/", {"language": "en", "next": "https://example.org/"})["Location"] == "/"


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    assert "ngon-ngu" not in client.post("/ngon-ngu/", {"language": "xx", "next": "/"}).cookies


def test_documents_and_private_files_are_not_served_from_media(client: Client) -> None:
    assert client.get("/media/documents/a.pdf").status_code == 404
    assert client.get("/media/images/../documents/a.pdf").status_code == 404


def test_a_drawn_picture_is_served_as_nothing_but_a_picture(client: Client, settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.png").write_bytes(b"\x89PNG")
    response = client.get("/media/images/a.png")
    assert response.status_code == 200
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_dots_in_the_name_of_a_picture_are_no_way_up(client: Client, settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "lop..hoc.png").write_bytes(b"\x89PNG")
    (tmp_path / "secret.png").write_bytes(b"\x89PNG")
    assert client.get("/media/images/lop..hoc.png").status_code == 200
    assert client.get("/media/images/../secret.png").status_code == 404
    assert client.get("/media/images/%2e%2e/secret.png").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/quan-tri/hoc-vien/?unit=%00", "/quan-tri/lop/%00/", "/tim-kiem/?q=a%00b"]
)
def test_nul_in_an_address_is_no_fault_of_ours(client: Client, address: str) -> None:
    client.force_login(make.a_person(is_superuser=True))
    response = client.get(address)
    assert response.status_code == 400
    assert "Chưa đọc được yêu cầu" in response.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_nul_in_a_form_is_no_fault_of_ours(client: Client) -> None:
    """SQLite takes it and finds nothing; PostgreSQL refuses the whole statement."""
    province = make_people.a_small_province()
    client.force_login(province.administrator)
    client.raise_request_exception = False
    response = client.post(f"/quan-tri/hoc-vien/{province.learner.pk}/", {"full_name": "A", "unit": "a\0b"})
    assert response.status_code in (400, 404)


def test_a_form_without_its_token_comes_back_with_a_way_on() -> None:
    response = Client(enforce_csrf_checks=True).post("/ngon-ngu/", {"language": "en"})
    assert response.status_code == 403
    assert "Trang này mở đã lâu" in response.content.decode()


def test_search_engines_are_kept_away_from_people(client: Client) -> None:
    assert "Disallow: /viec-cua-toi/" in client.get("/robots.txt").content.decode()


def test_the_foot_leads_strangers_to_practice_too(client: Client) -> None:
    assert 'href="/luyen-tap/"' in client.get("/").content.decode()
