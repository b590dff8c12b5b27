"""What holds on every request to the admin: no grant that has ended opens it, and no short or first password does."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from people.access import keep_reach, signed_in
from people.grants import Role, mirror_groups
from people.users import User

ADMIN_PREFIX = "/quan-tri/"
# Parts of the admin that ask for no permission.
OPEN_PARTS = ("login/", "logout/", "jsi18n/", "sprite/")
# Wagtail's own workshop. Several of its views ask for no permission: choosers, the internal API, some reports.
WORKSHOP = (
    "api/", "block-preview/", "bulk/", "choose-", "collections/", "documents/", "editing-sessions/", "embeds/", "groups/",
    "images/", "pages/", "reports/", "settings/", "sites/", "snippets/", "tag-autocomplete/", "users/", "workflows/",
)  # fmt: skip


# Roles that make no content: they look after people, or mark answers.
OUTSIDE_THE_WORKSHOP = (Role.COMMUNE_ADMINISTRATOR, Role.MARKER)


def works_on_content(person: User, roles: set[str]) -> bool:
    """Commune administrators and markers have no need of the workshop; it is for those who were given something besides."""
    if person.is_superuser or roles - set(OUTSIDE_THE_WORKSHOP):
        return True
    return person.groups.exclude(name__in=OUTSIDE_THE_WORKSHOP).exists()


class KeepGrantsTrue:
    """Groups are checked against grants; whoever has only a PIN or a first password is asked for a long password first.

    Somebody who is signed in and has no business there gets 403: Wagtail would send them to sign in, where they
    are already, and back again without end.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.prefix = getattr(settings, "ADMIN_PREFIX", ADMIN_PREFIX)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(self.prefix) and request.user.is_authenticated:
            return self._admin(request)
        return self.get_response(request)

    def _admin(self, request: HttpRequest) -> HttpResponse:
        person = signed_in(request)
        reach = keep_reach(person)
        mirror_groups(person, at=timezone.now(), wanted=reach.roles)
        part = request.path.removeprefix(self.prefix)
        if part.startswith(OPEN_PARTS):
            return self.get_response(request)
        if not person.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        if part.startswith(WORKSHOP) and not works_on_content(person, reach.roles):
            raise PermissionDenied
        if person.password_is_short or person.first_password_until is not None:
            query = urlencode({"next": request.get_full_path() if request.method == "GET" else self.prefix})
            return HttpResponseRedirect(f"{reverse('account_change_password')}?{query}")
        return self.get_response(request)
