"""A course is published whole or not at all, and what stands against it is asked on every way to the site."""

from datetime import timedelta
from typing import Any

import make
import make_courses
import make_law
import pytest
from admin_forms import form_on
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from make_courses import a_draft_course, a_question_in_draft
from wagtail.models import Page, Revision, Workflow

from courses import api as courses
from courses.models import ReleaseGateItem
from courses.pages.refusals import NotPublished
from courses.pages.waiting import waiting_pieces
from jobs import api as jobs
from people import api as people
from quizzes import api as quizzes

pytestmark = pytest.mark.django_db


def signed_in(person: people.User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def provincial() -> Client:
    return signed_in(make.an_administrator(make.a_province(), role=people.Role.PROVINCIAL_ADMINISTRATOR))


def tokens(course: courses.CoursePage) -> list[str]:
    return [piece.token for piece in waiting_pieces(courses.CoursePage.objects.get(pk=course.pk))]


def address(course: courses.CoursePage) -> str:
    return reverse("publishing:course", args=[course.pk])


def said(answer: Any) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def live(course: courses.CoursePage) -> tuple[bool, bool, bool]:
    """Are the course, its lesson and its question live?"""
    return (
        courses.CoursePage.objects.get(pk=course.pk).live,
        courses.LessonPage.objects.child_of(course).get().live,
        quizzes.Question.objects.get(uid="THU/N1").live,
    )


# --- the page where a whole course is published


def test_pages_and_questions_go_live_together_with_one_press(provincial: Client) -> None:
    course = a_draft_course()
    page = provincial.get(address(course)).content.decode()
    for token in tokens(course):
        assert f'value="{token}" checked' in page
    answer = provincial.post(address(course), {"piece": tokens(course)}, follow=True)
    assert live(course) == (True, True, True)
    assert "Đã xuất bản 3 mục." in said(answer)
    assert "Mọi mục của khóa học này đã được xuất bản." in answer.content.decode()
    entry = jobs.AuditEntry.objects.get(action="course.published")
    assert entry.details == {"course": course.code, "lessons": 1, "questions": 1}


def test_what_was_saved_after_the_list_was_shown_is_not_published_unseen(provincial: Client) -> None:
    course = a_draft_course()
    seen = tokens(course)
    courses.LessonPage.objects.child_of(course).get().save_revision()
    answer = provincial.post(address(course), {"piece": seen})
    assert answer.status_code == 422
    assert "xem lại danh sách" in said(answer)
    assert live(course) == (False, False, False)


def test_a_test_that_could_not_be_sat_keeps_everything_back(provincial: Client) -> None:
    course = a_draft_course()
    without_question = [token for token in tokens(course) if not token.startswith("question")]
    answer = provincial.post(address(course), {"piece": without_question})
    assert "không thể làm bài kiểm tra cuối khóa" in said(answer)
    assert live(course) == (False, False, False)


def test_open_matters_must_be_confirmed_and_the_notice_stays(provincial: Client) -> None:
    course = a_draft_course()
    ReleaseGateItem.objects.create(course=course, text="Mở văn bản chính thức")
    assert "Mở văn bản chính thức" in provincial.get(address(course)).content.decode()
    answer = provincial.post(address(course), {"piece": tokens(course)})
    assert answer.status_code == 422
    assert live(course) == (False, False, False)
    provincial.post(address(course), {"piece": tokens(course), "unreviewed": "yes"})
    assert live(course) == (True, True, True)
    course.refresh_from_db()
    assert course.is_under_notice


def test_an_unverified_citation_keeps_back_a_course_that_refuses_such(provincial: Client) -> None:
    course = a_draft_course(refuse_unverified=True)
    question = quizzes.Question.objects.get(uid="THU/N1").get_latest_revision_as_object()
    question.citations = [quizzes.QuestionCitation(document=make_law.a_document(number="12/2020/QH14"))]
    question.save_revision()
    answer = provincial.post(address(course), {"piece": tokens(course)})
    assert "12/2020/QH14" in said(answer)
    assert live(course) == (False, False, False)


def test_a_change_of_the_test_from_a_file_comes_into_force(provincial: Client) -> None:
    course = a_draft_course()
    quiz = course.quiz
    assert quiz is not None
    quiz.minutes = 55
    revision = quiz.save_revision()
    quizzes.Quiz.objects.filter(pk=quiz.pk).update(loaded_revision=revision.pk)
    assert any(token.startswith("quiz") for token in tokens(course))
    provincial.post(address(course), {"piece": tokens(course)})
    quiz.refresh_from_db()
    assert quiz.minutes == 55


def test_what_somebody_took_down_is_not_ticked(provincial: Client) -> None:
    course = a_draft_course()
    provincial.post(address(course), {"piece": tokens(course)})
    quizzes.Question.objects.get(uid="THU/N1").unpublish()
    (token,) = tokens(course)
    page = provincial.get(address(course)).content.decode()
    assert f'value="{token}">' in page
    assert "đã có người gỡ xuống" in page


def test_pressing_twice_publishes_once(provincial: Client) -> None:
    course = a_draft_course()
    seen = tokens(course)
    provincial.post(address(course), {"piece": seen})
    answer = provincial.post(address(course), {"piece": seen})
    assert "xem lại danh sách" in said(answer)
    assert jobs.AuditEntry.objects.filter(action="course.published").count() == 1


def test_a_trainer_looks_and_cannot_publish() -> None:
    course, trainer = a_draft_course(), signed_in(make.a_trainer())
    page = trainer.get(address(course)).content.decode()
    assert "Ai gần dân?" in page
    assert 'name="piece"' not in page
    trainer.post(address(course), {"piece": tokens(course)})
    assert live(course) == (False, False, False)


def test_the_list_asks_as_often_for_sixty_questions_as_for_one(
    provincial: Client, django_assert_max_num_queries: Any
) -> None:
    course = a_draft_course()
    assert course.topic is not None
    for number in range(2, 62):
        a_question_in_draft(course.topic, f"THU/N{number}")
    provincial.get(address(course))
    with django_assert_max_num_queries(60):
        provincial.get(address(course))


def test_the_editor_of_a_course_says_what_waits(provincial: Client) -> None:
    course = a_draft_course()
    edit = reverse("wagtailadmin_pages:edit", args=[course.pk])
    assert "Còn 3 mục của khóa học này" in provincial.get(edit).content.decode()
    provincial.post(address(course), {"piece": tokens(course)})
    assert "chưa xuất bản: học viên" not in provincial.get(edit).content.decode()


# --- every way to the site


def a_refusing_course() -> tuple[courses.CoursePage, courses.LessonPage]:
    """A published course that refuses unverified citations, and a lesson in draft that has one."""
    course = make_courses.a_course(lessons=0, refuse_unverified=True)
    body = [make_courses.a_passage(citation={"document": make_law.a_document(number="7/2021/QH15").pk})]
    lesson = make_courses.a_lesson(course, body=body, live=False)
    lesson.save_revision()
    return course, lesson


def is_live(page: Page) -> bool:
    return Page.objects.get(pk=page.pk).live


def test_the_editor_keeps_the_draft_and_says_why(provincial: Client) -> None:
    _course, lesson = a_refusing_course()
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    data = form_of(provincial, edit) | a_quotation_of(make_law.a_document(number="7/2022/QH15"))
    answer = provincial.post(edit, {**data, "title": "Tên mới", "action-publish": "yes"}, follow=True)
    assert "7/2022/QH15" in said(answer)
    assert "Bản nháp vẫn được giữ." in said(answer)
    assert not is_live(lesson)
    assert courses.LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object().title == "Tên mới"


def test_a_course_without_a_lesson_does_not_go_live(provincial: Client) -> None:
    """Nobody could complete it."""
    course = make_courses.a_course(lessons=0)
    course.unpublish()
    edit = reverse("wagtailadmin_pages:edit", args=[course.pk])
    answer = provincial.post(edit, form_of(provincial, edit) | {"action-publish": "yes"}, follow=True)
    assert "chưa có bài học nào" in said(answer)
    assert not is_live(course)
    make_courses.a_lesson(course)
    provincial.post(edit, form_of(provincial, edit) | {"action-publish": "yes"})
    assert is_live(course)


def form_of(client: Client, edit: str) -> dict[str, Any]:
    """The form of an editor as a browser would send it; blocks of a body are drawn by scripts, so there are none."""
    return {"body-count": "0", **form_on(client.get(edit).content)}


def a_quotation_of(document: Any) -> dict[str, str]:
    """The fields of a body with one quotation of the law."""
    return {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "law_quotation",
        "body-0-id": "",
        "body-0-value-text": "Lời của luật",
        "body-0-value-citation-document": str(document.pk),
    }


def test_many_pages_at_once_are_refused_with_a_sentence(provincial: Client) -> None:
    _course, lesson = a_refusing_course()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = provincial.post(f"{bulk}?id={lesson.pk}&next=/quan-tri/", {}, follow=True)
    assert "7/2021/QH15" in said(answer)
    assert not is_live(lesson)


def test_many_pages_with_all_below_them_are_refused_whole(provincial: Client) -> None:
    course, lesson = a_refusing_course()
    other = make_courses.a_lesson(course, number=2, live=False)
    other.save_revision()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    data = {"include_descendants": "on"}
    answer = provincial.post(f"{bulk}?id={course.pk}&next=/quan-tri/", data, follow=True)
    assert "7/2021/QH15" in said(answer)
    assert not is_live(lesson)
    assert not is_live(other)


@pytest.mark.parametrize("script", [True, False], ids=["in a window", "plain"])
def test_the_last_approval_is_refused_and_stays_open(provincial: Client, script: bool) -> None:
    _course, lesson = a_refusing_course()
    state = Workflow.objects.get().start(lesson, make.a_trainer())
    approve = reverse(
        "wagtailadmin_pages:workflow_action", args=[lesson.pk, "approve", state.current_task_state.pk]
    )
    headers = {"x-requested-with": "XMLHttpRequest"} if script else {}
    answer = provincial.post(approve, {"comment": ""}, headers=headers)
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert (answer.json()["redirect"] if script else answer.url) == edit  # type: ignore[attr-defined]
    assert "7/2021/QH15" in said(provincial.get(edit))
    assert not is_live(lesson)
    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS


def test_a_day_set_for_later_is_given_up_and_what_else_is_due_goes_live() -> None:
    course, lesson = a_refusing_course()
    other = make_courses.a_lesson(make_courses.a_course(lessons=0), live=False)
    other.save_revision()
    due = timezone.now() - timedelta(minutes=5)
    Revision.objects.filter(object_id__in=[str(lesson.pk), str(other.pk)]).update(approved_go_live_at=due)
    call_command("publish_scheduled")
    assert not is_live(lesson)
    assert is_live(other)
    entry = jobs.AuditEntry.objects.get(action="publication.refused")
    assert "7/2021/QH15" in entry.details["reason"]
    call_command("publish_scheduled")
    assert jobs.AuditEntry.objects.filter(action="publication.refused").count() == 1
    assert course.live


def test_a_page_added_and_published_at_once_stays_a_draft(provincial: Client) -> None:
    course, _lesson = a_refusing_course()
    add = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", course.pk])
    body = a_quotation_of(make_law.a_document(number="9/2022/QH15"))
    data = form_of(provincial, add) | {"title": "Bài mới", "slug": "bai-moi", "uid": "BAI-MOI"} | body
    answer = provincial.post(add, {**data, "action-publish": "yes"}, follow=True)
    assert "9/2022/QH15" in said(answer)
    assert not courses.LessonPage.objects.get(uid="BAI-MOI").live


def test_a_course_with_open_matters_is_published_only_where_that_is_confirmed(provincial: Client) -> None:
    course = a_draft_course()
    ReleaseGateItem.objects.create(course=course, text="Mở văn bản chính thức")
    with pytest.raises(NotPublished):
        course.get_latest_revision().publish()
    edit = reverse("wagtailadmin_pages:edit", args=[course.pk])
    answer = provincial.post(edit, {**form_of(provincial, edit), "action-publish": "yes"}, follow=True)
    assert "điều kiện phát hành" in said(answer)
    assert address(course) in answer.content.decode()
    assert not is_live(course)


def test_after_one_page_went_live_the_rest_is_named(provincial: Client) -> None:
    course = a_draft_course()
    edit = reverse("wagtailadmin_pages:edit", args=[course.pk])
    answer = provincial.post(edit, {**form_of(provincial, edit), "action-publish": "yes"}, follow=True)
    assert is_live(course), said(answer)
    assert "Còn 2 mục của khóa học" in said(answer)


def test_a_published_lesson_does_not_move_into_a_course_that_refuses_its_citations(
    provincial: Client,
) -> None:
    refusing, _lesson = a_refusing_course()
    body = [make_courses.a_passage(citation={"document": make_law.a_document(number="8/2020/QH14").pk})]
    lesson = make_courses.a_lesson(make_courses.a_course(lessons=0), body=body)
    move = reverse("wagtailadmin_pages:move_confirm", args=[lesson.pk, refusing.pk])
    answer = provincial.post(move, {}, follow=True)
    assert "8/2020/QH14" in said(answer)
    assert not Page.objects.get(pk=lesson.pk).is_child_of(Page.objects.get(pk=refusing.pk))


def test_many_published_lessons_do_not_move_there_either(provincial: Client) -> None:
    refusing, _lesson = a_refusing_course()
    body = [make_courses.a_passage(citation={"document": make_law.a_document(number="8/2020/QH14").pk})]
    home = make_courses.a_course(lessons=0)
    citing, plain = make_courses.a_lesson(home, body=body), make_courses.a_lesson(home)
    move = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    for pages, are_moved in (((citing, plain), False), ((plain,), True)):
        keys = "&".join(f"id={page.pk}" for page in pages)
        answer = provincial.post(f"{move}?{keys}&next=/quan-tri/", {"chooser": refusing.pk}, follow=True)
        assert ("8/2020/QH14" in said(answer)) is not are_moved
        for page in pages:
            assert Page.objects.get(pk=page.pk).is_child_of(Page.objects.get(pk=refusing.pk)) is are_moved


def test_a_lesson_is_copied_as_a_draft_with_a_key_of_its_own(provincial: Client) -> None:
    lesson = make_courses.a_lesson(make_courses.a_course(lessons=0))
    copy = reverse("wagtailadmin_pages:copy", args=[lesson.pk])
    data = {"new_title": "Bản sao", "new_slug": "ban-sao", "new_parent_page": str(lesson.get_parent().pk)}
    answer = provincial.post(copy, data, follow=True)
    assert answer.status_code == 200
    copied = courses.LessonPage.objects.get(slug="ban-sao")
    assert not copied.live
    assert copied.uid
    assert copied.uid != lesson.uid


def test_a_course_is_copied_with_its_open_matters_and_never_published_by_the_way(provincial: Client) -> None:
    course = make_courses.a_course(
        lessons=2, glossary=[courses.GlossaryTerm(term="Nòng cốt", meaning="Hạt nhân")]
    )
    item = ReleaseGateItem.objects.create(course=course, text="Mở văn bản chính thức")
    ReleaseGateItem.objects.filter(pk=item.pk).update(ticked_at=make.NOON, ticked_by=make.a_person())
    copy = reverse("wagtailadmin_pages:copy", args=[course.pk])
    data = {
        "new_title": "Bản sao", "new_slug": "ban-sao", "new_parent_page": str(course.get_parent().pk),
        "copy_subpages": "on", "publish_copies": "on",
    }  # fmt: skip
    provincial.post(copy, data)
    copied = courses.CoursePage.objects.get(slug="ban-sao")
    assert not copied.live
    assert copied.code != course.code
    assert copied.is_under_notice
    assert copied.glossary.get().term == "Nòng cốt"
    assert courses.LessonPage.objects.child_of(copied).count() == 2
    edit = reverse("wagtailadmin_pages:edit", args=[copied.pk])
    answer = provincial.post(edit, form_of(provincial, edit), follow=True)
    assert answer.context["form"].errors == {}
