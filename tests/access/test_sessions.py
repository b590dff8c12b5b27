"""Sessions, tokens and headers: what every page keeps, whoever asks."""

import re
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import make
import pytest
from access.addresses import all_addresses
from access.matrix import OK, line_for
from access.world import COMMUNE, LEARNER, PROVINCE, ROLES, World
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobs.keeping import run_routines
from people import api as people
from people.sessions import Session

pytestmark = pytest.mark.django_db

SIGN_IN = "/tai-khoan/dang-nhap/"
SIGN_OUT = "/tai-khoan/dang-xuat/"
HOME = "/viec-cua-toi/"
PLACE = ROLES.index(LEARNER)
FILES = {"media", "robots", "favicon", "wagtaildocs_serve", "certificates:download"}


def signed_in(person: people.User) -> Client:
    """By the form, as people do."""
    browser = Client()
    response = browser.post(SIGN_IN, {"login": person.username, "password": make.PASSWORD})
    assert response.status_code == 302
    return browser


def still_in(browser: Client) -> bool:
    return browser.get(HOME).status_code == 200


def pages_of_learners():  # type: ignore[no-untyped-def]
    """Every address outside the admin that answers a learner with a page."""
    for address in all_addresses():
        line = line_for(address.key)
        if address.route.startswith("quan-tri/") or address.key in FILES or line is None:
            continue
        if line.method == "get" and line.right(PLACE) == {OK}:
            yield address


def test_the_key_of_a_session_is_new_after_signing_in(world: World) -> None:
    """A key that somebody planted before is worth nothing afterwards."""
    browser = Client()
    session = browser.session
    session["planted"] = "yes"
    session.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = planted = session.session_key
    browser.post(SIGN_IN, {"login": world.mine.person.username, "password": make.PASSWORD})
    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != planted
    assert still_in(browser)
    stranger = Client()
    stranger.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert not still_in(stranger)


def test_a_session_and_its_person_are_one_statement(world: World) -> None:
    browser = signed_in(world.mine.person)
    with CaptureQueriesContext(connection) as asked:
        assert still_in(browser)
    assert (
        len(
            [each for each in asked if "people_session" in each["sql"] or 'FROM "people_user"' in each["sql"]]
        )
        == 1
    )
    assert Session.objects.get(user=world.mine.person)


def test_a_session_that_does_not_know_its_person_yet_goes_on(world: World) -> None:
    """As those do that come from before the sessions had a person."""
    browser = signed_in(world.mine.person)
    Session.objects.update(user=None)
    assert still_in(browser)
    Session.objects.update(user=world.hy.administrator)
    assert world.mine.person.full_name in browser.get(HOME).content.decode(), "what was signed counts"


def test_whoever_is_signed_in_during_the_upgrade_stays_so(world: World) -> None:
    browser = signed_in(world.mine.person)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE django_session AS SELECT session_key, session_data, expire_date FROM people_session"
        )
    Session.objects.all().delete()
    assert not still_in(browser)
    browser.cookies[settings.SESSION_COOKIE_NAME] = key_of_old_table()
    upgrade = import_module("people.migrations.0003_sessions_with_their_person")
    upgrade.carry_over(None, SimpleNamespace(connection=connection))
    assert still_in(browser)
    assert "django_session" not in connection.introspection.table_names()
    upgrade.carry_over(None, SimpleNamespace(connection=connection))


def key_of_old_table() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key FROM django_session")
        return str(cursor.fetchone()[0])


def test_sessions_that_ended_are_cleared_away(world: World) -> None:
    browser = signed_in(world.mine.person)
    over = Session.objects.create(
        session_key="x" * 32, session_data="", expire_date=timezone.now() - timedelta(days=2)
    )
    run_routines(at=timezone.now())
    assert not Session.objects.filter(pk=over.pk).exists()
    assert still_in(browser)


def test_signing_out_ends_the_session_itself(world: World) -> None:
    """Not only the cookie: whoever kept a copy of it is out as well."""
    browser = signed_in(world.mine.person)
    copy = Client()
    copy.cookies[settings.SESSION_COOKIE_NAME] = browser.cookies[settings.SESSION_COOKIE_NAME].value
    assert still_in(copy)
    browser.post(SIGN_OUT)
    assert not still_in(copy)
    assert not still_in(browser)


@pytest.mark.parametrize("address", [SIGN_OUT, "/quan-tri/logout/"])
def test_a_link_or_a_picture_signs_nobody_out(world: World, address: str) -> None:
    browser = signed_in(world.hy.administrator)
    browser.get(address)
    assert still_in(browser)
    browser.post(address)
    assert not still_in(browser)


