"""What belongs to others: ids of two learners and of two communes are swapped on every address that takes one.

Whoever tries gets the very answer that an id gets which nobody has, nothing is changed, and no name is told.
"""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from access.world import COMMUNE, LEARNER, PROVINCE, Belongings, World
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from courses import api as courses
from jobs import api as jobs
from people import api as people
from quizzes import api as quizzes
from quizzes.overrides import Override

pytestmark = pytest.mark.django_db

NOBODY = str(uuid.UUID(int=0x5A5A5A5A5A5A4A5AA5A5A5A5A5A5A5A5))
NO_CODE = "Zz0Zz0Zz0Zz0Zz0Zz0Zz0Z"
NO_CERTIFICATE = "Z" * 26
FOREIGN_WORDS = ("Bùi Văn Khác", "khac.bui", "Trần Thị Lạc", "lac.tran", "Lạc Đạo", "hy-xa-lac-dao")

# Addresses that a learner's own things stand under; the id comes as {id}.
OF_A_LEARNER = {
    "/lam-bai/{id}/": "attempt",
    "/lam-bai/{id}/xem-lai/": "attempt",
    "/lam-bai/{id}/nop-bai/": "attempt",
    "/lam-bai/{id}/1/": "attempt",
    "/lam-bai/{id}/1/luu/": "attempt",
    "/ket-qua/{id}/": "attempt",
    "/xac-minh/{id}/tai-ve/": "certificate",
}
# Addresses of the admin, by what the id is of.
OF_A_COMMUNE = {
    "/quan-tri/hoc-vien/{id}/": "person",
    "/quan-tri/hoc-vien/{id}/dong/": "person",
    "/quan-tri/hoc-vien/{id}/mo-lai/": "person",
    "/quan-tri/hoc-vien/{id}/phieu-moi/": "person",
    "/quan-tri/vai-tro/{id}/": "person",
    "/quan-tri/luot-lam-bai/nguoi/{id}/": "person",
    "/quan-tri/luot-lam-bai/{id}/": "attempt",
    "/quan-tri/dieu-kien-rieng/nguoi/{id}/": "person",
    "/quan-tri/ban-ghi/{id}/": "record",
    "/quan-tri/ban-ghi/{id}/cap-lai/": "record",
    "/quan-tri/ban-ghi/{id}/thu-hoi/": "record",
    "/xac-minh/{id}/tai-ve/": "certificate",
}
ANSWER: dict[str, str] = {"sequence": "5", "answer": "a", "to": "next"}
EVERYTHING = {
    "full_name": "Đã Bị Sửa",
    "role": people.Role.PROVINCIAL_ADMINISTRATOR,
    "percent": "50",
    "reason": "vì thế",
    "end": people.Role.COMMUNE_ADMINISTRATOR,
    "flag": "on",
}


def id_of(kind: str, of: Belongings, *, submitted: bool = False) -> str:
    found: dict[str, Callable[[], Any]] = {
        "attempt": lambda: (of.attempt if submitted else of.open_attempt).uid,
        "certificate": lambda: of.certificate.code,
        "record": lambda: of.completion.uid,
        "person": lambda: of.person.pk,
    }
    return str(found[kind]())


def nobodys(kind: str) -> str:
    return {"attempt": NO_CODE, "certificate": NO_CERTIFICATE, "record": NO_CODE, "person": NOBODY}[kind]


def text_of(response: HttpResponse) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return content.decode("utf-8", "replace")


def told(response: HttpResponse, *ids: str) -> tuple[int, str, str]:
    """Everything that is answered, without the id that was asked for and what differs with every request."""
    text = text_of(response)
    for sent in ids:
        text = text.replace(sent, "ID")
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    text = re.sub(r'"CSRF_TOKEN": "[^"]*"|csrfToken[^,;]*|data-csrf[^ >]*', "", text)
    where = response.headers.get("Location", "")
    for sent in ids:
        where = where.replace(sent, "ID")
    return response.status_code, where, text


def everything_stored() -> dict[str, list[Any]]:
    """The rows that a request must not have touched."""
    models = (
        people.User,
        people.Membership,
        people.Grant,
        quizzes.Attempt,
        courses.Completion,
        courses.Certificate,
        Override,
        jobs.AuditEntry,
    )
    stored: dict[str, list[Any]] = {
        model.__name__: [
            {name: value for name, value in row.items() if name != "last_login"}
            for row in model.objects.order_by("pk").values()
        ]
        for model in models
    }
    # That somebody tried is itself written down.
    stored["AuditEntry"] = [row for row in stored["AuditEntry"] if not row["action"].endswith("refused")]
    with connection.cursor() as cursor:
        for table in ("quizzes_response", "quizzes_grade", "courses_revocation"):
            cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608  (names written above)
            stored[table] = cursor.fetchall()
    return stored


