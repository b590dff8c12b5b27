"""A grant that has ended opens no door: groups are checked against grants on every request to the admin."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from people.grants import mirror_groups

ADMIN_PREFIX = "/quan-tri/"


class KeepGrantsTrue:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.prefix = getattr(settings, "ADMIN_PREFIX", ADMIN_PREFIX)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(self.prefix) and request.user.is_authenticated:
            mirror_groups(request.user, at=timezone.now())
        return self.get_response(request)
