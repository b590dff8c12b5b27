"""How pages are drawn is decided above this layer: the classroom puts its functions in here when Django starts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.models import PagePermissionTester


@dataclass(frozen=True)
class Showing:
    """How one type of page reaches people: `serve` for its address, `preview` for an editor's draft."""

    serve: Callable[[HttpRequest, Any], HttpResponse]
    preview: Callable[[HttpRequest, Any], HttpResponse]


_showings: dict[str, Showing] = {}


def show_by(page_type: str, showing: Showing) -> None:
    """Say how pages of this type ("CoursePage") are shown. The last one said counts."""
    _showings[page_type] = showing


class OpenToEverybody(PagePermissionTester):
    """What an editor may do with a page that is never private: courses are open to all, so a lock on one would lie."""

    def can_set_view_restrictions(self) -> bool:
        return False


class ShownByClassroom:
    """Mixin of a page: Wagtail's own serving and preview go through the classroom."""

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return OpenToEverybody(user, self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Reached only past the classroom's own addresses, for instance under an old slug."""
        return _showings[type(self).__name__].serve(request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The draft as learners would see it, with nothing of a person in it."""
        return _showings[type(self).__name__].preview(request, self)
