"""Administrators enrol people of the own subtree: ticked ones or a whole unit, as often as they like."""

from datetime import date
from typing import Any

import make
import make_courses
import make_people
import pytest
from django.test import Client
from django.urls import reverse
from make_people import Province

from courses import api as courses
from jobs import api as jobs
from people import api as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def hy() -> Province:
    return make_people.a_small_province()


@pytest.fixture
def course() -> courses.CoursePage:
    return make_courses.a_course(title="Khóa cho xã")


def signed_in(person: people.User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def add(course: courses.CoursePage, **query: str) -> str:
    return reverse("enrolments:add", query={"course": course.code, **query})


def said(answer: Any) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def enrolled(course: courses.CoursePage) -> set[str]:
    return set(courses.Enrolment.objects.filter(course=course).values_list("person__full_name", flat=True))


@pytest.mark.parametrize("words", ["ngữ", "ngu", "DO THI NGU", "ngu.do"])
def test_a_person_is_found_and_enrolled(hy: Province, course: courses.CoursePage, words: str) -> None:
    client = signed_in(hy.administrator)
    page = client.get(add(course, q=words)).content.decode()
    assert "Đỗ Thị Ngữ" in page
    assert "Thôn Mẫu 1 (demo), Xã Tân Hưng" in page
    answer = client.post(add(course, q=words), {"person": [str(hy.learner.pk)]}, follow=True)
    assert "Đã ghi danh 1 người" in said(answer)
    row = courses.Enrolment.objects.get(person=hy.learner)
    assert (row.by, row.source) == (hy.administrator, "administrator")
    entry = jobs.AuditEntry.objects.get(action="enrolment.given")
    assert (entry.person, entry.details["course"]) == (hy.learner, course.code)


def test_a_whole_unit_is_enrolled_and_again_changes_nothing(hy: Province, course: courses.CoursePage) -> None:
    first = make_courses.a_learner(course, "Người Cũ", unit=hy.village)
    before = courses.Enrolment.objects.get(person=first)
    closed = make.a_person("Người Đã Đóng", unit=hy.village, is_active=False)
    client = signed_in(hy.administrator)
    answer = client.post(add(course, unit=hy.village.uid), {"everybody": "1"}, follow=True)
    assert "Đã ghi danh 1 người" in said(answer)
    assert "1 người đã ghi danh từ trước" in said(answer)
    assert enrolled(course) == {"Người Cũ", "Đỗ Thị Ngữ"}
    assert courses.Enrolment.objects.get(person=first).at == before.at
    assert closed.full_name not in enrolled(course)
    client.post(add(course, unit=hy.village.uid), {"everybody": "1"})
    assert courses.Enrolment.objects.count() == 2
    (entry,) = jobs.AuditEntry.objects.filter(action="enrolment.given")
    assert (entry.details["rows"], entry.details["unit"]) == (1, hy.village.uid)


def test_nobody_of_another_commune_is_found_or_enrolled(hy: Province, course: courses.CoursePage) -> None:
    client = signed_in(hy.administrator)
    assert "Bùi Văn Khác" not in client.get(add(course, q="khac")).content.decode()
    answer = client.post(
        add(course), {"person": [str(hy.other_learner.pk), str(hy.learner.pk), "x"]}, follow=True
    )
    assert "Bỏ qua 1 người" in said(answer)
    client.post(add(course, unit=hy.other_village.uid), {"everybody": "1"})
    assert hy.other_learner.full_name not in enrolled(course)
    client.post(add(course), {"everybody": "1"})
    assert hy.other_learner.full_name not in enrolled(course)


def test_nobody_who_stands_above_the_administrator_is_listed_or_enrolled(
    hy: Province, course: courses.CoursePage
) -> None:
    superiors = [
        make.a_person("Ông Chủ", unit=hy.village, is_superuser=True),
        make.an_administrator(
            hy.province, role=people.Role.PROVINCIAL_ADMINISTRATOR, full_name="Bà Tỉnh", username="ba.tinh"
        ),
    ]
    make_people.move(superiors[1], hy.village, since=date(2026, 2, 1))
    client = signed_in(hy.administrator)
    page = client.get(add(course)).content.decode()
    assert "Đỗ Thị Ngữ" in page
    client.post(add(course), {"person": [str(each.pk) for each in [hy.learner, *superiors]]})
    assert enrolled(course) == {"Đỗ Thị Ngữ"}
    for each in superiors:
        assert each.full_name not in page
        courses.enrol(each, course, by=None, at=make.NOON, source="self")
    listed = client.get(reverse("enrolments:index")).content.decode()
    assert "Đỗ Thị Ngữ" in listed
    assert not [each for each in superiors if each.full_name in listed]


def test_with_nobody_ticked_nobody_is_enrolled(hy: Province, course: courses.CoursePage) -> None:
    answer = signed_in(hy.administrator).post(add(course), {}, follow=True)
    assert "Chưa chọn ai" in said(answer)
    assert not courses.Enrolment.objects.exists()


def test_only_published_courses_are_offered(hy: Province, course: courses.CoursePage) -> None:
    draft = make_courses.a_course(title="Khóa nháp", live=False)
    page = signed_in(hy.administrator).get(reverse("enrolments:add")).content.decode()
    assert course.title in page
    assert draft.title not in page
    signed_in(hy.administrator).post(add(draft), {"everybody": "1"})
    assert not courses.Enrolment.objects.exists()


def test_trainers_and_learners_enrol_nobody(hy: Province, course: courses.CoursePage) -> None:
    for person in (make.a_trainer(), hy.learner):
        client = signed_in(person)
        assert client.get(reverse("enrolments:index")).status_code in {302, 403}
        client.post(add(course), {"person": [str(hy.learner.pk)]})
    assert not courses.Enrolment.objects.exists()


def test_the_list_tells_who_has_not_completed(hy: Province, course: courses.CoursePage) -> None:
    for person in (hy.learner, hy.other_learner):
        courses.enrol(person, course, by=hy.provincial, at=make.NOON, source="administrator")
    page = signed_in(hy.administrator).get(reverse("enrolments:index")).content.decode()
    assert "Đỗ Thị Ngữ" in page
    assert "24/11/2026" in page
    assert hy.provincial.full_name in page
    assert "Bùi Văn Khác" not in page
    finish(hy.learner, course)
    assert "Đỗ Thị Ngữ" not in signed_in(hy.administrator).get(reverse("enrolments:index")).content.decode()


def finish(person: people.User, course: courses.CoursePage) -> None:
    unit = people.Unit.objects.get(memberships__person=person)
    courses.Completion.objects.create(
        uid=people.random_code(), person=person, course=course, full_name=person.full_name,
        name_folded=person.name_folded, sort_key=person.sort_key, unit=unit, unit_uid=unit.uid,
        unit_path=people.unit_path(unit), unit_tree_path=unit.tree_path, course_code=course.code,
        course_title=course.title, minutes=60, completed_on=make.NOON.date(), at=make.NOON,
    )  # fmt: skip


@pytest.mark.parametrize("query", [{"unit": "khong-co"}, {"course": "X"}])
def test_a_filter_that_cannot_be_read_lists_nobody(
    hy: Province, course: courses.CoursePage, query: dict[str, str]
) -> None:
    courses.enrol(hy.learner, course, by=None, at=make.NOON, source="self")
    page = signed_in(hy.administrator).get(reverse("enrolments:index", query=query)).content.decode()
    assert "Đỗ Thị Ngữ" not in page
    assert "vì có điều kiện lọc chưa đọc được" in page


def test_lists_cost_the_same_whatever_their_length(
    hy: Province, course: courses.CoursePage, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        make_courses.a_learner(course, f"Nguyễn Văn {number}", unit=hy.village)
    client = signed_in(hy.administrator)
    for address in (reverse("enrolments:index"), add(course)):
        client.get(address)
        with django_assert_max_num_queries(22):
            client.get(address)


def test_a_thousand_people_are_enrolled_with_few_statements(
    hy: Province, course: courses.CoursePage, django_assert_max_num_queries: Any
) -> None:
    made = people.User.objects.bulk_create(
        people.User(username=f"nhieu{number}", full_name=f"Trần Văn {number}", name_folded=f"tran van {number}",
                    login_folded=f"nhieu{number}", sort_key=f"{number:04}")
        for number in range(1000)
    )  # fmt: skip
    people.Membership.objects.bulk_create(
        people.Membership(person=person, unit=hy.village, since=make.NOON.date()) for person in made
    )
    client = signed_in(hy.administrator)
    with django_assert_max_num_queries(40):
        client.post(add(course, unit=hy.village.uid), {"everybody": "1"})
    assert courses.Enrolment.objects.count() == 1001