def try_both(
    browser: Client, address: str, kind: str, world: World, data: dict[str, str], *, submitted: bool = False
) -> None:
    foreign, nobody = id_of(kind, world.foreign, submitted=submitted), nobodys(kind)
    before = everything_stored()
    for method in ("get", "post"):
        ask = getattr(browser, method)
        to_foreign, to_nobody = ask(address.format(id=foreign), data), ask(address.format(id=nobody), data)
        assert told(to_foreign, foreign) == told(to_nobody, nobody), f"{method} {address}"
        assert to_foreign.status_code in (302, 403, 404, 405), f"{method} {address}"
        if to_foreign.status_code == 302:
            after = browser.get(to_foreign.headers["Location"])
            assert after.status_code == 404 or after.request["PATH_INFO"] == "/quan-tri/"
            assert not names_in(text_of(after))
        assert not names_in(told(to_foreign, foreign)[2]), f"{method} {address}"
    assert everything_stored() == before, address


def names_in(text: str) -> list[str]:
    return [words for words in FOREIGN_WORDS if words in text]


@pytest.mark.parametrize("address", OF_A_LEARNER)
def test_what_belongs_to_another_learner_does_not_exist(world: World, address: str) -> None:
    browser = world.browser(LEARNER)
    for submitted in (False, True):
        try_both(browser, address, OF_A_LEARNER[address], world, ANSWER | EVERYTHING, submitted=submitted)


@pytest.mark.parametrize("address", OF_A_LEARNER)
def test_ones_own_is_there(world: World, address: str) -> None:
    """The twin of the test above: the same addresses with the own id do answer."""
    own = id_of(OF_A_LEARNER[address], world.mine, submitted="ket-qua" in address)
    response = world.browser(LEARNER).get(address.format(id=own), follow=True)
    assert response.status_code in (200, 405)


@pytest.mark.parametrize("address", OF_A_COMMUNE)
def test_what_belongs_to_another_commune_does_not_exist(world: World, address: str) -> None:
    unit = {"unit": world.hy.commune.uid}
    try_both(world.browser(COMMUNE), address, OF_A_COMMUNE[address], world, EVERYTHING | unit)


@pytest.mark.parametrize(
    "address", [address for address in OF_A_COMMUNE if "vai-tro" not in address and "thuc" not in address]
)
def test_what_belongs_to_the_own_commune_is_there(world: World, address: str) -> None:
    own = id_of(OF_A_COMMUNE[address], world.mine)
    response = world.browser(COMMUNE).get(address.format(id=own))
    assert response.status_code in (200, 302, 405)


def test_conditions_of_somebody_elsewhere_are_not_ended(world: World) -> None:
    """The row is named in the form, by a key that can be guessed."""
    form = {"row": str(world.foreign.extra_time.pk), "person": str(world.mine.person.pk)}
    assert world.browser(COMMUNE).post("/quan-tri/dieu-kien-rieng/ket-thuc/", form).status_code == 404
    assert Override.objects.get(pk=world.foreign.extra_time.pk).ended_at is None


def test_neither_commune_reaches_the_other(world: World) -> None:
    """The same, seen from the other side."""
    other = Client()
    other.force_login(world.hy.other_administrator)
    for address, kind in OF_A_COMMUNE.items():
        response = other.get(address.format(id=id_of(kind, world.mine)))
        assert response.status_code in (302, 404, 405), address
        assert "Đỗ Thị Ngữ" not in text_of(response)
    assert other.get(f"/quan-tri/hoc-vien/{world.foreign.person.pk}/").status_code == 200


LISTS = (
    "/quan-tri/",
    "/quan-tri/hoc-vien/",
    "/quan-tri/hoc-vien/ket-qua/",
    "/quan-tri/hoc-vien/them/",
    "/quan-tri/don-vi/",
    "/quan-tri/don-vi/ket-qua/",
    "/quan-tri/ban-ghi/",
    "/quan-tri/ban-ghi/danh-sach/",
    "/quan-tri/ban-ghi/tep/csv/",
    "/quan-tri/ban-ghi/tep/json/",
    "/quan-tri/dieu-kien-rieng/",
    "/quan-tri/dieu-kien-rieng/chon/",
    "/quan-tri/gian-doan/",
    "/quan-tri/lop/",
    "/quan-tri/lop/ket-qua/",
)
HIDDEN_ORDERS = (
    "password",
    "-last_login",
    "grants__role",
    "attempts__percent",
    "memberships__unit__name",
    "person__password",
)