@pytest.mark.parametrize("act", ["dong/", "phieu-moi/"])
def test_closing_a_person_and_a_new_slip_end_the_sessions_at_once(world: World, act: str) -> None:
    sessions = [signed_in(world.mine.person) for _each in range(2)]
    assert all(map(still_in, sessions))
    world.browser(COMMUNE).post(f"/quan-tri/hoc-vien/{world.mine.person.pk}/{act}")
    assert not any(map(still_in, sessions))


def test_a_session_from_before_does_not_come_back_with_a_reopening(world: World) -> None:
    session, person = signed_in(world.mine.person), world.mine.person
    administrator = world.browser(COMMUNE)
    administrator.post(f"/quan-tri/hoc-vien/{person.pk}/dong/")
    administrator.post(f"/quan-tri/hoc-vien/{person.pk}/mo-lai/", {"unit": world.hy.village.uid})
    assert people.User.objects.get(pk=person.pk).is_active
    assert not still_in(session)


def test_ending_a_role_closes_the_admin_in_the_running_session(world: World) -> None:
    session = signed_in(world.hy.administrator)
    assert session.get("/quan-tri/hoc-vien/").status_code == 200
    grant = people.Grant.objects.get(person=world.hy.administrator)
    world.browser(PROVINCE).post(
        f"/quan-tri/vai-tro/{world.hy.administrator.pk}/", {"end": grant.role, "unit": grant.unit.uid}
    )
    assert session.get("/quan-tri/hoc-vien/").status_code == 403
    assert still_in(session)


def test_a_closed_person_saves_no_answer(world: World) -> None:
    session = signed_in(world.mine.person)
    world.browser(COMMUNE).post(f"/quan-tri/hoc-vien/{world.mine.person.pk}/dong/")
    address = f"/lam-bai/{world.mine.open_attempt.uid}/1/luu/"
    assert session.post(address, {"sequence": "1", "answer": "b"}).status_code == 401


@pytest.mark.parametrize("address", list(pages_of_learners()), ids=str)
def test_learners_pages_carry_their_headers(world: World, address) -> None:  # type: ignore[no-untyped-def]
    """The strict policy everywhere; and no browser keeps a page that was made for a person."""
    response = world.browser(LEARNER).get(address.written_out(world))
    if response.status_code == 200:
        policy = response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert re.search(r"frame-ancestors '(none|self)'", policy)
        assert re.search(r"base-uri 'none'", policy)
        assert re.search(r"form-action 'self'", policy)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    if address.name == "quizzes:file" and response.status_code == 200:
        # A picture of a question is the same for everybody who may see it, and named by the hash of what it shows.
        assert response.headers["Cache-Control"].startswith("private,")
        return
    assert "no-store" in response.headers.get("Cache-Control", ""), (
        "made for a person and kept by the browser"
    )
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("address", ["/quan-tri/", "/quan-tri/hoc-vien/", "/quan-tri/ban-ghi/", "/quan-tri/don-vi/",
                                     "/quan-tri/dieu-kien-rieng/", "/quan-tri/ban-ghi/tep/csv/"])  # fmt: skip
def test_pages_of_the_admin_about_people_are_kept_by_no_browser(world: World, address: str) -> None:
    response = world.browser(COMMUNE).get(address)
    assert response.status_code == 200
    cache = response.headers["Cache-Control"]
    assert "no-store" in cache or "no-cache" in cache
    assert "private" in cache or "no-store" in cache
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_error_pages_name_the_person_and_are_kept_by_no_browser(world: World) -> None:
    for address in ("/khong-co-trang-nay/", "/van-ban/khong-co/", f"/lam-bai/{world.foreign.attempt.uid}/"):
        response = world.browser(LEARNER).get(address)
        assert response.status_code == 404
        assert "no-store" in response.headers["Cache-Control"], address
    assert "no-store" in world.browser(LEARNER).get("/quan-tri/").headers["Cache-Control"]


def test_what_leads_to_an_answer_by_script_is_kept_by_no_cache(world: World) -> None:
    address = f"/lam-bai/{world.mine.open_attempt.uid}/1/luu/"
    response = world.browser(LEARNER).post(address, {"sequence": "1", "answer": "b"})
    assert "no-store" in response.headers["Cache-Control"]
    assert (
        world.browser(LEARNER)
        .get(f"/xac-minh/{world.mine.certificate.code}/tai-ve/")
        .headers["Cache-Control"]
        .count("no-store")
    )


