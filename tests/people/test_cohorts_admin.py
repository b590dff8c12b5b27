"""The pages on classes: what can be done there, and that nothing outside the own subtree is seen or added."""

import re
from datetime import date
from typing import Any

import make
import make_people
import pytest
from django.test import Client
from office import browser_of, names_in, text_of

from jobs.audit import AuditEntry
from people import api as people

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/lop/"


@pytest.fixture
def hy() -> make_people.Province:
    return make_people.a_small_province()


@pytest.fixture
def commune(hy: make_people.Province) -> Client:
    return browser_of(hy.administrator)


def a_cohort(
    unit: people.Unit, title: str = "Lớp trưởng thôn, đợt 1", *members: people.User
) -> people.Cohort:
    cohort = people.Cohort(title=title, unit=unit)
    cohort.tidy()
    cohort.save()
    people.add_to_cohort(cohort, list(members), by=None, at=make.NOON)
    return cohort


def page_of(cohort: people.Cohort, act: str = "") -> str:
    return f"{LIST}{cohort.uid}/{act}"


def members_of(cohort: people.Cohort) -> set[str]:
    return set(cohort.members.filter(until__isnull=True).values_list("person__full_name", flat=True))


def add(client: Client, **changes: Any) -> Any:
    key = re.search(r'name="key" value="([^"]+)"', text_of(client.get(f"{LIST}them/")))
    assert key
    usual = {"title": "Lớp Tổ hòa giải", "unit": "hy-xa-tan-hung", "starts_on": "", "ends_on": "", "note": ""}
    return client.post(f"{LIST}them/", {"key": key.group(1), **usual, **changes})


def test_a_class_is_added_found_without_marks_changed_and_written_down(
    commune: Client, hy: make_people.Province
) -> None:
    assert "Nothing" not in text_of(commune.get(LIST))
    reply = add(commune, starts_on="01/12/2026", ends_on="5/12/2026", note="Hội trường xã")
    cohort = people.Cohort.objects.get()
    assert reply["Location"] == page_of(cohort, "them-nguoi/")
    assert (cohort.starts_on, cohort.ends_on, cohort.by) == (
        date(2026, 12, 1),
        date(2026, 12, 5),
        hy.administrator,
    )
    assert names_in(commune.get(LIST, {"q": "to hoa giai"})) == ["Lớp Tổ hòa giải"]
    assert names_in(commune.get(LIST, {"q": "hoa binh"})) == []
    page = text_of(commune.get(page_of(cohort, "sua/")))
    assert 'value="01/12/2026"' in page
    form = {"title": "Lớp hòa giải viên", "unit": hy.village.uid, "starts_on": "2026-12-01", "ends_on": ""}
    assert commune.post(page_of(cohort, "sua/"), form).status_code == 302
    cohort.refresh_from_db()
    assert (cohort.title, cohort.unit, cohort.ends_on) == ("Lớp hòa giải viên", hy.village, None)
    actions = AuditEntry.objects.filter(by=hy.administrator).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["cohort.added", "cohort.changed"]


def test_a_double_click_adds_one_class(commune: Client) -> None:
    key = people.random_code()
    for _press in range(2):
        assert add(commune, key=key).status_code == 302
    assert people.Cohort.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "  "},
        {"starts_on": "05/12/2026", "ends_on": "01/12/2026"},
        {"starts_on": "31/02/2026"},
        {"unit": ""},
        {"key": "x"},
    ],
)
def test_what_cannot_be_a_class_is_refused_with_words(commune: Client, changes: dict[str, str]) -> None:
    reply = add(commune, **changes)
    assert reply.status_code == 200
    assert not people.Cohort.objects.exists()
    assert "error-message" in text_of(reply) or "key" in changes


def test_people_come_in_by_name_and_are_taken_out(commune: Client, hy: make_people.Province) -> None:
    cohort = a_cohort(hy.commune)
    assert "tim-thay" not in text_of(commune.get(page_of(cohort, "them-nguoi/")))
    page = text_of(commune.get(page_of(cohort, "them-nguoi/"), {"q": "do thi ngu"}))
    assert str(hy.learner.pk) in page
    reply = commune.post(page_of(cohort, "them-nguoi/") + "?q=ngu", {"person": str(hy.learner.pk)})
    assert reply["Location"] == page_of(cohort)
    page = text_of(commune.get(page_of(cohort)))
    assert "Đỗ Thị Ngữ" in page
    assert "Thôn Mẫu 1 (demo), Xã Tân Hưng" in page
    assert f'value="{hy.learner.pk}"' not in text_of(
        commune.get(page_of(cohort, "them-nguoi/"), {"q": "ngu"})
    )
    commune.post(page_of(cohort, "bo/"), {"person": str(hy.learner.pk)})
    commune.post(page_of(cohort, "bo/"), {"person": str(hy.learner.pk)})
    assert members_of(cohort) == set()
    assert str(hy.learner.pk) not in text_of(commune.get(page_of(cohort)))
    assert AuditEntry.objects.filter(action="cohort.member_left", person=hy.learner).count() == 1


