"""What the frame of every page needs."""

from django.conf import settings
from django.http import HttpRequest


def masthead(request: HttpRequest) -> dict[str, object]:
    """The name of the site. Who is signed in comes from `request.user`."""
    return {"site_name": settings.WAGTAIL_SITE_NAME}
