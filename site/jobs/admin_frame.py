"""The frame that pages of ours have in the admin: title, icon, and the way back to where they are reached from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext


def admin_page(
    request: HttpRequest,
    template: str,
    title: str,
    context: Mapping[str, Any],
    *,
    above: Sequence[tuple[str, str]],
    icon: str,
    status: int = 200,
) -> TemplateResponse:
    """A page of the admin. `above`: address and label of each page that leads to it, below the admin's first.

    The page itself is the last step of the way, unless it is the very one that `above` ends with.
    """
    steps = [(reverse("wagtailadmin_home"), gettext("Home")), *above]
    if steps[-1][1] != title:
        steps.append(("", title))
    frame = {
        "page_title": title,
        "header_title": title,
        "header_icon": icon,
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in steps],
    }
    return TemplateResponse(request, template, {**frame, **context}, status=status)
