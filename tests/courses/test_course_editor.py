"""The editor of a course: what follows from a choice."""

import make
import make_certificates
import make_courses
import pytest
from admin_forms import form_on
from django.test import Client
from django.urls import reverse

from courses import api as courses

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("chosen", "kept"), [("", "party"), ("state", "state")], ids=["left as it was", "chosen too"]
)
def test_a_course_takes_the_template_of_the_body_that_issues_for_it(
    client: Client, chosen: str, kept: str
) -> None:
    course = make_courses.a_course()
    body = make_certificates.an_issuer(template="party")
    client.force_login(make.a_person(is_superuser=True))
    edit = reverse("wagtailadmin_pages:edit", args=[course.pk])
    sent = form_on(client.get(edit).content) | {"issuing_body": str(body.pk)}
    if chosen:
        sent["certificate_template"] = chosen
    client.post(edit, sent)
    draft = courses.CoursePage.objects.get(pk=course.pk).get_latest_revision_as_object()
    assert (draft.issuing_body, draft.certificate_template) == (body, kept)
    # Another save with the same body leaves alone what was chosen since.
    client.post(edit, form_on(client.get(edit).content) | {"certificate_template": "plain"})
    draft = courses.CoursePage.objects.get(pk=course.pk).get_latest_revision_as_object()
    assert draft.certificate_template == "plain"
