"""The first page, and help."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses import api as courses
from people import api as people


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, for whom, and which courses there are."""
    offered = courses.studies(None, courses.published_courses(), at=timezone.now())
    return render(request, "portal/home.html", {"here": "home", "studies": offered})


@never_cache
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How things work here, and the names of those who help the person who is signed in."""
    person = request.user
    helpers = []
    if person.is_authenticated:
        helpers = [
            {"name": helper.full_name, "unit": people.unit_line(helper)}
            for helper in people.commune_administrator_of(person, at=timezone.now())
        ]
    return render(request, "portal/help.html", {"here": "help", "helpers": helpers})
