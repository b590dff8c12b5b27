"""The product's addresses, and beside them one bare view to measure against. Only `make bench` uses them."""

from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from portal.urls import handler500
from portal.urls import urlpatterns as product

BARE = Path(__file__).resolve().parents[1] / "templates/bench/bare.html"


@cache
def bare_template() -> Any:
    """As Django itself makes it; nothing of it is settled (portal.settled)."""
    return engines["django"].from_string(BARE.read_text(encoding="utf-8"))


def bare(request: HttpRequest) -> HttpResponse:
    """A small template, no database: the floor of any page of Django behind the same middleware."""
    return HttpResponse(bare_template().render({"rows": range(12)}, request))


urlpatterns = [path("bench/bare/", bare), *product]
__all__ = ["handler500", "urlpatterns"]
