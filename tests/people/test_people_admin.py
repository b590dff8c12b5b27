"""The administrator's pages on people: what can be done there, and that nobody outside the own subtree can be reached."""

import re
import unicodedata
import uuid

import make
import make_people
import pytest
from django.test import Client
from django.utils import timezone
from office import (
    ADD,
    LIST,
    ROLES,
    UNITS,
    a_form,
    a_role,
    browser_of,
    can_sign_in,
    names_in,
    page_of,
    roles_of,
    slip_in,
    text_of,
)

from jobs import api as jobs
from people import api as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def hy() -> make_people.Province:
    return make_people.a_small_province()


@pytest.fixture
def commune(hy: make_people.Province) -> Client:
    """The browser of the commune's administrator."""
    return browser_of(hy.administrator)


@pytest.fixture
def province(hy: make_people.Province) -> Client:
    return browser_of(hy.provincial)


# --- The list


def test_the_list_holds_the_own_subtree_by_given_name(commune: Client, hy: make_people.Province) -> None:
    make.a_person("Trần Văn Ân", unit=hy.commune)
    make.a_person("Vũ Thị An", unit=hy.village)
    assert names_in(commune.get(LIST)) == ["Vũ Thị An", "Trần Văn Ân", "Đỗ Thị Ngữ", "Phạm Văn Xã"]


def test_a_provincial_administrator_sees_every_commune(province: Client, hy: make_people.Province) -> None:
    shown = names_in(province.get(LIST))
    assert {"Đỗ Thị Ngữ", "Bùi Văn Khác", "Trần Thị Lạc"} <= set(shown)


@pytest.mark.parametrize(
    "query", ["Đỗ Thị Ngữ", "do thi ngu", "ngu do", "NGỮ", "ngu.do", unicodedata.normalize("NFD", "Ngữ")]
)
def test_search_finds_with_and_without_marks(commune: Client, query: str) -> None:
    assert names_in(commune.get(LIST, {"q": query})) == ["Đỗ Thị Ngữ"]


def test_search_tells_nothing_about_other_communes(commune: Client) -> None:
    for address in (LIST, LIST + "ket-qua/"):
        page = text_of(commune.get(address, {"q": "bui van khac"}))
        assert "Bùi Văn Khác" not in page
        assert "khac.bui" not in page
    nobody = text_of(commune.get(LIST + "ket-qua/", {"q": "khong co ai"}))
    assert page.replace("bui van khac", "x") == nobody.replace("khong co ai", "x")


def test_the_list_is_narrowed_to_a_unit_and_all_below_it(province: Client, hy: make_people.Province) -> None:
    assert set(names_in(province.get(LIST, {"unit": "hy-xa-lac-dao"}))) == {"Bùi Văn Khác", "Trần Thị Lạc"}


@pytest.mark.parametrize("uid", ["hy-xa-lac-dao", "demo-lac-dao-1", "hy", "no-such-unit"])
def test_a_filter_by_a_unit_outside_does_not_exist(commune: Client, uid: str) -> None:
    assert commune.get(LIST, {"unit": uid}).status_code == 404


def test_closed_people_stay_in_the_list_of_their_last_unit(commune: Client, hy: make_people.Province) -> None:
    people.close_person(hy.learner, by=hy.administrator, at=timezone.now())
    assert "Đỗ Thị Ngữ" in names_in(commune.get(LIST, {"state": "closed"}))
    assert "Đỗ Thị Ngữ" not in names_in(commune.get(LIST, {"state": "open"}))


def test_an_order_by_a_hidden_field_is_not_taken(commune: Client) -> None:
    plain = names_in(commune.get(LIST))
    for hidden in ("password", "-password", "email", "memberships__unit__parent__name"):
        assert names_in(commune.get(LIST, {"ordering": hidden})) == plain


