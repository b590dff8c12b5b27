"""The product's addresses, and beside them one bare view to measure against. Only `make bench` uses them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from portal.urls import handler500
from portal.urls import urlpatterns as product


def bare(request: HttpRequest) -> HttpResponse:
    """A small template, no database: the floor of any page of Django behind the same middleware."""
    return render(request, "bench/bare.html", {"rows": range(12)})


urlpatterns = [path("bench/bare/", bare), *product]
__all__ = ["handler500", "urlpatterns"]
