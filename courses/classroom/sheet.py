"""A page drawn once for everybody, with holes for what belongs to one person.

Drawing a lesson takes many queries and templates; filling its holes takes neither. What is drawn into a sheet must be the
same for all people, for it is kept and shown to all of them: sheets are drawn without a person and without a request.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

# NUL never gets into the text of a page: forms and PostgreSQL refuse it.
EDGE = "\x00"
HOLE = re.compile(f"{EDGE}([\\w-]+){EDGE}")


def hole(name: str) -> SafeString:
    """A place in a template to be filled for each person; a name of letters, digits and hyphens."""
    return mark_safe(f"{EDGE}{name}{EDGE}")  # noqa: S308 (a constant shape)


@dataclass(frozen=True)
class Sheet:
    """The drawn page: text, hole, text, hole … text; and words that fillings use, drawn in the sheet's language."""

    pieces: tuple[str, ...]
    words: Mapping[str, str] = field(default_factory=dict)

    def filled(self, values: Mapping[str, str]) -> str:
        """The page for one person. Values are HTML and must be escaped already; a missing one is an error (KeyError)."""
        pieces = list(self.pieces)
        pieces[1::2] = [values[name] for name in self.pieces[1::2]]
        return "".join(pieces)


class _Somebody:
    """Stands for whoever will look at the page: signed in, without a name."""

    is_authenticated = True
    full_name = hole("name")


def draw(template: str, context: Mapping[str, object], *, path: str, words: Mapping[str, str]) -> Sheet:
    """Draw a sheet. In the template the holes `token`, `name` and `unit` are open to the frame of the page.

    `path` is the address of the page, for the links of its frame.
    """
    nobody = HttpRequest()
    nobody.path = nobody.path_info = path
    nobody.user = AnonymousUser()  # type: ignore[assignment]
    holes = {"user": _Somebody(), "csrf_token": hole("token"), "unit_line": hole("unit"), "messages": []}
    html = render_to_string(template, {**holes, **context}, request=nobody)
    return Sheet(tuple(HOLE.split(html)), dict(words))
