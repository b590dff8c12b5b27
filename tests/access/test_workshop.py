"""Wagtail's own surfaces: histories, revisions, comparisons, previews, choosers, its API, usage, reports.

Who may not write the bank reads no key there; who may not see people reads no name of theirs; a learner gets no page of
the admin at all. Each test walks every address of the admin, so a surface that comes new with Wagtail is walked too.
"""

import re

import make
import pytest
from access.addresses import Address, all_addresses
from access.world import COMMUNE, KEY_WORDS, LEARNER, PROVINCE, SUPERUSER, TRAINER, World, browser_of
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.test import Client
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex

from people import api as people
from quizzes.bank.questions import Question

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ADMIN = [address for address in all_addresses() if address.route.startswith("quan-tri/")]
OPEN = {"wagtailadmin_sprite", "wagtailadmin_javascript_catalog"}
PEOPLE = (
    "Đỗ Thị Ngữ",
    "ngu.do",
    "Bùi Văn Khác",
    "khac.bui",
    "Phạm Văn Xã",
    "xa.pham",
    "Trần Thị Lạc",
    "lac.tran",
)
QUERIES = ("", "?q=D", "?export=csv", "?p=1&ordering=password")


def text_of(response) -> str:  # type: ignore[no-untyped-def]
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")


def with_something_in_the_log(world: World) -> None:
    """What Wagtail writes of people when the system's owner edits accounts, and of questions when they are edited."""
    for person in (world.mine.person, world.foreign.person, world.hy.other_administrator):
        log(instance=person, action="wagtail.edit", user=world.superuser, title=person.full_name)
    log(instance=world.question, action="wagtail.edit", user=world.trainer, title=KEY_WORDS)
    ReferenceIndex.create_or_update_for_object(world.question)


def walked(browser: Client, world: World, addresses: list[Address], queries: tuple[str, ...] = ("",)):  # type: ignore[no-untyped-def]
    for address in addresses:
        url = address.written_out(world)
        for query in queries:
            with transaction.atomic():
                response = browser.get(url + query)
                text = text_of(response)
                transaction.set_rollback(True)
            yield address, response, text
    assert browser.get("/viec-cua-toi/").status_code == 200, "somewhere on the walk the session was lost"


def test_the_walk_would_see_a_key_and_a_name(world: World) -> None:
    """The control: a superuser's walk meets both, so that their absence in the walks below says something."""
    with_something_in_the_log(world)
    met = {"key": set(), "name": set()}  # type: ignore[var-annotated]
    for address, _response, text in walked(
        world.browser(SUPERUSER, raise_request_exception=False), world, ADMIN
    ):
        if KEY_WORDS in text:
            met["key"].add(address.name)
        if any(name in text for name in PEOPLE):
            met["name"].add(address.name)
    question = "wagtailsnippets_quizzes_question:"
    assert {question + each for each in ("edit", "revisions_view", "revisions_compare")} <= met["key"]
    assert {
        "wagtailadmin_reports:site_history",
        "wagtailusers_users:index",
        "learners:index",
        "records:index",
    } <= met["name"]


def test_a_learner_gets_no_page_of_the_admin(world: World) -> None:
    for address, response, _text in walked(world.browser(LEARNER), world, ADMIN, QUERIES):
        if address.name not in OPEN and response.status_code != 405:
            assert response.status_code in (302, 403), str(address)
            if response.status_code == 302:
                assert response.headers["Location"].startswith("/tai-khoan/dang-nhap/"), str(address)


def test_a_trainer_meets_nobody(world: World) -> None:
    with_something_in_the_log(world)
    browser = world.browser(TRAINER, raise_request_exception=False)
    for address, _response, text in walked(browser, world, ADMIN, QUERIES):
        assert not [name for name in PEOPLE if name in text], str(address)
        assert "Chủ Hệ Thống" not in text or "page" in address.name, str(address)


def test_a_commune_administrator_meets_no_question_and_nobody_elsewhere(world: World) -> None:
    with_something_in_the_log(world)
    browser = world.browser(COMMUNE, raise_request_exception=False)
    stem = world.question.stem
    for address, _response, text in walked(browser, world, ADMIN, QUERIES):
        assert KEY_WORDS not in text, str(address)
        assert stem not in text, str(address)
        assert "THU/BI-MAT" not in text, str(address)
        assert not [name for name in ("Bùi Văn Khác", "khac.bui", "Trần Thị Lạc") if name in text], str(
            address
        )


def test_a_commune_administrators_own_walk_does_meet_the_own_people(world: World) -> None:
    met = [
        address.name
        for address, _response, text in walked(
            world.browser(COMMUNE, raise_request_exception=False), world, ADMIN
        )
        if "Đỗ Thị Ngữ" in text
    ]
    assert {"learners:index", "records:index", "overrides", "cohorts:members"} <= set(met)


