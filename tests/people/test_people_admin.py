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
    a_form,
    can_sign_in,
    changed,
    names_in,
    page_of,
    slip_in,
    text_of,
)

from jobs import api as jobs
from people import api as people

pytestmark = pytest.mark.django_db


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


def test_a_long_name_in_decomposed_unicode_is_counted_as_it_is_stored(commune: Client) -> None:
    name = " ".join(["Nguyễn"] * 17)
    assert len(name) == 118
    commune.post(ADD, a_form(commune, full_name=unicodedata.normalize("NFD", name)))
    assert people.User.objects.filter(full_name=name).exists()


def test_a_soft_hyphen_in_a_name_is_dropped(commune: Client) -> None:
    commune.post(ADD, a_form(commune, full_name="Lê Văn\u00ad Hai"))
    assert people.User.objects.filter(full_name="Lê Văn Hai").exists()


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
