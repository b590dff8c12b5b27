"""Pages, pictures and files in use are not deleted: the person is told why, and nothing breaks."""

from typing import Any

import make
import make_courses
import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from courses import api as courses
from courses.progress import mark_read
from people import api as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def provincial(client: Client) -> Client:
    client.force_login(make.an_administrator(make.a_province(), role=people.Role.PROVINCIAL_ADMINISTRATOR))
    return client


def said(answer: Any) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def delete(client: Client, page: Page) -> str:
    return said(client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True))


def delete_many(client: Client, *pages: Page) -> str:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    keys = "&".join(f"id={page.pk}" for page in pages)
    return said(client.post(f"{address}?{keys}&next=/quan-tri/", follow=True))


def exists(page: Page) -> bool:
    return Page.objects.filter(pk=page.pk).exists()


# --- pages


def a_read_lesson(*, live: bool) -> courses.LessonPage:
    """A lesson that somebody has read."""
    course = make_courses.a_course(lessons=1)
    lesson = courses.LessonPage.objects.child_of(course).get()
    mark_read(make_courses.a_learner(course), course, lesson, at=timezone.now())
    if not live:
        lesson.unpublish()
    return lesson


@pytest.mark.parametrize("live", [True, False], ids=["published", "taken down"])
def test_a_lesson_that_somebody_has_read_stays(provincial: Client, live: bool) -> None:
    lesson = a_read_lesson(live=live)
    assert "1 người đã đọc" in delete(provincial, lesson)
    assert "1 người đã đọc" in delete_many(provincial, lesson)
    assert exists(lesson)


def test_a_course_that_somebody_takes_stays(provincial: Client) -> None:
    course = make_courses.a_course(lessons=0)
    make_courses.a_learner(course)
    assert "1 người đang học khóa này" in delete(provincial, course)
    assert exists(course)


def test_a_published_lesson_of_a_course_with_learners_leaves_the_site_first(provincial: Client) -> None:
    course = make_courses.a_course(lessons=2)
    make_courses.a_learner(course)
    first, second = courses.LessonPage.objects.child_of(course)
    assert "Hãy gỡ xuất bản trước" in delete(provincial, first)
    assert exists(first)
    second.unpublish()
    delete(provincial, second)
    assert not exists(second)


def test_what_nobody_has_touched_is_deleted(provincial: Client) -> None:
    course = make_courses.a_course(lessons=2)
    first, second = courses.LessonPage.objects.child_of(course)
    delete(provincial, first)
    delete_many(provincial, second)
    delete(provincial, course)
    assert not exists(course)


def test_of_many_pages_none_is_deleted_when_one_must_stay(provincial: Client) -> None:
    lesson = a_read_lesson(live=True)
    other = make_courses.a_lesson(make_courses.a_course(lessons=0))
    delete_many(provincial, other, lesson)
    assert exists(lesson)
    assert exists(other)


# --- pictures and files that a lesson shows


def a_picture() -> Any:
    return get_image_model().objects.create(title="Ảnh", file=get_test_image_file())


def a_file() -> Any:
    return get_document_model().objects.create(title="Tệp", file=ContentFile(b"%PDF-1.4", name="tep.pdf"))


def shown(picture: Any, file: Any) -> None:
    body = [
        {"type": "picture", "value": {"image": picture.pk, "alternative": "Hình vuông", "caption": ""}},
        {"type": "document", "value": {"document": file.pk, "title": ""}},
    ]
    make_courses.a_lesson(make_courses.a_course(lessons=0), body=body)


def addresses(thing: Any, app: str, model: str) -> list[str]:
    many = reverse("wagtail_bulk_action", args=[app, model, "delete"])
    return [reverse(f"{app}:delete", args=[thing.pk]), f"{many}?id={thing.pk}"]


def test_a_picture_and_a_file_in_a_lesson_stay(
    provincial: Client, django_capture_on_commit_callbacks: Any
) -> None:
    picture, file = a_picture(), a_file()
    with django_capture_on_commit_callbacks(execute=True):
        shown(picture, file)
    for thing, app, model in ((picture, "wagtailimages", "image"), (file, "wagtaildocs", "document")):
        for address in addresses(thing, app, model):
            page = provincial.get(address).content.decode()
            assert "vì còn nơi nhắc đến" in page
            assert "Có, xóa" not in page
            provincial.post(address)
            thing.refresh_from_db()


def test_the_button_beside_a_new_upload_keeps_what_a_lesson_shows(
    provincial: Client, django_capture_on_commit_callbacks: Any
) -> None:
    picture, file = a_picture(), a_file()
    with django_capture_on_commit_callbacks(execute=True):
        shown(picture, file)
    for thing, app in ((picture, "wagtailimages"), (file, "wagtaildocs")):
        answer = provincial.post(reverse(f"{app}:delete_multiple", args=[thing.pk]))
        assert answer.json() == {"success": False}
        thing.refresh_from_db()
        assert "chưa bị xóa: có trang đang dùng" in provincial.get("/quan-tri/").content.decode()


def test_a_picture_and_a_file_that_nothing_shows_are_deleted(provincial: Client) -> None:
    picture, file = a_picture(), a_file()
    provincial.post(addresses(picture, "wagtailimages", "image")[0])
    provincial.post(addresses(file, "wagtaildocs", "document")[1])
    provincial.post(reverse("wagtailimages:delete_multiple", args=[a_picture().pk]))
    assert not get_image_model().objects.exists()
    assert not get_document_model().objects.exists()
