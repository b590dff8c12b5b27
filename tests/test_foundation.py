"""The rows that everything stands on."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import Page, Workflow

pytestmark = pytest.mark.django_db


def test_laying_the_foundation_twice_changes_nothing() -> None:
    before = (Page.objects.count(), Group.objects.count(), Workflow.objects.count())
    call_command("lay_foundation")
    assert (Page.objects.count(), Group.objects.count(), Workflow.objects.count()) == before
