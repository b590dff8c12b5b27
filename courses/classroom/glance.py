"""All that a lesson page must know of its course and its reader, in one query.

This runs at every opening of a lesson, so it is written out: building the same statement through the ORM costs more than
running it. Only columns are read that decide what is shown; texts come from the kept sheet.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db import connection

from courses.completions.models import Completion
from courses.enrolment import Enrolment
from courses.pages.models import CoursePage, LessonPage
from courses.pages.settled import BannerClearance, ReleaseGateItem
from courses.progress import LessonProgress
from jobs import api as jobs
from law import api as law
from people import api as people
from quizzes import api as quizzes


@dataclass(frozen=True)
class LessonGlance:
    """One published lesson: `stamp` changes with every publication, `read` is the reader's."""

    pk: int
    slug: str
    title: str
    number: int
    minutes: int
    stamp: str
    read: bool


@dataclass(frozen=True)
class Glance:
    """One published course as one person stands in it. `state` changes whenever the sheet of a lesson would."""

    course_pk: int
    course_slug: str
    enrolled: bool
    completed: bool
    quiz_pk: int | None
    state: str
    lessons: tuple[LessonGlance, ...]

    def lesson(self, slug: str) -> LessonGlance | None:
        return next((lesson for lesson in self.lessons if lesson.slug == slug), None)

    @cached_property
    def unread(self) -> tuple[LessonGlance, ...]:
        return tuple(lesson for lesson in self.lessons if not lesson.read)

    def next_unread(self, after: LessonGlance) -> LessonGlance | None:
        """The next lesson to read: the first unread one after this, or else the first unread one before it."""
        place = self.lessons.index(after)
        ahead = self.lessons[place + 1 :] + self.lessons[:place]
        return next((lesson for lesson in ahead if not lesson.read), None)


def _table(model: type) -> str:
    return f'"{model._meta.db_table}"'  # type: ignore[attr-defined]


# Paths of a tree: children of "0001" lie between "00010000" and "0001ZZZZ". Every name below is one of our own tables.
# How often a question was taken out of use or into use again is counted in the index alone; entries are only added.
QUERY = f"""
SELECT p.id, p.slug, p.title, l.number, l.minutes, p.live_revision_id, p.last_published_at,
  EXISTS (SELECT 1 FROM {_table(LessonProgress)} r WHERE r.person_id = %(person)s AND r.lesson_id = p.id),
  cp.id, c.quiz_id, cp.live_revision_id, cp.last_published_at,
  EXISTS (SELECT 1 FROM {_table(Enrolment)} e WHERE e.person_id = %(person)s AND e.course_id = cp.id),
  EXISTS (SELECT 1 FROM {_table(Completion)} k WHERE k.person_id = %(person)s AND k.course_id = cp.id),
  EXISTS (SELECT 1 FROM {_table(ReleaseGateItem)} g WHERE g.course_id = cp.id AND g.ticked_at IS NULL),
  EXISTS (SELECT 1 FROM {_table(BannerClearance)} b WHERE b.course_id = cp.id AND b.banner = c.banner),
  (SELECT s.number FROM {_table(law.RegisterState)} s ORDER BY s.id LIMIT 1),
  (SELECT MAX(v.id) FROM {_table(quizzes.QuestionVersion)} v),
  (SELECT COUNT(*) FROM {_table(jobs.AuditEntry)} a WHERE a.action IN ('question.retired', 'question.used_again'))
FROM wagtailcore_page cp
JOIN {_table(CoursePage)} c ON c.page_ptr_id = cp.id
JOIN wagtailcore_page p ON p.depth = cp.depth + 1 AND p.path >= cp.path || '0000' AND p.path <= cp.path || 'ZZZZ'
JOIN {_table(LessonPage)} l ON l.page_ptr_id = p.id
WHERE cp.slug = %(slug)s AND cp.live AND p.live
ORDER BY p.path
"""  # noqa: S608 (table names of our own models; values are parameters)


def look(person: people.User, course_slug: str) -> Glance | None:
    """The published course with this slug as the person stands in it; None when there is none with a published lesson."""
    key = person._meta.pk.get_db_prep_value(person.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(QUERY, {"person": key, "slug": course_slug})
        rows = cursor.fetchall()
    if not rows:
        return None
    lessons = tuple(
        LessonGlance(pk, slug, title, number, minutes, f"{revision}:{published}", bool(read))
        for pk, slug, title, number, minutes, revision, published, read, *_of_course in rows
    )
    course_pk, quiz_pk, revision, published, enrolled, completed, *others = rows[0][8:]
    stamps = "|".join(f"{lesson.pk}:{lesson.stamp}" for lesson in lessons)
    state = f"{revision}:{published}:{':'.join(map(str, others))}|{stamps}"
    return Glance(course_pk, course_slug, bool(enrolled), bool(completed), quiz_pk, state, lessons)
