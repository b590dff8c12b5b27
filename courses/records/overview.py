"""What an administrator sees first: how many people, and how far each course has got among them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F
from django.urls import reverse
from wagtail.admin.ui.components import Component

from courses.completions.models import Completion
from courses.enrolment import Enrolment
from courses.pages.models import CoursePage
from people import api as people


@dataclass(frozen=True)
class CourseCount:
    """One course among the people of a viewer's subtrees."""

    code: str
    title: str
    enrolled: int
    completed: int

    @property
    def open(self) -> int:
        """Enrolled and not completed yet."""
        return self.enrolled - self.completed

    @property
    def address(self) -> str:
        return f"{reverse('records:index')}?course={self.code}"

    @property
    def open_address(self) -> str:
        """Who they are."""
        return f"{reverse('enrolments:index')}?course={self.code}"


def course_counts(viewer: people.User) -> list[CourseCount]:
    """Published courses with the numbers of active people enrolled and of those who completed. Three statements."""
    mine = people.people_listed_for(viewer).filter(is_active=True).values("pk")
    enrolled = dict(
        Enrolment.objects.filter(person__in=mine).values_list("course").annotate(number=Count("person"))
    )
    done = dict(
        Completion.objects.filter(person__in=mine, course__enrolments__person=F("person"))
        .values_list("course")
        .annotate(number=Count("person", distinct=True))
    )
    live = CoursePage.objects.live().order_by("code").values_list("pk", "code", "title")
    return [CourseCount(code, title, enrolled.get(pk, 0), done.get(pk, 0)) for pk, code, title in live]


class OverviewPanel(Component):
    """The panel on the first page of the admin, for administrators only."""

    name = "records_overview"
    template_name = "courses/admin/overview.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        viewer = people.signed_in(parent_context["request"])
        counted = people.people_listed_for(viewer).filter(is_active=True).count()
        return {"people": counted, "courses": course_counts(viewer), "records": reverse("records:index")}
