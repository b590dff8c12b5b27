"""What the quizzes are told of the final test of a course: who may sit it, which lesson teaches what, what comes after."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from courses.classroom.titles import bare_title
from courses.classroom.training import Study, study_of
from courses.enrolment import Enrolment
from courses.pages.models import CoursePage
from people import api as people
from quizzes import api as quizzes


class FinalTests:
    """The provider of surroundings for quizzes that are the final test of a course."""

    def surroundings(
        self, person: people.User, quiz: quizzes.Quiz, *, at: datetime
    ) -> quizzes.Surroundings | None:
        """The course round the test; None where the person takes no published course with this test."""
        course = self._course(person, quiz)
        if course is None:
            return None
        study = study_of(person, course, at=at)
        return quizzes.Surroundings(
            course_title=course.title, back_url=study.href, lessons=self._lessons(study)
        )

    def afterwards(self, attempt: quizzes.Attempt, *, at: datetime) -> quizzes.Afterwards | None:
        """What follows from a result: the certificate, the lessons still to read, or why there is no certificate yet."""
        course = self._course(attempt.person, attempt.quiz)
        if course is None:
            return None
        study = study_of(attempt.person, course, at=at)
        if study.completion is None and not (study.test and study.test.passed):
            return quizzes.Afterwards()
        step = study.next_step()
        return quizzes.Afterwards(
            sentence=self._sentence(study),
            complete=study.completion is not None,
            next_step=quizzes.NextStep(step.label, step.href, certificate=step.certificate),
        )

    def _sentence(self, study: Study) -> str:
        words = {"name": "", "course": study.course.title, "count": len(study.unread)}
        if study.completion is None and not study.unread:
            return ""
        if study.completion is None:
            return (
                gettext(
                    "The test is passed. %(count)s lessons are still to be read before the course is complete."
                )
                % words
            )
        words["name"] = study.completion.full_name
        done = gettext("%(name)s has completed the course %(course)s.") % words
        return f"{done} {study.completion.certificate_note}".strip()

    def _lessons(self, study: Study) -> dict[str, quizzes.Lesson]:
        topics = dict(
            quizzes.Topic.objects.filter(pk__in=[lesson.topic_id for lesson in study.lessons]).values_list(
                "pk", "uid"
            )
        )
        return {
            topics[lesson.topic_id]: quizzes.Lesson(
                number=lesson.number,
                title=bare_title(lesson.title),
                url=reverse("courses:lesson", args=[study.course.slug, lesson.slug]),
                minutes=lesson.minutes,
            )
            for lesson in study.lessons
            if lesson.topic_id in topics
        }

    def _course(self, person: people.User, quiz: quizzes.Quiz) -> CoursePage | None:
        enrolment = (
            Enrolment.objects.filter(person=person, course__quiz=quiz, course__live=True)
            .select_related("course__quiz", "course__main_document")
            .order_by("pk")
            .first()
        )
        return enrolment.course if enrolment else None
