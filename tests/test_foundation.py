"""The rows that everything stands on."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import Collection, GroupApprovalTask, Page, Task, Workflow, WorkflowTask

pytestmark = pytest.mark.django_db


def test_laying_the_foundation_twice_changes_nothing() -> None:
    before = (Page.objects.count(), Group.objects.count(), Workflow.objects.count())
    call_command("lay_foundation")
    assert (Page.objects.count(), Group.objects.count(), Workflow.objects.count()) == before


def test_what_wagtail_names_in_english_gets_a_name_or_goes() -> None:
    """As after Wagtail's own migrations."""
    Page.objects.filter(depth=1).update(title="Root", draft_title="Root")
    Collection.objects.filter(depth=1).update(name="Root")
    workflow = Workflow.objects.create(name="Moderators approval")
    task = GroupApprovalTask.objects.create(name="Moderators approval")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    call_command("lay_foundation")
    assert Page.objects.get(depth=1).title == "Mọi trang"
    assert Collection.objects.get(depth=1).name == "Mọi tệp"
    assert list(Workflow.objects.values_list("name", flat=True)) == ["Duyệt nội dung"]
    assert list(Task.objects.values_list("name", flat=True)) == ["Quản trị cấp tỉnh duyệt"]
