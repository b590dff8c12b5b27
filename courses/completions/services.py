"""When a course is complete, and what is written down of it then."""

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from courses.completions.models import Completion
from courses.enrolment import lock_studies
from courses.pages.models import CoursePage
from courses.progress import unread_lessons
from law import api as law
from people import api as people
from quizzes import api as quizzes
from vietnamese import api as vietnamese

RULE_VERSION = "1"


@transaction.atomic
def consider_completion(person: people.User, course: CoursePage, *, at: datetime) -> Completion | None:
    """The completion of the course by this person, stored now if it has just become true; None while something is open.

    Rule 1: the person takes the course, has read every published lesson, and has passed its test, whichever came last. The
    test is passed by the rule which of its attempts counts. A course without a test is complete with its last lesson. Call
    it in the transaction of the reading or the grade.
    """
    if not lock_studies(person, course):
        return None
    existing = Completion.objects.filter(person=person, course=course, cycle=1).first()
    if existing:
        return existing
    if unread_lessons(person, course) or not course.lessons().exists():
        return None
    result = quizzes.passing_result(person, course.quiz) if course.quiz else None
    if course.quiz_id and result is None:
        return None
    try:
        with transaction.atomic():
            return Completion.objects.create(**snapshot(person, course, result, at=at))
    except IntegrityError:
        return Completion.objects.get(person=person, course=course, cycle=1)


def snapshot(
    person: people.User, course: CoursePage, result: quizzes.CountingResult | None, *, at: datetime
) -> dict[str, object]:
    """Everything a completion tells, as it stands at that moment."""
    day = vietnamese.local_day(at)
    unit = people.home_unit(person, day)
    attempt = result.attempt if result else None
    return {
        "uid": people.random_code(),
        "person": person,
        "course": course,
        "attempt": attempt,
        "full_name": person.full_name,
        "name_folded": person.name_folded,
        "sort_key": person.sort_key,
        "unit": unit,
        "unit_uid": unit.uid if unit else "",
        "unit_path": people.unit_path(unit)[:400] if unit else "",
        "unit_tree_path": unit.tree_path if unit else "",
        "course_code": course.code,
        "course_title": course.title,
        "course_revision": course.live_revision_id,
        "minutes": course.minutes,
        "legal_basis": legal_basis(course),
        # A mean is no attempt: it is told in percent.
        "earned": attempt.earned if attempt else result and result.percent,
        "out_of": attempt.points if attempt else result and Decimal(100),
        "percent": result.percent if result else None,
        "rule_version": RULE_VERSION,
        "under_notice": course.is_under_notice,
        "completed_on": day,
        "at": at,
    }


def legal_basis(course: CoursePage) -> str:
    """The documents that the course teaches, by kind and number; the main one first."""
    documents: list[law.LegalDocument] = [course.main_document] if course.main_document else []
    documents += [source.document for source in course.sources.select_related("document")]
    return "; ".join(dict.fromkeys(document.name for document in documents if document.can_be_cited))
