"""The real content, loaded by the commands that serve users."""

from pathlib import Path

import make
from django.core.management import call_command
from django.utils import timezone

from courses import api as courses
from people import api as people
from portal.demo import make_demo_issuer

ROOT = Path(__file__).resolve().parents[1]


def the_units() -> None:
    call_command("load_units", str(ROOT / "site/people/data/hung-yen-units.csv"), verbosity=0)
    call_command("load_units", str(ROOT / "site/people/data/demo-villages.csv"), verbosity=0)


def the_plan_course() -> courses.CoursePage:
    """Foundation, units, register, the plan's course, published and with an issuer."""
    call_command("lay_foundation")
    the_units()
    call_command("load_law", str(ROOT / "site/law/data/legal-register.csv"), verbosity=0)
    call_command(
        "load_course",
        str(ROOT / "courses/data/plan157-course.json"),
        "--publish",
        "--unreviewed",
        verbosity=0,
    )
    make_demo_issuer()
    return courses.CoursePage.objects.get(code="KH157")


def a_legal_course(name: str = "course-c1.json") -> courses.CoursePage:
    call_command("load_course", str(ROOT / "courses/data" / name), "--publish", "--unreviewed", verbosity=0)
    return courses.CoursePage.objects.order_by("-pk").first()  # type: ignore[return-value]


def a_learner(
    course: courses.CoursePage | None = None, *, full_name: str = "Đỗ Thị Ngữ", username: str = "hocvien"
) -> people.User:
    """At home in a demo village; enrolled where a course is named."""
    unit = people.Unit.objects.filter(type="village", is_demo=True).order_by("uid").first() or make.a_unit()
    person = make.a_person(full_name, unit=unit, username=username)
    if course is not None:
        courses.enrol(person, course, by=None, at=timezone.now(), source="demo")
    return person
