"""The editor of a lesson and the screens beside it, as a trainer and an administrator open them."""

import json
import re
from html import unescape

import make
import make_courses
import pytest
from admin_forms import errors_on, form_on
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.blocks import StructBlockValidationError
from wagtail.documents import get_document_model

from courses import api as courses
from courses.pages.blocks import LessonBody
from people import api as people

pytestmark = pytest.mark.django_db


def title_of(client: Client, address: str) -> str:
    found = re.search(r"<title>(.*?)</title>", client.get(address).content.decode(), re.DOTALL)
    assert found
    return " ".join(unescape(found[1]).split())


def test_what_is_rarely_touched_of_a_passage_is_folded_away(client: Client) -> None:
    client.force_login(make.a_trainer())
    lesson = make_courses.a_lesson(make_courses.a_course(lessons=0))
    page = client.get(f"/quan-tri/pages/{lesson.pk}/edit/").content.decode()
    assert "Bài số" in page
    shapes = [unescape(each) for each in re.findall(r'data-w-block-data-value="([^"]*)"', page)]
    groups = [shape for shape in shapes if "wagtail.blocks.BlockGroup" in shape]
    assert groups
    folded = json.dumps(json.loads(groups[0]), ensure_ascii=False)
    assert "Nguồn, thẩm định và việc dùng trong bài kiểm tra" in folded
    assert "collapsed" in folded


def test_the_windows_of_the_release_gate_and_of_a_new_question_have_titles(client: Client) -> None:
    course = make_courses.a_course()
    client.force_login(make.an_administrator(make.a_province(), role=people.Role.PROVINCIAL_ADMINISTRATOR))
    assert title_of(client, reverse("release:index")).startswith("Điều kiện phát hành")
    assert course.title in title_of(client, reverse("release:course", args=[course.pk]))
    assert title_of(client, "/quan-tri/snippets/quizzes/question/add/")[0].isalpha()


@pytest.mark.parametrize(
    ("name", "is_taken"), [("phim.mp4", True), ("PHIM.WEBM", True), ("de-an.pdf", False)]
)
def test_only_a_film_is_taken_as_a_film(name: str, is_taken: bool) -> None:
    file = get_document_model().objects.create(title="Tệp", file=ContentFile(b"x", name=name))
    block = LessonBody().child_blocks["video"]
    value = block.to_python({"video": file.pk, "title": "Phim", "transcript": "Lời trong phim."})
    if is_taken:
        assert block.clean(value)["video"] == file
        return
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(value)
    assert "MP4 hoặc WebM" in str(refusal.value.block_errors["video"])


def test_a_course_and_a_lesson_are_begun_with_a_title_and_get_addresses_in_plain_letters(
    client: Client,
) -> None:
    client.force_login(make.an_administrator(make.a_province(), role=people.Role.PROVINCIAL_ADMINISTRATOR))
    index = courses.CourseIndexPage.objects.get()
    for wanted in ("duong-loi-cua-dang-o-thon-ap", "duong-loi-cua-dang-o-thon-ap-2"):
        add = reverse("wagtailadmin_pages:add", args=["courses", "coursepage", index.pk])
        form = form_on(client.get(add).content) | {"title": "Đường lối của Đảng ở thôn, ấp"}
        assert form["slug"] == ""
        answer = client.post(add, form, follow=True)
        assert errors_on(answer.content) == []
        assert courses.CoursePage.objects.get(slug=wanted).title == "Đường lối của Đảng ở thôn, ấp"
    course = courses.CoursePage.objects.get(slug=wanted)
    add = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", course.pk])
    client.post(
        add, form_on(client.get(add).content) | {"title": "???", "body-count": "0", "action-publish": "yes"}
    )
    lesson = courses.LessonPage.objects.get()
    assert lesson.slug == "trang"
    assert lesson.live
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    client.post(edit, form_on(client.get(edit).content) | {"title": "Bài 1", "body-count": "0", "slug": ""})
    draft = courses.LessonPage.objects.get().get_latest_revision_as_object()
    assert (draft.title, draft.slug) == ("Bài 1", "trang")


def test_the_pass_mark_of_a_course_is_written_with_a_comma_and_no_zeros(client: Client) -> None:
    client.force_login(make.an_administrator(make.a_province(), role=people.Role.PROVINCIAL_ADMINISTRATOR))
    address = f"/quan-tri/pages/{make_courses.a_course().pk}/edit/"
    sent = form_on(client.get(address).content)
    assert sent["pass_mark_percent"] == "70"
    client.post(address, {**sent, "pass_mark_percent": "62,5"})
    assert form_on(client.get(address).content)["pass_mark_percent"] == "62,5"
    assert errors_on(client.post(address, {**sent, "pass_mark_percent": "101"}).content) != []


def test_a_new_lesson_is_numbered_after_those_that_are_there(client: Client) -> None:
    client.force_login(make.a_trainer())
    course = make_courses.a_course(lessons=3)
    add = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", course.pk])
    assert form_on(client.get(add).content)["number"] == "4"
    edit = reverse("wagtailadmin_pages:edit", args=[courses.LessonPage.objects.child_of(course).first().pk])
    assert form_on(client.get(edit).content)["number"] == "1"
