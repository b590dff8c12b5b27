"""The list of questions beside a question, and the track above it, as HTML.

Twenty entries on every page of a test: as nodes of a template they cost more than the rest of the page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext


class Entry(Protocol):
    """What is shown of a question: where it stands, whether it is answered or to be looked at again."""

    @property
    def position(self) -> int: ...
    @property
    def complete(self) -> bool: ...
    @property
    def flagged(self) -> bool: ...


def step_items(
    steps: Iterable[Entry], *, here: Collection[int] = (), links: bool = True, anchors: bool = False
) -> SafeString:
    """The entries of `ol.steps`. `here`: the positions on this page, if it is one. `links`: may one go there?

    Addresses are relative: …/7/ and …/xem-lai/ stand side by side; with `anchors` they lead to the question on its page.
    """
    question = escape(gettext("Question"))
    again = escape(gettext("to look at again"))
    now = ' aria-current="step"'
    words = {True: escape(gettext("answered")), False: escape(gettext("not answered yet"))}
    entries = []
    for step in steps:
        place = step.position
        anchor = f"#cau-{place:d}" if anchors else ""
        tag = f'a href="../{place:d}/{anchor}"' if links else "span"
        entries.append(
            f'<li><{tag} class="{"has" if step.complete else ""}'
            f'{" flag" if step.flagged else ""}"{now if place in here else ""}>'
            f'<span class="hide">{question} </span>{place:d}'
            f'<span class="hide">, {words[step.complete]}{f", {again}" if step.flagged else ""}</span>'
            f"</{tag.split()[0]}></li>"
        )
    return mark_safe("".join(entries))  # noqa: S308 (numbers, and words escaped above)


def track_items(steps: Iterable[Entry], *, here: Collection[int]) -> SafeString:
    """The pieces of `div.track`: answered, open, and where one is."""
    return mark_safe(  # noqa: S308 (nothing of anybody's in it)
        "".join(
            '<i class="now"></i>'
            if step.position in here
            else '<i class="on"></i>'
            if step.complete
            else "<i></i>"
            for step in steps
        )
    )
