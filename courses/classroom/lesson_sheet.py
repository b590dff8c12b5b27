"""How a lesson is drawn, and how its sheet is kept."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from wagtail.blocks.stream_block import StreamValue

from courses.classroom.glance import Glance, LessonGlance
from courses.classroom.self_check import self_check_forms
from courses.classroom.sheet import Sheet, draw, hole
from courses.pages.models import CoursePage, LessonPage

# A picture replaced under the same name is not told by any stamp: such a sheet lives this long at most.
KEPT_SECONDS = 600


@dataclass(frozen=True)
class Shown:
    """One block of a lesson; `proves` says whether the place in the source is named under it."""

    block: StreamValue.StreamChild
    proves: bool


def shown_blocks(lesson: LessonPage) -> list[Shown]:
    """The blocks of the body but the self-check. Of passages in a row that rest on one place, the last one names it."""
    blocks = [block for block in lesson.body if block.block_type != "self_check"]
    following = [*blocks, None][1:]
    return [
        Shown(block, not _same_place(block, after)) for block, after in zip(blocks, following, strict=True)
    ]


def _same_place(block: StreamValue.StreamChild, after: StreamValue.StreamChild | None) -> bool:
    if after is None or block.block_type != "passage" or after.block_type != "passage":
        return False
    this, that = block.value, after.value
    cited = (this.get("citation") or {}).get("document") or (that.get("citation") or {}).get("document")
    return (
        bool(this["place"]) and this["place"] == that["place"] and not cited and this["kind"] == that["kind"]
    )


def self_check_questions(lesson: LessonPage) -> list[Any]:
    """The questions of the self-check, as the author ordered them."""
    return [
        question
        for block in lesson.body
        if block.block_type == "self_check"
        for question in block.value["questions"]
        if question is not None
    ]


def lesson_context(course: CoursePage, lesson: LessonPage, siblings: Sequence[Any]) -> dict[str, object]:
    """What the template of a lesson needs, all of it the same for everybody."""
    return {
        "here": "courses",
        "course": course,
        "lesson": lesson,
        "total": len(siblings),
        "siblings": siblings,
        "blocks": shown_blocks(lesson),
        "checks": self_check_forms(self_check_questions(lesson)),
        "banner": course.standing_banner,
        "under_notice": course.is_under_notice,
    }


def sheet_of(glance: Glance, lesson: LessonGlance) -> Sheet:
    """The sheet of a lesson in the language of the screen: the kept one, or drawn now if anything has changed."""
    digest = hashlib.blake2b(glance.state.encode(), digest_size=16).hexdigest()
    key = f"lesson-sheet:{lesson.pk}:{get_language()}:{digest}"
    sheet = cache.get(key)
    if sheet is None:
        sheet = _draw(glance, lesson)
        cache.set(key, sheet, KEPT_SECONDS)
    return sheet


def _draw(glance: Glance, lesson: LessonGlance) -> Sheet:
    course = CoursePage.objects.select_related("main_document").get(pk=glance.course_pk)
    page = LessonPage.objects.get(pk=lesson.pk)
    path = reverse("courses:lesson", args=[glance.course_slug, lesson.slug])
    context = lesson_context(course, page, glance.lessons) | {
        "next": hole("next"),
        "states": {sibling.pk: hole(f"state-{sibling.pk}") for sibling in glance.lessons},
    }
    return draw("courses/classroom/lesson.html", context, path=path, words=state_words())


def state_words() -> dict[str, SafeString]:
    """How the state of a lesson is written in the list beside a lesson."""
    return {
        "read": format_html('<span class="status status--done">{}</span>', gettext("Read")),
        "now": format_html('<span class="status status--now">{}</span>', gettext("Being read")),
        "unread": format_html('<span class="status">{}</span>', gettext("Not read")),
    }