def test_ten_thousand_people_cost_as_many_queries_as_ten(
    province: Client,
    hy: make_people.Province,
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    crowd = []
    for number in range(10_000):
        person = people.User(username=f"dong{number}", full_name=f"Nguyễn Thị Đông {number}")
        person.tidy()
        crowd.append(person)
    people.User.objects.bulk_create(crowd, batch_size=1000)
    people.Membership.objects.bulk_create(
        [people.Membership(person=each, unit=hy.village, since="2026-01-01") for each in crowd],
        batch_size=1000,
    )
    province.get(LIST)
    with django_assert_max_num_queries(15):
        first = province.get(LIST)
    with django_assert_max_num_queries(15):
        last = province.get(LIST, {"p": "200"})
    assert len(names_in(first)) == 50
    assert len(names_in(last)) == 50
    with django_assert_max_num_queries(15):
        assert len(names_in(province.get(LIST, {"q": "dong 9999"}))) == 1


# --- Adding


def test_a_person_is_added_with_a_login_name_made_from_the_name(
    commune: Client, hy: make_people.Province
) -> None:
    response = commune.post(ADD, a_form(commune, full_name="Đỗ Văn Ngữ"))
    login, password = slip_in(response)
    assert login == "ngu.do2"
    assert re.fullmatch(r"\d{4} \d{4}", password)
    assert can_sign_in(login, password)
    person = people.User.objects.get(username=login)
    assert people.home_unit(person, timezone.localdate()) == hy.village
    assert jobs.AuditEntry.objects.filter(action="person.added", person=person, by=hy.administrator).exists()


def test_the_slip_is_kept_nowhere(commune: Client) -> None:
    response = commune.post(ADD, a_form(commune))
    _login, password = slip_in(response)
    assert "no-store" in response["Cache-Control"]
    page = text_of(response)
    assert "/tai-khoan/dang-nhap/" in page
    assert "14 ngày" in page
    assert password not in text_of(commune.get(LIST))
    assert password.replace(" ", "") not in str(
        list(jobs.AuditEntry.objects.values_list("details", flat=True))
    )


def test_a_name_in_decomposed_unicode_is_stored_composed(commune: Client) -> None:
    commune.post(ADD, a_form(commune, full_name=unicodedata.normalize("NFD", "Nguyễn Thị Huệ")))
    assert people.User.objects.filter(full_name="Nguyễn Thị Huệ", name_folded="nguyen thi hue").exists()


def test_a_login_name_of_ones_own_choice_is_taken(commune: Client) -> None:
    login, _password = slip_in(commune.post(ADD, a_form(commune, username="Chị Mới")))
    assert login == "chimoi"


def test_a_login_name_that_somebody_has_is_refused(commune: Client) -> None:
    page = text_of(commune.post(ADD, a_form(commune, username="NGỮ.ĐỖ")))
    assert "Mã đăng nhập ngu.do đã có người dùng." in page
    assert not people.User.objects.filter(full_name="Hoàng Thị Mới").exists()


def test_the_same_name_in_the_same_unit_is_asked_about(commune: Client) -> None:
    form = a_form(commune, full_name="do thi ngu")
    asked = commune.post(ADD, form)
    assert "Đơn vị này đã có người trùng tên" in text_of(asked)
    assert people.User.objects.filter(name_folded="do thi ngu").count() == 1
    slip_in(commune.post(ADD, {**form, "add_anyway": "on"}))
    assert people.User.objects.filter(name_folded="do thi ngu").count() == 2


def test_the_same_name_in_another_unit_is_not_asked_about(commune: Client, hy: make_people.Province) -> None:
    slip_in(commune.post(ADD, a_form(commune, full_name="Đỗ Thị Ngữ", unit=hy.commune.uid)))


def test_a_form_sent_twice_adds_one_person(commune: Client) -> None:
    form = a_form(commune)
    login, password = slip_in(commune.post(ADD, form))
    again = commune.post(ADD, form)
    assert again.status_code == 302
    assert people.User.objects.filter(full_name="Hoàng Thị Mới").count() == 1
    assert can_sign_in(login, password)


def test_the_key_of_a_form_cannot_be_chosen(commune: Client, hy: make_people.Province) -> None:
    page = commune.post(ADD, a_form(commune, key=str(hy.other_learner.pk)))
    assert "Trang này đã mở quá lâu" in text_of(page)


@pytest.mark.parametrize("uid", ["hy-xa-lac-dao", "demo-lac-dao-1", "hy", "no-such-unit"])
def test_nobody_is_added_to_a_unit_outside(commune: Client, uid: str) -> None:
    assert commune.post(ADD, a_form(commune, unit=uid)).status_code == 404
    assert not people.User.objects.filter(full_name="Hoàng Thị Mới").exists()


def test_only_units_of_the_own_subtree_are_offered(commune: Client) -> None:
    offered = set(re.findall(r'<option value="([^"]+)"', text_of(commune.get(ADD))))
    assert offered == {"hy-xa-tan-hung", "demo-tan-hung-1"}


FORGED = {
    "is_superuser": "on",
    "is_staff": "on",
    "is_active": "",
    "groups": "1",
    "user_permissions": "1",
    "role": "provincial-administrator",
    "password": "x",
    "pk": str(uuid.uuid4()),
}


def test_forged_fields_of_a_new_person_are_ignored(commune: Client) -> None:
    commune.post(ADD, {**a_form(commune), **FORGED})
    person = people.User.objects.get(full_name="Hoàng Thị Mới")
    assert not person.is_superuser
    assert person.is_active
    assert not person.groups.exists()
    assert not person.grants.exists()


# --- Correcting, moving


def changed(hy: make_people.Province, **fields: str) -> dict[str, str]:
    return {"full_name": "Đỗ Thị Ngữ", "unit": "demo-tan-hung-1", "email": "", "phone": "", **fields}


def test_a_name_and_a_phone_are_corrected(commune: Client, hy: make_people.Province) -> None:
    name = unicodedata.normalize("NFD", "Đỗ Thị Ngự")
    commune.post(page_of(hy.learner), changed(hy, full_name=name, phone="0912 345 678"))
    hy.learner.refresh_from_db()
    assert (hy.learner.full_name, hy.learner.name_folded, hy.learner.phone) == (
        "Đỗ Thị Ngự",
        "do thi ngu",
        "0912 345 678",
    )
    entry = jobs.AuditEntry.objects.get(action="person.edited", person=hy.learner)
    assert entry.details == {"fields": ["full_name", "phone"]}


def test_another_unit_ends_the_membership_today_and_begins_one(
    commune: Client, hy: make_people.Province
) -> None:
    commune.post(page_of(hy.learner), changed(hy, unit=hy.commune.uid))
    today = timezone.localdate()
    before, after = hy.learner.memberships.order_by("pk")
    assert (before.unit, before.until) == (hy.village, today)
    assert (after.unit, after.since, after.until, after.by) == (hy.commune, today, None, hy.administrator)


def test_saving_without_a_change_writes_nothing(commune: Client, hy: make_people.Province) -> None:
    entries = jobs.AuditEntry.objects.count()
    commune.post(page_of(hy.learner), changed(hy))
    assert jobs.AuditEntry.objects.count() == entries
    assert hy.learner.memberships.count() == 1


def test_nobody_is_moved_to_a_unit_outside(commune: Client, hy: make_people.Province) -> None:
    assert commune.post(page_of(hy.learner), changed(hy, unit=hy.other_village.uid)).status_code == 404
    assert hy.learner.memberships.get().unit == hy.village


def test_forged_fields_of_a_correction_are_ignored(commune: Client, hy: make_people.Province) -> None:
    password = hy.learner.password
    commune.post(page_of(hy.learner), {**changed(hy, phone="0912345678"), **FORGED, "username": "chu-moi"})
    hy.learner.refresh_from_db()
    assert hy.learner.phone == "0912345678"
    assert (hy.learner.is_superuser, hy.learner.is_active, hy.learner.username, hy.learner.password) == (
        False,
        True,
        "ngu.do",
        password,
    )
    assert not hy.learner.grants.exists()


# --- Closing, opening again, a new slip


def test_closing_is_asked_first_and_ends_every_session(commune: Client, hy: make_people.Province) -> None:
    learner = browser_of(hy.learner)
    assert learner.get("/tai-khoan/doi-mat-khau/").status_code == 200
    assert commune.get(page_of(hy.learner, "dong/")).status_code == 200
    hy.learner.refresh_from_db()
    assert hy.learner.is_active
    commune.post(page_of(hy.learner, "dong/"))
    hy.learner.refresh_from_db()
    assert not hy.learner.is_active
    assert hy.learner.memberships.get().until == timezone.localdate()
    assert learner.get("/tai-khoan/doi-mat-khau/").status_code == 302
    assert not can_sign_in("ngu.do", make.PASSWORD)


def test_opening_again_gives_a_new_slip_and_a_new_membership(
    commune: Client, hy: make_people.Province
) -> None:
    learner = browser_of(hy.learner)
    commune.post(page_of(hy.learner, "dong/"))
    login, password = slip_in(commune.post(page_of(hy.learner, "mo-lai/"), {"unit": hy.commune.uid}))
    assert can_sign_in(login, password)
    assert not can_sign_in(login, make.PASSWORD)
    assert people.home_unit(hy.learner, timezone.localdate()) == hy.commune
    assert learner.get("/tai-khoan/doi-mat-khau/").status_code == 302, (
        "a session of before must not come back"
    )
    acts = jobs.AuditEntry.objects.filter(person=hy.learner).values_list("action", flat=True)
    assert {"person.closed", "person.reopened", "person.moved", "person.password_reset"} <= set(acts)


def test_a_new_slip_ends_the_old_password_and_the_sessions(commune: Client, hy: make_people.Province) -> None:
    learner = browser_of(hy.learner)
    assert commune.get(page_of(hy.learner, "phieu-moi/")).status_code == 200
    assert can_sign_in("ngu.do", make.PASSWORD)
    login, password = slip_in(commune.post(page_of(hy.learner, "phieu-moi/")))
    assert login == "ngu.do"
    assert can_sign_in(login, password)
    assert not can_sign_in(login, make.PASSWORD)
    assert learner.get("/tai-khoan/doi-mat-khau/").status_code == 302
    assert jobs.AuditEntry.objects.filter(action="person.password_reset", person=hy.learner).count() == 1


def test_nobody_closes_the_own_account(commune: Client, hy: make_people.Province) -> None:
    commune.post(page_of(hy.administrator, "dong/"))
    hy.administrator.refresh_from_db()
    assert hy.administrator.is_active


# --- Outside the own subtree nothing exists


ACTS = ["", "dong/", "mo-lai/", "phieu-moi/"]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    "whom", ["other_learner", "other_administrator", "provincial", "owner", "colleague", "nobody"]
)
def test_a_guessed_address_answers_as_if_nobody_was_there(
    commune: Client, hy: make_people.Province, act: str, whom: str
) -> None:
    if whom == "owner":
        person = make.a_person(unit=hy.village, is_superuser=True)
    elif whom == "colleague":
        person = make.an_administrator(hy.commune)
    elif whom == "nobody":
        person = people.User(username="nobody")
    else:
        person = getattr(hy, whom)
    before = (
        list(people.User.objects.order_by("pk").values()),
        list(people.Membership.objects.order_by("pk").values()),
    )
    form = changed(hy, full_name="Tên Giả")
    got, posted = commune.get(page_of(person, act)), commune.post(page_of(person, act), form)
    assert (got.status_code, posted.status_code) == (404, 404)
    assert person.full_name not in text_of(got).replace("Phạm Văn Xã", "") or not person.full_name
    after = (
        list(people.User.objects.order_by("pk").values()),
        list(people.Membership.objects.order_by("pk").values()),
    )
    assert after == before


