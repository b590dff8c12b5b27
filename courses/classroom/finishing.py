"""What follows from the last lesson read or the test passed: a completion, and the certificate it earns."""

from datetime import datetime
from typing import Any

from django.db import transaction

from courses.certificates import services as certificates
from courses.completions.models import Completion
from courses.completions.services import consider_completion
from courses.enrolment import Enrolment
from courses.pages.models import CoursePage
from people import api as people
from quizzes import api as quizzes


@transaction.atomic
def finish_if_complete(person: people.User, course: CoursePage, *, at: datetime) -> Completion | None:
    """Store completion and certificate if the course is complete now; both, or neither."""
    completion = consider_completion(person, course, at=at)
    if completion is not None:
        certificates.issue_for(completion, at=at)
    return completion


def on_attempt_graded(sender: Any, *, attempt: quizzes.Attempt, at: datetime, **unused: Any) -> None:
    """Called inside the transaction of the grade: an error here undoes the grade."""
    enrolments = Enrolment.objects.filter(person_id=attempt.person_id, course__quiz_id=attempt.quiz_id)
    # Registers are locked in one order, so that two people never wait for each other.
    for enrolment in enrolments.select_related("course", "person").order_by("course__issuing_body_id", "pk"):
        finish_if_complete(enrolment.person, enrolment.course, at=at)
