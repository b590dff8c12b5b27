"""One lesson: reading it, saying that it is read, checking oneself, printing it."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.classroom.finishing import finish_if_complete
from courses.classroom.glance import Glance, LessonGlance, look
from courses.classroom.lesson_sheet import lesson_context, self_check_questions, sheet_of, state_words
from courses.classroom.self_check import self_check_forms, self_check_keys
from courses.classroom.training import refusal_of
from courses.pages.models import CoursePage, LessonPage
from courses.progress import mark_read
from people import api as people
from quizzes import api as quizzes


def opened(request: HttpRequest, course_slug: str, lesson_slug: str) -> tuple[Glance, LessonGlance]:
    """The course and the lesson as this person sees them. To everybody a lesson that is not published does not exist."""
    glance = look(people.signed_in(request), course_slug)
    lesson = glance.lesson(lesson_slug) if glance else None
    if glance is None or lesson is None:
        raise Http404
    return glance, lesson


def to_course(course_slug: str) -> HttpResponse:
    """Whoever does not take the course is led to its page, where it can be taken."""
    return HttpResponseRedirect(reverse("courses:course", args=[course_slug]))


@never_cache
@login_required
@require_safe
def read(request: HttpRequest, course_slug: str, lesson_slug: str) -> HttpResponse:
    """The lesson, from the sheet that is kept for everybody, with this person's parts put in."""
    glance, lesson = opened(request, course_slug, lesson_slug)
    if not glance.enrolled:
        return to_course(course_slug)
    person = people.signed_in(request)
    sheet = sheet_of(glance, lesson)
    token = get_token(request)
    values = {
        "token": token,
        "name": escape(person.full_name),
        "unit": escape(people.unit_line(person)),
        "next": render_to_string(
            "courses/classroom/lesson_next.html", next_context(glance, lesson, person) | {"token": token}
        ),
    }
    for sibling in glance.lessons:
        state = "read" if sibling.read else "now" if sibling is lesson else "unread"
        values[f"state-{sibling.pk}"] = sheet.words[state]
    return HttpResponse(sheet.filled(values))


def next_context(glance: Glance, lesson: LessonGlance, person: people.User) -> dict[str, Any]:
    """What the foot of a lesson offers: to say it is read, or the way on, or why there is none until later.

    Asks for the test only of whoever has read everything and has not completed the course.
    """
    following = glance.next_unread(lesson)
    test = None
    if glance.quiz_pk is not None and lesson.read and not following and not glance.completed:
        quiz = quizzes.Quiz.objects.get(pk=glance.quiz_pk)
        test = quizzes.attempt_states(person, [quiz], at=timezone.now())[quiz.pk]
    refusal = refusal_of(test, at=timezone.now())
    return {
        "lesson": lesson,
        "said_at": reverse("courses:say_read", args=[glance.course_slug, lesson.slug]),
        "print_at": reverse("courses:print", args=[glance.course_slug, lesson.slug]),
        "following": following,
        "following_at": reverse("courses:lesson", args=[glance.course_slug, following.slug])
        if following
        else "",
        "ahead_at": reverse("courses:ahead", args=[glance.course_slug]),
        "has_test": glance.quiz_pk is not None,
        "refusal": refusal,
        "last_result_at": test.last_url if test and refusal else "",
        "completed": glance.completed,
    }


@login_required
@require_POST
def say_read(request: HttpRequest, course_slug: str, lesson_slug: str) -> HttpResponse:
    """«Đã đọc, học tiếp»: the first time is kept, every time leads on."""
    glance, lesson = opened(request, course_slug, lesson_slug)
    if not glance.enrolled:
        return to_course(course_slug)
    _keep_reading(request, glance, lesson, at=timezone.now())
    following = glance.next_unread(lesson)
    if following:
        return HttpResponseRedirect(reverse("courses:lesson", args=[course_slug, following.slug]))
    return HttpResponseRedirect(reverse("courses:ahead", args=[course_slug]))


@transaction.atomic
def _keep_reading(request: HttpRequest, glance: Glance, lesson: LessonGlance, *, at: datetime) -> None:
    person = people.signed_in(request)
    course = CoursePage.objects.get(pk=glance.course_pk)
    mark_read(person, course, LessonPage.objects.defer("body").get(pk=lesson.pk), at=at)
    finish_if_complete(person, course, at=at)


@never_cache
@login_required
def check(request: HttpRequest, course_slug: str, lesson_slug: str) -> HttpResponse:
    """One question of the self-check, sent: the same lesson comes back with its explanation. Nothing is stored.

    What was chosen goes into the address, so that a link in the explanation can be come back from.
    """
    glance, lesson = opened(request, course_slug, lesson_slug)
    if not glance.enrolled:
        return to_course(course_slug)
    sent = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" and "question" not in sent:
        return HttpResponseRedirect(reverse("courses:lesson", args=[course_slug, lesson_slug]))
    page = LessonPage.objects.get(pk=lesson.pk)
    course = CoursePage.objects.select_related("main_document").get(pk=glance.course_pk)
    questions = self_check_questions(page)
    answered = sent.get("question", "")
    if answered not in {question.uid for question in questions}:
        raise Http404
    query = quizzes.practice_query(request.POST) if request.method == "POST" else ""
    if query:
        return HttpResponseRedirect(f"{request.path}?{query}")
    context = lesson_context(course, page, glance.lessons)
    context["checks"] = self_check_forms(questions, answered=answered, data=sent)
    context["next"] = render_to_string(
        "courses/classroom/lesson_next.html",
        next_context(glance, lesson, people.signed_in(request)) | {"token": get_token(request)},
    )
    context["states"] = _plain_states(glance, lesson)
    return render(request, "courses/classroom/lesson.html", context)


def _plain_states(glance: Glance, lesson: LessonGlance) -> dict[int, SafeString]:
    words = state_words()
    return {
        sibling.pk: words["read" if sibling.read else "now" if sibling is lesson else "unread"]
        for sibling in glance.lessons
    }


@never_cache
@login_required
@require_safe
def print_view(request: HttpRequest, course_slug: str, lesson_slug: str) -> HttpResponse:
    """The lesson for paper, the key to its self-check on a sheet of its own."""
    glance, lesson = opened(request, course_slug, lesson_slug)
    if not glance.enrolled:
        return to_course(course_slug)
    page = LessonPage.objects.get(pk=lesson.pk)
    course = CoursePage.objects.select_related("main_document").get(pk=glance.course_pk)
    context = lesson_context(course, page, glance.lessons) | {
        "keys": self_check_keys(self_check_questions(page)),
        "today": timezone.now(),
        "printing": True,
    }
    return render(request, "courses/classroom/print.html", context)