def test_a_try_on_somebody_elses_learner_is_written_down(commune: Client, hy: make_people.Province) -> None:
    commune.post(page_of(hy.other_learner, "phieu-moi/"))
    commune.post(roles_of(hy.other_learner), a_role())
    entries = jobs.AuditEntry.objects.filter(
        action="person.refused", by=hy.administrator, person=hy.other_learner
    )
    assert [entry.details["page"] for entry in entries.order_by("pk")] == [
        "learners:new_slip",
        "roles:person",
    ]


def test_the_admins_own_account_page_asks_for_no_other_names_and_no_password(commune: Client) -> None:
    page = text_of(commune.get("/quan-tri/account/"))
    for field in ("first_name", "last_name", "old_password"):
        assert field not in page


@pytest.mark.parametrize("address", [LIST, LIST + "ket-qua/", ADD, ROLES, UNITS, UNITS + "ket-qua/"])
def test_trainers_and_learners_reach_no_page_about_people(hy: make_people.Province, address: str) -> None:
    trainer = browser_of(make.a_trainer())
    assert trainer.get("/quan-tri/").status_code == 200
    assert trainer.get(address).status_code == 404
    assert trainer.post(address, {}).status_code in (404, 405)
    assert browser_of(hy.learner).get(address).status_code in (302, 403, 404)
    assert Client().get(address).status_code == 302