def test_a_whole_unit_comes_in_at_once_without_closed_accounts(
    commune: Client, hy: make_people.Province
) -> None:
    cohort = a_cohort(hy.commune, "Lớp thôn", hy.learner)
    make.a_person("Vũ Thị An", unit=hy.village)
    make.a_person("Người Đã Nghỉ", unit=hy.village, is_active=False)
    query = f"?unit={hy.village.uid}&q="
    reply = commune.post(page_of(cohort, "them-nguoi/") + query, {"everybody": "1"})
    assert reply.status_code == 302
    assert members_of(cohort) == {"Đỗ Thị Ngữ", "Vũ Thị An"}
    assert commune.post(page_of(cohort, "them-nguoi/"), {"everybody": "1"}).status_code == 302
    assert len(members_of(cohort)) == 2


def test_nothing_outside_the_own_subtree_is_seen_or_added(commune: Client, hy: make_people.Province) -> None:
    mine, foreign = a_cohort(hy.commune), a_cohort(hy.other_commune, "Lớp Lạc Đạo", hy.other_learner)
    upper = a_cohort(hy.province, "Lớp của tỉnh", hy.learner)
    assert names_in(commune.get(LIST)) == ["Lớp trưởng thôn, đợt 1"]
    for cohort in (foreign, upper):
        for act in ("", "sua/", "them-nguoi/", "bo/"):
            for answer in (commune.get(page_of(cohort, act)), commune.post(page_of(cohort, act))):
                assert answer.status_code in {404, 405}
    stranger = {"person": str(hy.other_learner.pk)}
    assert commune.post(page_of(mine, "them-nguoi/"), stranger).status_code == 302
    assert members_of(mine) == set()
    assert commune.get(page_of(mine, "them-nguoi/"), {"unit": hy.other_commune.uid}).status_code == 404
    address = f"{page_of(mine, 'them-nguoi/')}?unit={hy.other_commune.uid}"
    assert commune.post(address, {"everybody": "1"}).status_code == 404
    assert "Bùi Văn Khác" not in text_of(commune.get(page_of(mine, "them-nguoi/"), {"q": "khac"}))
    for path in (f"{LIST}them/", page_of(mine, "sua/")):
        form = {"title": "Lớp", "unit": hy.other_commune.uid, "key": people.random_code()}
        assert commune.post(path, form).status_code == 404
    assert commune.post(page_of(mine, "bo/"), stranger).status_code == 404


def test_members_of_other_units_are_counted_not_named(commune: Client, hy: make_people.Province) -> None:
    cohort = a_cohort(hy.commune, "Lớp chung", hy.learner, hy.other_learner)
    page = text_of(commune.get(page_of(cohort)))
    assert "Bùi Văn Khác" not in page
    assert re.search(r"\b1\b[^<]*đơn vị|1 more person", page)
    assert commune.post(page_of(cohort, "bo/"), {"person": str(hy.other_learner.pk)}).status_code == 404
    assert "Bùi Văn Khác" in text_of(browser_of(hy.provincial).get(page_of(cohort)))


@pytest.mark.parametrize("size", [0, 1, 500])
def test_a_class_of_any_size_costs_the_same(
    commune: Client, hy: make_people.Province, size: int, django_assert_max_num_queries: Any
) -> None:
    crowd = []
    for number in range(size):
        person = people.User(username=f"lop{number}", full_name=f"Nguyễn Thị Lớp {number}")
        person.tidy()
        crowd.append(person)
    people.User.objects.bulk_create(crowd)
    people.Membership.objects.bulk_create(
        [people.Membership(person=each, unit=hy.village, since="2026-01-01") for each in crowd]
    )
    cohort = a_cohort(hy.commune, "Lớp lớn")
    if size:
        unit = f"?unit={hy.village.uid}&q=lop"
        commune.post(page_of(cohort, "them-nguoi/") + unit, {"everybody": "1"})
    assert cohort.members.count() == size
    for address in (LIST, page_of(cohort), page_of(cohort, "them-nguoi/") + "?q=lop"):
        commune.get(address)
        with django_assert_max_num_queries(18):
            page = text_of(commune.get(address))
    assert text_of(commune.get(page_of(cohort))).count("/bo/") == min(size, 50)
    assert page.count('type="checkbox" name="person"') == 0


def test_learners_and_trainers_reach_no_class(hy: make_people.Province) -> None:
    cohort = a_cohort(hy.commune, "Lớp", make.a_person("Vũ Thị An", unit=hy.village))
    for person in (hy.learner, make.a_trainer()):
        for address in (LIST, page_of(cohort), page_of(cohort, "them-nguoi/")):
            reply = browser_of(person).get(address)
            assert reply.status_code in {302, 403, 404}
            assert "Vũ Thị An" not in text_of(reply)