def test_site_history_says_nothing_of_accounts_to_those_who_do_not_own_the_system(world: World) -> None:
    with_something_in_the_log(world)
    for role in (TRAINER, COMMUNE, PROVINCE):
        for query in ("", "?export=csv", "?export=xlsx", "?label=B%C3%B9i", f"?user={world.superuser.pk}"):
            response = world.browser(role).get(f"/quan-tri/reports/site-history/{query}")
            assert "Bùi Văn Khác" not in text_of(response), f"{role} {query}"
            assert "Trần Thị Lạc" not in text_of(response), f"{role} {query}"


def test_whoever_is_granted_questions_besides_comes_to_them(world: World) -> None:
    """A commune's administrator who also trains: by a second role, or by a group that a superuser made."""
    administrator = world.hy.administrator
    address = "/quan-tri/snippets/quizzes/question/"
    assert browser_of(administrator).get(address).status_code == 403
    writers = Group.objects.create(name="Người soạn câu hỏi của xã")
    writers.permissions.set(Permission.objects.filter(codename__in=["view_question", "change_question"]))
    administrator.groups.add(writers)
    assert browser_of(administrator).get(address).status_code == 200
    administrator.groups.remove(writers)
    assert browser_of(administrator).get(address).status_code == 403
    people.grant_role(administrator, people.Role.TRAINER, world.hy.commune, by=None, at=make.NOON)
    assert browser_of(administrator).get(address).status_code == 200


def test_the_first_page_offers_only_what_one_may_open(world: World) -> None:
    """Every way that leads from the admin's menu is open to the one who sees it."""
    for role in (TRAINER, COMMUNE, PROVINCE):
        browser = world.browser(role)
        text = text_of(browser.get("/quan-tri/"))
        ways = set(re.findall(r'"url": "(/quan-tri/[^"]*)"', text)) | set(
            re.findall(r'href="(/quan-tri/[^"#?]*)"', text)
        )
        assert ways, role
        for way in ways - {"/quan-tri/logout/"}:
            response = browser.get(way)
            assert response.status_code in (200, 302), f"{role} {way}"
            assert response.headers.get("Location") != "/quan-tri/", f"{role} {way}"


def test_a_page_is_closed_and_published_only_by_those_who_publish(world: World) -> None:
    browser = world.browser(TRAINER)
    for act in ("privacy/", "unpublish/", "delete/", "lock/", "unlock/"):
        response = browser.post(f"/quan-tri/pages/{world.lesson.pk}/{act}")
        assert response.headers.get("Location") == "/quan-tri/", act
    assert world.lesson.get_view_restrictions().count() == 0
    assert type(world.lesson).objects.get(pk=world.lesson.pk).live


BULK = (
    "/quan-tri/bulk/quizzes/question/delete/",
    "/quan-tri/bulk/people/user/delete/",
    "/quan-tri/bulk/people/user/set_active_state/",
    "/quan-tri/bulk/people/user/assign_role/",
    "/quan-tri/bulk/wagtailcore/page/delete/",
    "/quan-tri/bulk/wagtailcore/page/publish/",
)


@pytest.mark.parametrize("address", BULK)
def test_nothing_is_done_to_many_at_once_without_the_right(world: World, address: str) -> None:
    """Own and foreign ids together: nothing is done, and the answer names none."""
    key = {"question": world.question.pk, "page": world.lesson.pk}.get(address.split("/")[4])
    ids = [str(key)] if key else [str(world.mine.person.pk), str(world.foreign.person.pk)]
    query = "?" + "&".join(f"id={each}" for each in ids)
    group = Group.objects.get(name=people.Role.PROVINCIAL_ADMINISTRATOR).pk
    for role in (TRAINER, COMMUNE, PROVINCE):
        if role == PROVINCE and "page" in address:
            continue
        browser = world.browser(role, raise_request_exception=False)
        for response in (
            browser.get(address + query),
            browser.post(address + query, {"role": group, "mark_as_active": "", "include_descendants": "on"}),
        ):
            assert response.status_code in (200, 302, 403, 404), f"{role} {address}"
            assert "Bùi Văn Khác" not in text_of(response), f"{role} {address}"
    assert Question.objects.filter(pk=world.question.pk, live=True).exists()
    assert type(world.lesson).objects.filter(pk=world.lesson.pk, live=True).exists()
    for person in (world.mine.person, world.foreign.person):
        fresh = people.User.objects.get(pk=person.pk)
        assert fresh.is_active
        assert not fresh.groups.exists()
