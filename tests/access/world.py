"""What the tests of access look at: two communes with everything that belongs to people, and everybody who might ask."""

from dataclasses import dataclass
from typing import Any

import make
import make_bank
import make_courses
import make_jobs
import make_law
import make_people
import make_quizzes
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Workflow, WorkflowState

from courses import api as courses
from jobs import api as jobs
from law import api as law
from people import api as people
from quizzes import api as quizzes
from quizzes.bank.questions import Question
from quizzes.overrides import Override, give_override
from quizzes.statistics.runs import calculate

ANONYMOUS, LEARNER, TRAINER, COMMUNE, PROVINCE, SUPERUSER = (
    "anonymous",
    "learner",
    "trainer",
    "commune administrator",
    "provincial administrator",
    "superuser",
)
ROLES = (ANONYMOUS, LEARNER, TRAINER, COMMUNE, PROVINCE, SUPERUSER)

# Stands in the key of a question and in its explanation: wherever it is read, the answer is known.
KEY_WORDS = "ĐÁP-ÁN-BÍ-MẬT"


@dataclass(frozen=True)
class Belongings:
    """One learner and all that is his alone."""

    person: people.User
    attempt: quizzes.Attempt
    open_attempt: quizzes.Attempt
    completion: courses.Completion
    certificate: courses.Certificate
    extra_time: Override


@dataclass(frozen=True)
class World:
    hy: make_people.Province
    trainer: people.User
    superuser: people.User
    mine: Belongings  # of the learner of the first commune
    foreign: Belongings  # of the learner of the second one
    course: courses.CoursePage
    lesson: courses.LessonPage
    quiz: quizzes.Quiz
    question: Question
    issuer: courses.IssuingBody
    legal: law.LegalDocument
    document: Any
    image: Any
    workflow_state: WorkflowState
    question_state: WorkflowState
    collection: Collection
    gate_item: courses.ReleaseGateItem
    job: jobs.Job  # of the trainer
    cohort: people.Cohort  # of the commune, with the learner

    def person(self, role: str) -> people.User | None:
        return {
            ANONYMOUS: None,
            LEARNER: self.mine.person,
            TRAINER: self.trainer,
            COMMUNE: self.hy.administrator,
            PROVINCE: self.hy.provincial,
            SUPERUSER: self.superuser,
        }[role]

    def browser(self, role: str, **options: Any) -> Client:
        return browser_of(self.person(role), **options)


def browser_of(person: people.User | None, **options: Any) -> Client:
    client = Client(**options)
    if person is not None:
        client.force_login(person)
    return client


def a_world() -> World:
    """Everything, with the same facts in both communes."""
    hy = make_people.a_small_province()
    trainer = make.a_trainer()
    superuser = people.User.objects.create_superuser("he.thong", make.PASSWORD, full_name="Chủ Hệ Thống")
    quiz = make_quizzes.a_quiz_of(2, cooldown_minutes=0, minutes=None)
    issuer = make_courses.an_issuer()
    course = make_courses.a_course(lessons=1, quiz=quiz, issuing_body=issuer)
    lesson = course.lessons().get()
    open_course = make_courses.a_course(lessons=0)
    question = _question()
    legal = make_law.a_document()
    root = Collection.get_first_root_node()
    document = get_document_model().objects.create(
        title="Tài liệu thử",
        collection=root,
        file=ContentFile(b"%PDF-1.4 thu", name="thu.pdf"),
        uploaded_by_user=trainer,
    )
    image = get_image_model().objects.create(
        title="Hình thử", collection=root, file=get_test_image_file(), uploaded_by_user=trainer
    )
    mine = _belongings(hy.learner, course, lesson, quiz)
    foreign = _belongings(hy.other_learner, course, lesson, quiz)
    calculate(quiz, at=timezone.now())
    return World(
        hy=hy,
        trainer=trainer,
        superuser=superuser,
        mine=mine,
        foreign=foreign,
        course=course,
        lesson=lesson,
        quiz=quiz,
        question=question,
        issuer=issuer,
        legal=legal,
        document=document,
        image=image,
        workflow_state=_in_moderation(lesson, trainer),
        question_state=_in_moderation(question, trainer),
        collection=root.add_child(name="Tập tài liệu thử"),
        gate_item=courses.ReleaseGateItem.objects.create(course=open_course, text="Việc còn mở"),
        job=make_jobs.a_finished_job(trainer),
        cohort=_cohort(hy),
    )


def _cohort(hy: make_people.Province) -> people.Cohort:
    cohort = people.Cohort(title="Lớp trưởng thôn", unit=hy.commune)
    cohort.tidy()
    cohort.save()
    people.add_to_cohort(cohort, [hy.learner], by=None, at=make.NOON)
    return cohort


def _question() -> Question:
    question = make_bank.a_question_in_use(uid="THU/BI-MAT", explanation=f"Vì {KEY_WORDS}.")
    question.save_revision()
    question.body = {
        **question.body,
        "options": [
            {**option, "text": f"{KEY_WORDS} {option['text']}"} for option in question.body["options"]
        ],
    }
    question.save()
    question.save_revision()
    return question


def _in_moderation(thing: Any, by: people.User) -> WorkflowState:
    revision = thing.save_revision(user=by)
    assert revision
    return Workflow.objects.get().start(thing, by)


def _belongings(
    person: people.User, course: courses.CoursePage, lesson: courses.LessonPage, quiz: quizzes.Quiz
) -> Belongings:
    courses.enrol(person, course, by=None, at=make.NOON, source="administrator")
    courses.mark_read(person, course, lesson, at=make.NOON)
    attempt = make_courses.a_passed_attempt(person, quiz)
    completion = courses.Completion.objects.get(person=person)
    certificate = courses.Certificate.objects.get(completion=completion)
    again = quizzes.start_attempt(person, quiz, at=timezone.now())
    extra = give_override(
        person=person, extra_percent=50, quiz=None, reason="Cỡ chữ lớn", by=None, at=make.NOON
    )
    return Belongings(person, attempt, again, completion, certificate, extra)
