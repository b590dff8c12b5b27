"""Loading a course file: refuse, or store it whole as a draft; publish when asked."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from courses.loading.as_file import as_file, differences
from courses.loading.checks import cautions, check_against_register, check_itself, cited_refs
from courses.loading.edits import edits
from courses.loading.file_faults import CourseFileRefused
from courses.loading.file_reading import read_course_file
from courses.loading.file_schema import LegalCourseFile, PlanCourseFile
from courses.loading.gate import open_matters
from courses.loading.ownership import check_ownership, uids_of
from courses.loading.publish import check_may_publish, publish_loaded
from courses.loading.report import CourseEdited, LoadRefused, LoadReport
from courses.loading.store import Store
from courses.pages.models import CourseIndexPage, CoursePage, LessonPage
from jobs import api as jobs
from law import api as law
from quizzes import api as quizzes

AnyFile = PlanCourseFile | LegalCourseFile


@transaction.atomic
def load_course(
    data: bytes,
    *,
    at: datetime,
    publish: bool = False,
    unreviewed: bool = False,
    replace: bool = False,
    plan_text: str | None = None,
) -> LoadReport:
    """Load a course from the bytes of its file; all of it or nothing.

    The course comes in as a draft; the same file again changes nothing. `plan_text` is the text that a plan course
    names; without it the copy that ships is taken.

    Refuses with CourseFileRefused (faults with JSON paths), LoadRefused (something must come first), CourseEdited
    (somebody has worked on the course: `replace` makes a new draft over it), ReviewOutstanding (open matters: publish
    needs `unreviewed`) and UnverifiedCitations.
    """
    file = read_course_file(data)
    check_itself(file)
    if not CourseIndexPage.objects.exists():
        raise LoadRefused(gettext("The list of courses is missing. Run lay_foundation first."))
    documents = _register(file, plan_text)
    check_against_register(file, documents)
    report = LoadReport(code=file.course.code, warnings=[str(each) for each in cautions(file)])
    course = CoursePage.objects.filter(code=file.course.code).first()
    if course is None or course.loaded_hash != file.hash() or replace:
        check_ownership(file)
        if course is not None and not replace:
            _refuse_over_edits(course, file)
        course = Store(file, documents, report).run()
        if report.added or report.changed or report.dropped:
            details = {"code": course.code, "hash": course.loaded_hash, "revision": course.loaded_revision}
            jobs.record("course.loaded", by=None, at=at, details=details)
    report.open_gate = open_matters(course)
    if publish:
        check_may_publish(course, cited_refs(file), unreviewed=unreviewed)
        publish_loaded(course, report, at=at)
    return report


def text_beside(file: Path) -> str | None:
    """The text that a plan course's file names, when it lies beside the file."""
    read = read_course_file(file.read_bytes())
    if not isinstance(read, PlanCourseFile):
        return None
    text = file.parent / Path(read.source.text_file).name
    try:
        return text.read_text(encoding="utf-8-sig") if text.is_file() else None
    except UnicodeDecodeError as error:
        raise LoadRefused(gettext("%(file)s is not in UTF-8.") % {"file": text.name}) from error


def _register(file: AnyFile, plan_text: str | None) -> Mapping[str, law.LegalDocument]:
    """The documents that a file names; the plan's text is brought in with it."""
    if not law.LegalDocument.objects.exists():
        raise LoadRefused(gettext("The legal register is empty. Run load_law first."))
    if isinstance(file, PlanCourseFile):
        errata = [law.ReadingError(**each.model_dump()) for each in file.source.ocr_errata]
        text = plan_text if plan_text is not None else law.PLAN_FILE.read_text(encoding="utf-8-sig")
        try:
            law.load_plan(text, errata, issuer=file.source.issuer)
        except law.RegisterNotLoaded as error:
            words = gettext("“%(ref)s” is not in the legal register. Run load_law first.")
            raise LoadRefused(words % {"ref": law.PLAN_REF}) from error
        except law.PlanRefused as error:
            raise LoadRefused(str(error)) from error
    found = law.LegalDocument.objects.filter(ref__in=cited_refs(file)).prefetch_related("provisions")
    return {document.ref: document for document in found}


def _refuse_over_edits(course: CoursePage, file: AnyFile) -> None:
    things: list[Any] = [course, *LessonPage.objects.child_of(course)]
    if course.quiz is not None:
        things.append(course.quiz)
    asked = Q(uid__in=uids_of(file))
    if course.topic is not None:
        asked |= Q(topic__in=quizzes.Topic.objects.under(course.topic))
    things += quizzes.Question.objects.filter(asked)
    found = list(edits(things))
    if found:
        try:
            differing = list(differences(as_file(course), file.canonical()))
        except CourseFileRefused as refused:
            differing = [str(fault) for fault in refused.faults]
        raise CourseEdited(course.code, found, differing)
