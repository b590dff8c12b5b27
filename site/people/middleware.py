"""What holds on every request to the admin: no grant that has ended opens it, and no short or first password does."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from people.access import keep_reach
from people.grants import mirror_groups

ADMIN_PREFIX = "/quan-tri/"


class KeepGrantsTrue:
    """Groups are checked against grants; whoever has only a PIN or a first password is asked for a long password first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.prefix = getattr(settings, "ADMIN_PREFIX", ADMIN_PREFIX)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        if request.path.startswith(self.prefix) and person.is_authenticated:
            reach = keep_reach(person)
            mirror_groups(person, at=reach.at, wanted=reach.roles)
            too_weak = person.password_is_short or person.first_password_until is not None
            if too_weak and person.has_perm("wagtailadmin.access_admin"):
                query = urlencode(
                    {"next": request.get_full_path() if request.method == "GET" else self.prefix}
                )
                return HttpResponseRedirect(f"{reverse('account_change_password')}?{query}")
        return self.get_response(request)
