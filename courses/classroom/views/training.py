"""My training, the list of courses, one course, taking a course, and all results."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.certificates.models import Certificate
from courses.certificates.services import issue_what_waits
from courses.classroom.glossary import by_letter, published_terms
from courses.classroom.training import (
    Study,
    first_things_first,
    published_course,
    published_courses,
    studies,
    study_of,
)
from courses.completions.models import Completion
from courses.enrolment import Enrolment, enrol
from courses.pages.models import CoursePage
from people import api as people
from quizzes import api as quizzes


def course_or_404(slug: str) -> CoursePage:
    course = published_course(slug)
    if course is None:
        raise Http404
    return course


def reader(request: HttpRequest) -> people.User | None:
    """The person who is signed in, if anybody is."""
    return people.signed_in(request) if request.user.is_authenticated else None


@never_cache
@login_required
@require_safe
def my_training(request: HttpRequest) -> HttpResponse:
    """What I have to do, what is next, and one big button."""
    mine, others = split(studies(people.signed_in(request), published_courses(), at=timezone.now()))
    ahead = first_things_first(mine)
    first = ahead[0] if ahead else None
    context = {
        "here": "my_training",
        "first": first,
        "step": first.next_step() if first else None,
        "begun": [study for study in ahead[1:] if study.begun],
        "waiting": [study for study in ahead[1:] if not study.begun],
        "finished": [study for study in mine if study.completion],
        "others": others,
        "may_administer": request.user.has_perm("wagtailadmin.access_admin"),
    }
    return render(request, "courses/classroom/my_training.html", context)


def split(all_studies: list[Study]) -> tuple[list[Study], list[Study]]:
    """Those that the person takes, and those on offer."""
    return [study for study in all_studies if study.enrolled], [
        study for study in all_studies if not study.enrolled
    ]


@never_cache
@require_safe
def course_list(request: HttpRequest) -> HttpResponse:
    """All courses: those I take, and those on offer. Before signing in, just the courses."""
    mine, others = split(studies(reader(request), published_courses(), at=timezone.now()))
    ahead = first_things_first(mine)
    context = {
        "here": "courses" if reader(request) else "home",
        "mine": mine,
        "others": others,
        "step": ahead[0].next_step() if ahead else None,
    }
    return render(request, "courses/classroom/course_list.html", context)


@never_cache
@require_safe
def course(request: HttpRequest, course_slug: str) -> HttpResponse:
    """One course: what it teaches, how far I am, its test, what it rests on."""
    page = course_or_404(course_slug)
    return render(request, "courses/classroom/course.html", course_context(page, reader(request)))


def course_context(page: CoursePage, person: people.User | None) -> dict[str, object]:
    study = study_of(person, page, at=timezone.now())
    return {
        "here": "courses" if person else "home",
        "course": page,
        "study": study,
        "step": study.next_step() if study.enrolled else None,
        "sources": page.sources.select_related("document"),
        "has_glossary": page.glossary.exists(),
        "banner": study.banner,
        "under_notice": study.under_notice,
    }


@login_required
@require_POST
def take(request: HttpRequest, course_slug: str) -> HttpResponse:
    """Enrol myself. Pressing twice enrols once."""
    page = course_or_404(course_slug)
    person = people.signed_in(request)
    enrol(person, page, by=person, at=timezone.now(), source=Enrolment.Source.SELF)
    return HttpResponseRedirect(reverse("courses:course", args=[course_slug]))


@never_cache
@login_required
@require_safe
def ahead(request: HttpRequest, course_slug: str) -> HttpResponse:
    """Lead to the next step of a course, whatever it is now. A certificate is not fetched unasked: its page comes first."""
    study = study_of(people.signed_in(request), course_or_404(course_slug), at=timezone.now())
    step = study.next_step() if study.enrolled else None
    if step is None or step.certificate:
        return HttpResponseRedirect(study.href)
    return HttpResponseRedirect(step.href)


@never_cache
@login_required
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """All my attempts, completions and certificates, kept for ever. A certificate that may be issued by now is issued."""
    person = people.signed_in(request)
    issue_what_waits(person, at=timezone.now())
    attempts = quizzes.attempts_of(person, at=timezone.now())
    titles = dict(
        CoursePage.objects.filter(quiz__in={attempt.quiz_id for attempt in attempts}).values_list(
            "quiz_id", "title"
        )
    )
    papers: dict[int, list[Certificate]] = {}
    for paper in Certificate.objects.filter(completion__person=person).select_related(
        "revocation", "replaced_by"
    ):
        papers.setdefault(paper.completion_id, []).append(paper)
    completions = Completion.objects.filter(person=person).select_related("course")
    context = {
        "attempts": [(attempt, titles.get(attempt.quiz_id, attempt.quiz.title)) for attempt in attempts],
        "completions": [(completion, papers.get(completion.pk, [])) for completion in completions],
    }
    return render(request, "courses/classroom/results.html", context)


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """All words explained in the courses, in alphabetical order."""
    return render(request, "courses/classroom/glossary.html", {"letters": by_letter(published_terms())})
