"""Whose are the lessons, topics and questions that a file names? What another course has, no file takes away."""

from collections.abc import Iterator

from django.utils.translation import gettext

from courses.loading.checks import uid_of
from courses.loading.file_faults import CourseFileRefused, Fault, Path
from courses.loading.file_schema import LegalCourseFile, PlanCourseFile
from courses.pages.models import CoursePage, LessonPage
from courses.pages.telling import course_above
from quizzes import api as quizzes

AnyFile = PlanCourseFile | LegalCourseFile


def check_ownership(file: AnyFile) -> None:
    """Refuses with CourseFileRefused a file that names lessons, topics or questions of somebody else."""
    owners = {page.uid: course_above(page) for page in _pages(file)}
    faults = [*_lessons(file, owners), *_topics(file, owners), *_questions(file)]
    if faults:
        raise CourseFileRefused(faults)


def uids_of(file: AnyFile) -> dict[str, Path]:
    """The key of each question of the file, with its place."""
    return {
        uid_of(file.course.code, question.id): ("lessons", at, "questions", place, "id")
        for at, lesson in enumerate(file.lessons)
        for place, question in enumerate(lesson.questions)
    }


def _pages(file: AnyFile) -> list[LessonPage]:
    return list(LessonPage.objects.filter(uid__in=[lesson.id for lesson in file.lessons]).defer("body"))


def _lessons(file: AnyFile, owners: dict[str, CoursePage | None]) -> Iterator[Fault]:
    for at, lesson in enumerate(file.lessons):
        owner = owners.get(lesson.id)
        if owner is not None and owner.code != file.course.code:
            words = gettext("The course “%(course)s” has a lesson with this id.") % {"course": owner.code}
            yield Fault(("lessons", at, "id"), words)


def _topics(file: AnyFile, owners: dict[str, CoursePage | None]) -> Iterator[Fault]:
    """A topic is the course's when it lies below the course's own, or when a lesson of the course stands for it."""
    code = file.course.code
    paths = dict(
        quizzes.Topic.objects.filter(uid__in=[code, *(lesson.id for lesson in file.lessons)]).values_list(
            "uid", "tree_path"
        )
    )
    words = gettext("The question bank has another topic with this key.")
    own = f"/{code}/"
    if paths.get(code, own) != own and not CoursePage.objects.filter(code=code).exists():
        yield Fault(("course", "code"), words)
    for at, lesson in enumerate(file.lessons):
        if lesson.id not in owners and not paths.get(lesson.id, own).startswith(paths.get(code, own)):
            yield Fault(("lessons", at, "id"), words)


def _questions(file: AnyFile) -> Iterator[Fault]:
    places = uids_of(file)
    others = list(
        CoursePage.objects.exclude(code=file.course.code)
        .filter(topic__isnull=False)
        .values_list("code", "topic__tree_path")
    )
    stored = quizzes.Question.objects.filter(uid__in=places).order_by("uid")
    for uid, path in stored.values_list("uid", "topic__tree_path"):
        for owner, top in others:
            if path.startswith(top):
                words = gettext("The course “%(course)s” has a question with the key “%(key)s”.")
                yield Fault(places[uid], words % {"course": owner, "key": uid})
                break