def test_a_trainer_has_no_way_to_people_in_the_menu(hy: make_people.Province, commune: Client) -> None:
    assert LIST in text_of(commune.get("/quan-tri/"))
    assert LIST not in text_of(browser_of(make.a_trainer()).get("/quan-tri/"))


@pytest.mark.parametrize(
    "address",
    [
        "/quan-tri/users/",
        "/quan-tri/users/new/",
        "/quan-tri/users/edit/{person}/",
        "/quan-tri/users/delete/{person}/",
        "/quan-tri/groups/",
        "/quan-tri/groups/new/",
        "/quan-tri/bulk/people/user/delete/?id={person}",
        "/quan-tri/bulk/people/user/assign_role/?id={person}",
        "/quan-tri/bulk/people/user/set_active_state/?id={person}&id={learner}",
    ],
)
@pytest.mark.parametrize("who", ["administrator", "provincial"])
def test_wagtails_own_pages_on_accounts_are_for_superusers(
    hy: make_people.Province, address: str, who: str
) -> None:
    client = browser_of(getattr(hy, who))
    where = address.format(person=hy.other_learner.pk, learner=hy.learner.pk)
    before = list(people.User.objects.order_by("pk").values())
    got = client.get(where)
    posted = client.post(
        where, {"is_superuser": "on", "mark_as_active": "", "username": "x", "full_name": "X"}
    )
    for response in (got, posted):
        assert response.status_code in (302, 403, 404)
        assert "Bùi Văn Khác" not in text_of(response)
    assert list(people.User.objects.order_by("pk").values()) == before


def test_a_superuser_still_has_wagtails_pages_on_accounts() -> None:
    owner = browser_of(make.a_person(is_superuser=True))
    assert owner.get("/quan-tri/users/").status_code == 200
    made = owner.post(
        "/quan-tri/users/new/",
        {
            "username": "Chủ Hai",
            "full_name": "Chủ Hai",
            "password1": "cau-tre-lac-lu",
            "password2": "cau-tre-lac-lu",
        },
    )
    assert made.status_code == 302
    twice = owner.post(
        "/quan-tri/users/new/",
        {
            "username": "chu hai",
            "full_name": "Khác",
            "password1": "cau-tre-lac-lu",
            "password2": "cau-tre-lac-lu",
        },
    )
    assert "đã có người dùng" in text_of(twice)


def test_every_address_about_a_person_holds_a_random_id(province: Client, hy: make_people.Province) -> None:
    links = set(re.findall(rf'href="({LIST}[^"?]+)"', text_of(province.get(LIST)))) - {ADD}
    assert links
    assert all(re.fullmatch(rf"{LIST}[0-9a-f-]{{36}}/", link) for link in links)
