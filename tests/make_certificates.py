"""Makers of what a certificate rests on: a course, who issues, and a completion of which nobody asked how it came."""

from decimal import Decimal

import make

from courses.certificates.models import IssuingBody
from courses.models import Completion, CourseIndexPage, CoursePage
from people import api as people


def a_course(code: str = "KH157", *, issuer: IssuingBody | None = None) -> CoursePage:
    index = CourseIndexPage.objects.get()
    course = CoursePage(
        title="Tìm hiểu Kế hoạch mẫu",
        slug=f"khoa-{code.lower()}",
        code=code,
        minutes=110,
        issuing_body=issuer,
    )
    return index.add_child(instance=course)


def an_issuer(name: str = "Đơn vị mẫu", **fields: object) -> IssuingBody:
    return IssuingBody.objects.create(name=name, place="Hưng Yên", **fields)


def a_completion(course: CoursePage, person: people.User | None = None, **fields: object) -> Completion:
    person = person or make.a_person()
    values = {
        "uid": people.random_code(),
        "full_name": person.full_name,
        "name_folded": person.name_folded,
        "sort_key": person.sort_key,
        "course_code": course.code,
        "course_title": course.title,
        "minutes": course.minutes,
        "earned": Decimal("18"),
        "out_of": Decimal("20"),
        "percent": Decimal("90"),
        "completed_on": make.NOON.date(),
        "at": make.NOON,
    } | fields
    return Completion.objects.create(person=person, course=course, **values)