def queries_for(world: World) -> list[dict[str, str]]:
    lac = world.hy.other_commune
    return [
        {},
        {"q": "Khác"},
        {"q": "khac.bui"},
        {"q": "Lạc Đạo"},
        {"q": world.foreign.certificate.number_words},
        {"unit": lac.uid},
        {"unit": str(lac.pk)},
        {"ket-thuc": "1"},
        {"state": "ended"},
        {"p": "2"},
        *({"ordering": each} for each in HIDDEN_ORDERS),
    ]


@pytest.mark.parametrize("address", LISTS)
def test_no_list_search_filter_or_file_names_anybody_elsewhere(world: World, address: str) -> None:
    browser = world.browser(COMMUNE)
    for query in queries_for(world):
        response = browser.get(address, query)
        assert response.status_code in (200, 302, 404), query
        typed = query.get("q", "")
        named = [words for words in names_in(text_of(response)) if words not in typed and typed not in words]
        assert not named, f"{address} {query}"


def test_a_search_for_somebody_elsewhere_finds_as_little_as_one_for_nobody(world: World) -> None:
    browser = world.browser(COMMUNE)
    for address in (
        "/quan-tri/hoc-vien/ket-qua/",
        "/quan-tri/ban-ghi/danh-sach/",
        "/quan-tri/dieu-kien-rieng/chon/",
    ):
        foreign, nobody = (
            browser.get(address, {"q": "Bùi Văn Khác"}),
            browser.get(address, {"q": "Xyz Qwk Zzz"}),
        )
        assert told(foreign, "Bùi Văn Khác", "B%C3%B9i+V%C4%83n+Kh%C3%A1c") == told(
            nobody, "Xyz Qwk Zzz", "Xyz+Qwk+Zzz"
        ), address
        assert "Đỗ Thị Ngữ" in text_of(browser.get(address, {"q": "do thi ngu"})), address


def test_a_unit_elsewhere_is_answered_like_one_that_does_not_exist(world: World) -> None:
    """In the list of people by our key, in the records by the row's number."""
    browser = world.browser(COMMUNE)
    pairs = [
        ("/quan-tri/hoc-vien/", world.hy.other_commune.uid, "hy-khong-co"),
        ("/quan-tri/ban-ghi/danh-sach/", str(world.hy.other_commune.pk), "999999"),
        ("/quan-tri/ban-ghi/tep/csv/", str(world.hy.other_commune.pk), "999999"),
    ]
    for address, foreign, none in pairs:
        first, second = browser.get(address, {"unit": foreign}), browser.get(address, {"unit": none})
        assert told(first, f"unit={foreign}") == told(second, f"unit={none}"), address


def test_a_record_that_moved_is_seen_but_papers_stay_with_the_province(world: World) -> None:
    """A commune's administrator changes no paper, of the own people either."""
    address = f"/quan-tri/ban-ghi/{world.mine.completion.uid}/"
    before = everything_stored()
    for act in ("cap-lai/", "thu-hoi/"):
        response = world.browser(COMMUNE).post(address + act, {"reason": "vì thế"})
        assert response.headers["Location"] == "/quan-tri/"
    assert everything_stored() == before
    response = world.browser(PROVINCE).post(address + "thu-hoi/", {"reason": "vì thế"})
    assert response.headers["Location"] == address


def test_a_person_is_not_moved_out_of_or_into_a_foreign_commune(world: World) -> None:
    before = everything_stored()
    browser = world.browser(COMMUNE)
    form = {"full_name": world.mine.person.full_name, "unit": world.hy.other_village.uid}
    assert browser.post(f"/quan-tri/hoc-vien/{world.mine.person.pk}/", form).status_code == 404
    assert browser.post("/quan-tri/hoc-vien/them/", form | {"full_name": "Người Mới"}).status_code == 404
    assert everything_stored() == before


def test_the_public_page_of_a_certificate_tells_no_name(world: World) -> None:
    text = text_of(Client().get(f"/xac-minh/{world.foreign.certificate.code}/"))
    assert "Bùi Văn Khác" not in text
    assert "Lạc Đạo" not in text


def test_learners_pages_name_nobody_else(world: World) -> None:
    browser = world.browser(LEARNER)
    for address in (
        "/viec-cua-toi/",
        "/ket-qua-cua-toi/",
        "/tro-giup/",
        "/tim-kiem/?tim=Kh%C3%A1c",
        "/khoa-hoc/",
    ):
        assert not names_in(text_of(browser.get(address))), address
