"""What templates ask about lessons and the places they rest on."""

from typing import Any

from django import template

from courses.classroom.places import Place, lesson_sections, place_of
from courses.classroom.titles import bare_title
from courses.enrolment import what_follows, what_follows_of
from courses.pages.models import CoursePage
from courses.pages.waiting import waiting_pieces
from law import api as law

register = template.Library()

register.filter("bare_title", bare_title)
register.simple_tag(lesson_sections)
register.simple_tag(what_follows)


@register.simple_tag
def what_follows_many(items: list[dict[str, Any]]) -> list[list[str]]:
    """`what_follows` for the items of an act on many pages."""
    return what_follows_of([each["item"] for each in items])


@register.filter
def state_of(states: dict[int, str], key: int) -> str:
    """The words for one lesson of a list."""
    return states.get(key, "")


@register.simple_tag
def section_at(course: CoursePage | None, ref: str) -> Place | None:
    """The section of the course's main document with this key, or nothing."""
    return place_of(course, ref) if course and ref else None


@register.filter
def document_href(document: law.LegalDocument) -> str:
    """The page of a document of the register."""
    return law.document_path(document.ref)


@register.filter
def file_size(size: int | None) -> str:
    """Bytes as people say them: "3 MB", "820 kB"."""
    if not size:
        return ""
    return f"{round(size / 1_000_000)} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"


@register.simple_tag
def waiting_count(course: CoursePage) -> int:
    """How many pieces of a course are not published yet."""
    return len(waiting_pieces(course))
