"""A lesson on the screen: who may open it, what stands on it, how few queries it takes, when a change is seen."""

import gzip
from pathlib import Path

import make
import make_courses
import make_law
import make_quizzes
import pytest
from django.conf import settings
from django.test import Client
from make import NOON
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page

from courses import api as courses
from courses.models import BannerClearance, ReleaseGateItem
from quizzes import api as quizzes

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> courses.CoursePage:
    return make_courses.a_course(lessons=3)


@pytest.fixture
def learner(client: Client, course: courses.CoursePage) -> Client:
    """A browser in which a learner of the course is signed in."""
    client.force_login(make_courses.a_learner(course))
    return client


def address(course: courses.CoursePage, place: int = 0) -> str:
    return courses.lesson_path(course, course.lessons()[place])


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, (response.status_code, response.headers)
    return response.content.decode()


def test_a_stranger_is_asked_to_sign_in_and_comes_back(client: Client, course: courses.CoursePage) -> None:
    answer = client.get(address(course))
    assert answer["Location"] == f"/tai-khoan/dang-nhap/?next={address(course)}"


def test_who_does_not_take_the_course_is_led_to_its_page(client: Client, course: courses.CoursePage) -> None:
    client.force_login(make.a_person())
    assert client.get(address(course))["Location"] == f"/khoa-hoc/{course.slug}/"
    assert client.get(address(course) + "in/")["Location"] == f"/khoa-hoc/{course.slug}/"
    assert client.post(address(course) + "da-doc/")["Location"] == f"/khoa-hoc/{course.slug}/"


def test_a_lesson_shows_its_number_words_and_one_next_step(
    learner: Client, course: courses.CoursePage
) -> None:
    text = text_of(learner, address(course))
    assert "Bài 1 trong 3" in text
    assert "Nòng cốt là hạt nhân" in text
    assert "Điều thứ nhất" in text
    assert text.count("data-next") == 1
    assert text.count("data-main") == 1
    assert "\x00" not in text


def test_the_sheet_is_the_same_for_all_but_the_person_is_not(
    learner: Client, course: courses.CoursePage
) -> None:
    text_of(learner, address(course))
    other = Client()
    other.force_login(
        make_courses.a_learner(course, "Phạm <b>Văn</b> Hai", unit=make.a_unit(name="Xã Tân Hưng"))
    )
    text = text_of(other, address(course))
    assert "Phạm &lt;b&gt;Văn&lt;/b&gt; Hai" in text
    assert "Xã Tân Hưng" in text
    assert "Đỗ Thị Ngữ" not in text


