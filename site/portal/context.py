"""What the frame of every page needs."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from people import api as people

# Written out, not reversed: the frame must stand even where a part of the site is broken, and it is drawn on every page.
ADDRESSES = {
    "my_training": "/viec-cua-toi/",
    "courses": "/khoa-hoc/",
    "results": "/ket-qua-cua-toi/",
    "glossary": "/thuat-ngu/",
    "practice": "/luyen-tap/",
    "search": "/tim-kiem/",
    "help": "/tro-giup/",
    "verify": "/xac-minh/",
    "register": "/van-ban/",
    "language": "/ngon-ngu/",
    "sign_in": settings.LOGIN_URL,
    "sign_out": "/tai-khoan/dang-xuat/",
    "admin": "/quan-tri/",
}

# The same on every page of everybody (portal.settled).
CONSTANTS = {"site_name": settings.WAGTAIL_SITE_NAME, "addresses": ADDRESSES}


def masthead(request: HttpRequest) -> dict[str, object]:
    """The name of the site, the addresses of its main parts, and where the person who is signed in belongs."""
    return {
        **CONSTANTS,
        "unit_line": SimpleLazyObject(lambda: people.unit_line(people.signed_in(request))),
    }