def test_cookies_are_closed_to_scripts_and_to_other_sites(world: World) -> None:
    browser = signed_in(world.mine.person)
    browser.get(HOME)
    browser.post("/ngon-ngu/", {"language": "en"})
    assert {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} <= set(browser.cookies)
    for name, cookie in browser.cookies.items():
        if cookie.value:
            assert cookie["httponly"], name
            assert cookie["samesite"] in ("Lax", "Strict"), name


def test_the_session_ends_with_the_working_day() -> None:
    assert settings.SESSION_COOKIE_AGE <= 12 * 3600
    assert "signed_cookies" not in settings.SESSION_ENGINE


@pytest.mark.slow
@pytest.mark.parametrize("role", [role for role in ROLES if role != "superuser"])
def test_no_post_does_anything_without_its_token(world: World, role: str) -> None:
    """On every address there is: refused for the missing token before anything else is looked at, or not found at all."""
    browser = world.browser(role, enforce_csrf_checks=True, raise_request_exception=False)
    open_to_all = []
    for address in all_addresses():
        with transaction.atomic():
            response = browser.post(address.written_out(world), {"sequence": "1", "reason": "x"})
            transaction.set_rollback(True)
        # 302 only from what leads on whatever is asked; 403 is the missing token or a closed door; the rest reads nothing.
        if response.status_code not in (302, 403, 404, 405):
            open_to_all.append(f"{address}: {response.status_code}")
        if response.status_code == 302:
            assert response.headers["Location"].startswith((SIGN_IN, "/quan-tri/login/")), str(address)
    assert not open_to_all, "\n".join(open_to_all)


def test_a_token_of_another_session_is_refused(world: World) -> None:
    mine = Client(enforce_csrf_checks=True)
    mine.force_login(world.mine.person)
    other = Client(enforce_csrf_checks=True)
    other.force_login(world.foreign.person)
    page = other.get(f"/khoa-hoc/{world.course.slug}/{world.lesson.slug}/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    address = f"/khoa-hoc/{world.course.slug}/{world.lesson.slug}/da-doc/"
    mine.get(HOME)
    assert mine.post(address, {"csrfmiddlewaretoken": token[1]}).status_code == 403
    assert other.post(address, {"csrfmiddlewaretoken": token[1]}).status_code == 302


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "testserver@evil.example", "testserver:80:80"]
)
@pytest.mark.parametrize("address", ["/", SIGN_IN, "/quan-tri/", HOME])
def test_another_host_is_refused(client: Client, host: str, address: str) -> None:
    response = client.get(address, headers={"host": host})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


def test_a_forwarded_host_is_not_believed(client: Client) -> None:
    response = client.get("/quan-tri/", headers={"x-forwarded-host": "evil.example"})
    assert response.status_code == 302
    assert "evil.example" not in response.headers["Location"]


ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "\x00//evil.example",
    " //evil.example",
    "/%0d%0aLocation:https://evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
)


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_no_next_leads_to_another_site(world: World, elsewhere: str) -> None:
    person = {"login": world.mine.person.username, "password": make.PASSWORD}
    answers = [
        Client().post(SIGN_IN, {**person, "next": elsewhere}),
        Client().post(f"{SIGN_IN}?next={elsewhere}", person),
        world.browser(LEARNER).get(SIGN_IN, {"next": elsewhere}),
        world.browser(LEARNER).post(SIGN_OUT, {"next": elsewhere}),
        world.browser(LEARNER).post("/ngon-ngu/", {"language": "vi", "next": elsewhere}),
        world.browser(LEARNER).post(
            "/tai-khoan/doi-mat-khau/",
            {
                "oldpassword": make.PASSWORD,
                "password1": "cau-tre-lac-lu",
                "password2": "cau-tre-lac-lu",
                "next": elsewhere,
            },
        ),
        Client().get("/_util/login/", {"next": elsewhere}, follow=True),
        Client().get("/quan-tri/login/", {"next": elsewhere}, follow=True),
    ]
    for response in answers:
        where = response.headers.get("Location", "/")
        assert re.match(r"/(?![/\\])", where), where
        assert "\n" not in where
    for response in answers[-2:]:
        # The form may carry what was asked for in its hidden field, but no link of the page leads there.
        assert not re.search(
            r'(href|action)="[^"]*evil\.example', response.content.decode().replace("%2F", "/")
        )


def test_every_way_to_sign_in_counts_failures(world: World) -> None:
    """Wagtail brings two forms of its own that count nothing: neither is served."""
    for address in ("/_util/login/", "/quan-tri/login/"):
        answer = Client().post(address, {"username": world.mine.person.username, "password": make.PASSWORD})
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(SIGN_IN)
