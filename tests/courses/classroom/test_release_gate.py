"""The release gate and the banner: ended by a named provincial administrator, with day and source, in the audit log."""

import make
import make_courses
import make_law
import pytest
from django.test import Client
from django.urls import reverse
from wagtail import hooks

from courses import api as courses
from courses.models import BannerClearance, ReleaseGateItem
from jobs import api as jobs
from people import api as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> ReleaseGateItem:
    return ReleaseGateItem.objects.create(
        course=make_courses.a_course(), text="Mở văn bản chính thức", order=1
    )


@pytest.fixture
def provincial(client: Client) -> Client:
    person = make.an_administrator(
        make.a_province(), role=people.Role.PROVINCIAL_ADMINISTRATOR, full_name="Lê Thị Tỉnh"
    )
    client.force_login(person)
    return client


def sent(item: ReleaseGateItem, **changed: str) -> dict[str, str]:
    values = {"day": "2026-11-20", "source": "Công báo số 1, 2026", **changed}
    return {f"m{item.pk}-{name}": value for name, value in values.items()}


def test_a_matter_is_settled_with_person_day_and_source(provincial: Client, item: ReleaseGateItem) -> None:
    provincial.post(reverse("release:settle", args=[item.pk]), sent(item))
    item.refresh_from_db()
    assert item.ticked_by.full_name == "Lê Thị Tỉnh"
    assert item.ticked_source == "Công báo số 1, 2026"
    assert not item.course.is_under_notice
    entry = jobs.AuditEntry.objects.get(action="release_gate.settled")
    assert entry.details["course"] == item.course.code
    page = provincial.get(reverse("release:course", args=[item.course_id])).content.decode()
    assert "Lê Thị Tỉnh giải quyết ngày 20/11/2026" in page


def test_settling_twice_keeps_the_first(provincial: Client, item: ReleaseGateItem) -> None:
    provincial.post(reverse("release:settle", args=[item.pk]), sent(item))
    provincial.post(reverse("release:settle", args=[item.pk]), sent(item, source="Nguồn khác"))
    item.refresh_from_db()
    assert item.ticked_source == "Công báo số 1, 2026"
    assert jobs.AuditEntry.objects.filter(action="release_gate.settled").count() == 1


def test_who_settles_after_another_is_told_whose_source_is_kept(
    provincial: Client, item: ReleaseGateItem
) -> None:
    provincial.post(reverse("release:settle", args=[item.pk]), sent(item), follow=True)
    provincial.force_login(make.a_person(is_superuser=True))
    answer = provincial.post(
        reverse("release:settle", args=[item.pk]), sent(item, source="Nguồn khác"), follow=True
    )
    said = " ".join(str(message) for message in answer.context["messages"])
    assert "Lê Thị Tỉnh" in said
    assert "Công báo số 1, 2026" in said
    assert "Đã giải quyết." not in said


def test_a_banner_that_somebody_else_cleared_is_not_cleared_again_in_words(provincial: Client) -> None:
    course = make_courses.a_course(banner="Thông báo hiệu lực")
    sources = {"m0-day": "2026-11-20", "m0-source": "Công văn số 1"}
    address = reverse("release:clear_banner", args=[course.pk])
    provincial.post(address, sources, follow=True)
    answer = provincial.post(address, sources, follow=True)
    assert "trước đó" in " ".join(str(message) for message in answer.context["messages"])
    assert BannerClearance.objects.count() == 1


def test_a_course_cannot_be_made_private_for_that_would_have_no_effect(provincial: Client) -> None:
    course = make_courses.a_course(lessons=1)
    for page in (course, courses.LessonPage.objects.child_of(course).get()):
        edit = provincial.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert 'data-a11y-dialog-show="set-privacy"' not in edit
        address = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])
        provincial.post(address, {"restriction_type": "login", "password": ""})
        assert not page.get_view_restrictions().exists()


@pytest.mark.parametrize("wrong", [{"source": "  "}, {"day": ""}, {"day": "2999-01-01"}])
def test_without_source_or_with_a_day_to_come_nothing_is_settled(
    provincial: Client, item: ReleaseGateItem, wrong: dict[str, str]
) -> None:
    answer = provincial.post(reverse("release:settle", args=[item.pk]), sent(item, **wrong))
    assert answer.status_code == 422
    assert "error-message" in answer.content.decode()
    item.refresh_from_db()
    assert item.ticked_at is None


def test_a_settled_matter_can_be_opened_again_with_a_reason(
    provincial: Client, item: ReleaseGateItem
) -> None:
    provincial.post(reverse("release:settle", args=[item.pk]), sent(item))
    provincial.post(reverse("release:reopen", args=[item.pk]), {"reason": ""})
    assert not item.course.is_under_notice
    provincial.post(reverse("release:reopen", args=[item.pk]), {"reason": "Luật sửa đổi"})
    assert item.course.is_under_notice
    assert jobs.AuditEntry.objects.filter(action="release_gate.reopened").exists()


@pytest.mark.parametrize(
    "maker", [make.a_trainer, lambda: make.an_administrator(make.a_unit(parent=make.a_province()))]
)
def test_trainers_and_communes_settle_nothing(client: Client, item: ReleaseGateItem, maker) -> None:  # type: ignore[no-untyped-def]
    client.force_login(maker())
    client.get(reverse("release:index"))
    client.post(reverse("release:settle", args=[item.pk]), sent(item))
    item.refresh_from_db()
    assert item.ticked_at is None


def test_the_banner_is_cleared_with_a_source(provincial: Client) -> None:
    course = make_courses.a_course(banner="Hiệu lực: chờ xác nhận.")
    provincial.post(
        reverse("release:clear_banner", args=[course.pk]), {"m0-day": "2026-11-20", "m0-source": "CV 12"}
    )
    assert BannerClearance.objects.get().banner == "Hiệu lực: chờ xác nhận."
    assert course.standing_banner == ""
    assert jobs.AuditEntry.objects.filter(action="banner.cleared").exists()


def test_the_list_of_gates_and_the_page_of_a_course_open(provincial: Client, item: ReleaseGateItem) -> None:
    assert item.course.title in provincial.get(reverse("release:index")).content.decode()
    edit = provincial.get(f"/quan-tri/pages/{item.course_id}/edit/").content.decode()
    assert reverse("release:course", args=[item.course_id]) in edit


def test_a_course_that_refuses_unverified_citations_is_not_published_with_one(provincial: Client) -> None:
    document = make_law.a_document()
    course = make_courses.a_course(lessons=0, refuse_unverified=True)
    body = [make_courses.a_passage(citation={"document": document.pk, "article": "2"})]
    lesson = make_courses.a_lesson(course, body=body, live=False)
    lesson.save_revision()
    refused = [
        hook(provincial.get("/quan-tri/").wsgi_request, lesson)
        for hook in hooks.get_hooks("before_publish_page")
    ]
    assert any(refused)
    make_law.law.verify(
        document, by=make.a_person(), at=make.NOON, source="Công báo", read_on=make.NOON.date()
    )
    lesson = courses.LessonPage.objects.get(pk=lesson.pk)
    request = provincial.get("/quan-tri/").wsgi_request
    assert not any(hook(request, lesson) for hook in hooks.get_hooks("before_publish_page"))
