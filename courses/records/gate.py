"""Who may open the pages on records and enrolments."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from people import api as people


def refuse_others(request: HttpRequest) -> None:
    """These pages are for administrators; to everybody else in the admin they are closed."""
    if not people.may_see_records(people.signed_in(request)):
        raise PermissionDenied