def test_a_warm_lesson_takes_at_most_four_queries(
    learner: Client, course: courses.CoursePage, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    text_of(learner, address(course))
    with django_assert_max_num_queries(4):
        text_of(learner, address(course))


def test_a_warm_lesson_does_not_ask_more_for_a_longer_course(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    long = make_courses.a_course(lessons=12)
    client.force_login(make_courses.a_learner(long))
    text_of(client, address(long))
    with django_assert_max_num_queries(4):
        text_of(client, address(long))


def test_a_first_visit_is_light(learner: Client, course: courses.CoursePage) -> None:
    text = text_of(learner, address(course))
    style = Path(settings.ROOT, "site/portal/static/portal/portal.css").read_bytes()
    font = Path(settings.ROOT, "site/portal/static/portal/fonts/be-vietnam-pro-600.woff2").read_bytes()
    icon = Path(settings.ROOT, "site/portal/static/portal/favicon.svg").read_bytes()
    # The style is served as it is compressed when files are collected; the page itself as it is.
    assert len(text.encode()) + len(gzip.compress(style)) + len(font) + len(icon) < 60_000
    asked_for = text.count("<link ") + text.count("<script ") + text.count("<img ")
    assert asked_for + 2 <= 6  # and the page and the font


def test_a_published_change_is_seen_at_once(learner: Client, course: courses.CoursePage) -> None:
    text_of(learner, address(course))
    lesson = course.lessons()[0]
    lesson.key_points = "Điều mới"
    lesson.save_revision().publish()
    assert "Điều mới" in text_of(learner, address(course))


def test_a_draft_changes_nothing_for_learners(learner: Client, course: courses.CoursePage) -> None:
    lesson = course.lessons()[0]
    lesson.key_points = "Điều còn nháp"
    lesson.save_revision()
    assert "Điều còn nháp" not in text_of(learner, address(course))


def test_a_lesson_taken_down_is_gone_at_once_and_from_the_list_of_its_sisters(
    learner: Client, course: courses.CoursePage
) -> None:
    first, second, _third = course.lessons()
    assert second.slug in text_of(learner, courses.lesson_path(course, first))
    second.unpublish()
    assert learner.get(courses.lesson_path(course, second)).status_code == 404
    assert second.slug not in text_of(learner, courses.lesson_path(course, first))


def test_a_draft_course_does_not_exist_for_anybody(client: Client) -> None:
    draft = make_courses.a_course(live=False)
    lesson = courses.LessonPage.objects.child_of(draft).first()
    client.force_login(make_courses.a_learner(draft))
    assert client.get(courses.lesson_path(draft, lesson)).status_code == 404
    assert client.get(f"/khoa-hoc/{draft.slug}/").status_code == 404
    assert draft.title not in text_of(client, "/khoa-hoc/")
    assert draft.title not in text_of(client, "/viec-cua-toi/")


def test_a_slug_of_another_course_does_not_open_a_lesson(learner: Client, course: courses.CoursePage) -> None:
    other = make_courses.a_course()
    assert learner.get(f"/khoa-hoc/{other.slug}/{course.lessons()[0].slug}/").status_code == 404


def test_learners_pages_are_kept_by_no_browser(learner: Client, course: courses.CoursePage) -> None:
    assert "no-store" in learner.get(address(course))["Cache-Control"]


def test_a_lesson_keeps_the_strict_policy_and_carries_nothing_inline(
    learner: Client, course: courses.CoursePage
) -> None:
    response = learner.get(address(course))
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    text = response.content.decode()
    assert "<script" not in text
    assert " style=" not in text
    assert " onclick=" not in text


def test_english_words_stand_round_the_same_lesson(learner: Client, course: courses.CoursePage) -> None:
    text_of(learner, address(course))
    learner.cookies["ngon-ngu"] = "en"
    text = text_of(learner, address(course))
    assert "Lesson 1 of 3" in text
    assert "Read, go on" in text


def test_a_course_under_notice_says_so_until_the_last_matter_is_settled(
    learner: Client, course: courses.CoursePage
) -> None:
    item = ReleaseGateItem.objects.create(course=course, text="Mở văn bản chính thức")
    words = "Chưa được thẩm định pháp lý. Chỉ để học thử."
    assert words in text_of(learner, address(course))
    assert words in text_of(learner, f"/khoa-hoc/{course.slug}/")
    ReleaseGateItem.objects.filter(pk=item.pk).update(ticked_at=make.NOON)
    assert words not in text_of(learner, address(course))


def test_the_banner_stands_until_somebody_clears_these_very_words(
    learner: Client, course: courses.CoursePage
) -> None:
    course.banner = "Hiệu lực: chờ xác nhận."
    course.save_revision().publish()
    assert course.banner in text_of(learner, address(course))
    BannerClearance.objects.create(
        course=course, banner=course.banner, by=make.a_person(), at=make.NOON, source="CV 1"
    )
    assert course.banner not in text_of(learner, address(course))
    course.banner = "Một câu khác."
    course.save_revision().publish()
    assert "Một câu khác." in text_of(learner, address(course))


def test_a_verified_document_loses_its_mark_in_lessons_at_once(client: Client) -> None:
    document = make_law.a_document()
    cited = {"document": document.pk, "article": "2", "clause": "1", "quote_or_paraphrase": "Lời tóm tắt"}
    course = make_courses.a_course(lessons=0)
    lesson = make_courses.a_lesson(course, body=[make_courses.a_passage(citation=cited)])
    client.force_login(make_courses.a_learner(course))
    path = courses.lesson_path(course, lesson)
    assert "chờ thẩm định" in text_of(client, path)
    make_law.law.verify(
        document, by=make.a_person(), at=make.NOON, source="Công báo", read_on=make.NOON.date()
    )
    text = text_of(client, path)
    assert "chờ thẩm định" not in text
    assert "Khoản 1 Điều 2" in text


def test_the_plan_course_leads_from_a_passage_to_its_section(client: Client) -> None:
    plan = make_law.the_plan()
    course = make_courses.a_course(lessons=0, main_document=plan)
    body = [
        make_courses.a_passage("Câu một.", place="II.5.g2"),
        make_courses.a_passage("Câu hai.", place="II.5.g2"),
    ]
    lesson = make_courses.a_lesson(course, body=body, sections="II.5\nII.6")
    client.force_login(make_courses.a_learner(course))
    text = text_of(client, courses.lesson_path(course, lesson))
    assert text.count("mục II.5, gạch đầu dòng 2</summary>") == 1 or text.count("II.5, gạch đầu dòng 2") >= 1
    assert text.count("/van-ban/kh-157-tu/#II.5.g2") == 1
    assert "Mục II.5, II.6" in text


def test_every_block_is_drawn(client: Client) -> None:
    document = make_law.a_document()
    cited = {"document": document.pk, "article": "3"}
    course = make_courses.a_course(lessons=0)
    body = [
        {"type": "heading", "value": "Một đề mục"},
        {"type": "text", "value": "<p>Chữ <b>đậm</b></p>"},
        make_courses.a_passage("Bối cảnh thêm.", kind="context", needs_confirmation=True, sources=["nhandan.vn"], evidence="A"),
        make_courses.a_passage("Từ việc thật.", kind="practice", needs_legal_review=True,
                               advice_sources=[{"publisher": "Bộ Công an", "paraphrase": "Không chuyển tiền"}]),
        make_courses.a_passage("Có dẫn thêm.", citation=cited, see_also=[{"document": document.pk, "article": "44"}]),
        {"type": "law_quotation", "value": {"text": "Lời của luật", "citation": cited}},
        {"type": "callout", "value": {"title": "Lưu ý", "text": "<p>Nhớ kỹ</p>"}},
    ]  # fmt: skip
    lesson = make_courses.a_lesson(course, body=body)
    client.force_login(make_courses.a_learner(course))
    path = courses.lesson_path(course, lesson)
    for text in (text_of(client, path), text_of(client, path + "in/")):
        for words in ("Một đề mục", "<b>đậm</b>", "Không hỏi trong bài kiểm tra", "chờ xác nhận", "nhandan.vn",
                      "Bộ Công an", "Không chuyển tiền", "Lời của luật", "Nhớ kỹ", "chờ thẩm định"):  # fmt: skip
            assert words.lower() in text.lower(), words
    assert "Điều 44" in text_of(client, path)


@pytest.fixture
def checked(client: Client) -> tuple[Client, str, object]:
    question = make_quizzes.a_question(practice_only=True)
    course = make_courses.a_course(lessons=0)
    body = [make_courses.a_passage(), {"type": "self_check", "value": {"questions": [question.pk]}}]
    lesson = make_courses.a_lesson(course, body=body)
    client.force_login(make_courses.a_learner(course))
    return client, courses.lesson_path(course, lesson), question


def test_the_key_of_a_self_check_is_not_sent_before_it_is_asked_for(
    checked: tuple[Client, str, object],
) -> None:
    client, path, question = checked
    text = text_of(client, path)
    assert 'data-question="' in text
    assert "Vì văn bản ghi như vậy." not in text
    assert text.count("data-next") == 1


def test_a_question_taken_out_of_use_is_not_asked_any_more_and_comes_back_with_its_use(
    checked: tuple[Client, str, quizzes.Question],
) -> None:
    client, path, question = checked
    for shown, act in ((True, quizzes.take_out_of_use), (False, quizzes.use_again), (True, None)):
        assert ('data-question="' in text_of(client, path)) is shown
        if act:
            act(question, by=None, at=NOON)


def test_a_self_check_is_explained_at_once_and_leaves_no_trace(checked: tuple[Client, str, object]) -> None:
    client, path, question = checked
    name = text_of(client, path).split('data-question="')[1].split('name="')[1].split('"')[0]
    sent = {"question": question.uid, name: "a", "csrfmiddlewaretoken": "x"}
    address = str(client.post(path + "tu-kiem-tra/", sent)["Location"])
    assert "csrf" not in address
    answer = client.get(address)  # as the browser's Back does after a link in the explanation
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Vì văn bản ghi như vậy." in text
    assert text.count("data-next") == 1
    assert '<span class="status status--now">Đang đọc</span>' in text
    assert not courses.LessonProgress.objects.exists()
    assert "Vì văn bản ghi như vậy." not in text_of(client, path)


def test_an_essay_is_compared_with_the_model_below_its_question(client: Client) -> None:
    question = make_quizzes.a_question("essay", practice_only=True)
    course = make_courses.a_course(lessons=0)
    lesson = make_courses.a_lesson(
        course, body=[{"type": "self_check", "value": {"questions": [question.pk]}}]
    )
    client.force_login(make_courses.a_learner(course))
    path = courses.lesson_path(course, lesson)
    name = text_of(client, path).split('data-question="')[1].split('name="')[1].split('"')[0]
    own = "Làng tôi yên bình. " + "Tối nào bà con cũng thay nhau đi tuần. " * 5
    reply = client.post(path + "tu-kiem-tra/", {"question": question.uid, name: own})
    assert reply.status_code == 200, "what one has written stands in no address"
    text = reply.content.decode()
    assert "Bài mẫu." not in text_of(client, path)
    assert "Bài mẫu." in text
    assert text.count("Làng tôi yên bình.") == 2, "in the box, to go on writing, and above the model"
    assert text.count("Viết vài dòng.") == 1


def test_a_lesson_without_a_passage_is_shown(client: Client) -> None:
    course = make_courses.a_course(lessons=0)
    lesson = make_courses.a_lesson(course, body=[{"type": "self_check", "value": {"questions": []}}])
    client.force_login(make_courses.a_learner(course))
    assert text_of(client, courses.lesson_path(course, lesson)).count("data-next") == 1


def test_a_self_check_of_another_lesson_is_not_answered_here(checked: tuple[Client, str, object]) -> None:
    client, path, _question = checked
    other = make_quizzes.a_question(practice_only=True)
    assert client.post(path + "tu-kiem-tra/", {"question": other.uid}).status_code == 404


def test_the_printed_lesson_has_its_key_on_a_sheet_of_its_own(checked: tuple[Client, str, object]) -> None:
    client, path, _question = checked
    text = text_of(client, path + "in/")
    questions, key = text.split("new-sheet")
    assert text.count("data-next") == 1
    assert "Phương án hai" in questions
    assert "Vì văn bản ghi như vậy." not in questions
    assert "Phương án hai" in key
    assert "Vì văn bản ghi như vậy." in key


def test_wagtails_own_address_of_a_lesson_leads_into_the_classroom(
    client: Client, course: courses.CoursePage
) -> None:
    lesson = course.lessons()[0]
    assert lesson.get_url() == courses.lesson_path(course, lesson)
    assert lesson.serve(None)["Location"] == courses.lesson_path(course, lesson)
    assert Page.objects.get(pk=course.pk).specific.serve(None)["Location"] == f"/khoa-hoc/{course.slug}/"


def test_a_trainer_previews_a_draft(client: Client, course: courses.CoursePage) -> None:
    lesson = course.lessons()[0]
    lesson.key_points = "Điều còn nháp"
    lesson.save_revision()
    client.force_login(make.a_trainer())
    for page in (lesson, course, course.get_parent()):
        answer = client.get(f"/quan-tri/pages/{page.pk}/view_draft/")
        assert answer.status_code == 200
    text = client.get(f"/quan-tri/pages/{lesson.pk}/view_draft/").content.decode()
    assert "Điều còn nháp" in text
    assert "\x00" not in text


def test_the_editor_of_a_lesson_opens_for_a_trainer(client: Client, course: courses.CoursePage) -> None:
    client.force_login(make.a_trainer())
    assert client.get(f"/quan-tri/pages/{course.lessons()[0].pk}/edit/").status_code == 200
    assert client.get(f"/quan-tri/pages/{course.pk}/edit/").status_code == 200


def test_a_passage_that_awaits_review_carries_one_mark_and_keeps_it_when_its_document_is_verified(
    client: Client,
) -> None:
    document = make_law.a_document()
    cited = {"document": document.pk, "article": "2"}
    course = make_courses.a_course(lessons=0)
    body = [
        make_courses.a_passage("Có dẫn.", needs_legal_review=True, citation=cited),
        make_courses.a_passage("Không dẫn.", needs_legal_review=True),
    ]
    lesson = make_courses.a_lesson(course, body=body)
    client.force_login(make_courses.a_learner(course))
    path = courses.lesson_path(course, lesson)
    assert text_of(client, path).count("chờ thẩm định") == 2
    make_law.law.verify(
        document, by=make.a_person(), at=make.NOON, source="Công báo", read_on=make.NOON.date()
    )
    assert text_of(client, path).count("chờ thẩm định") == 2
