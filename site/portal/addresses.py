"""Addresses in templates: where an address has its variable parts is worked out once, then they are only put in.

Django searches the patterns for each link anew. Here it is asked once per name and kind of parts, with parts that stand for
others; that serves for plain words (letters, digits, "-" and "_", not digits alone) and for whole numbers. Everything else,
and every name whose address takes something special, is left to Django each time.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

WORD = re.compile(r"(?![0-9]+\Z)[-a-zA-Z0-9_]+\Z")
_forms: dict[tuple[Any, ...], str | None] = {}


def address(view_name: str, parts: Sequence[Any], current_app: str | None = None) -> str:
    """As `reverse` with positional parts."""
    kinds = tuple(map(_kind, parts))
    if None not in kinds:
        key = (view_name, kinds, current_app, get_urlconf(), get_script_prefix())
        if key not in _forms:
            _forms[key] = _form(view_name, kinds, current_app)
        form = _forms[key]
        if form is not None:
            return form.format(*parts)
    return reverse(view_name, args=parts, current_app=current_app)


def _kind(part: Any) -> type | None:
    if isinstance(part, str):
        return str if WORD.match(part) else None
    return int if type(part) is int and part >= 0 else None


def _form(view_name: str, kinds: Sequence[type | None], current_app: str | None) -> str | None:
    """The address with "{0}", "{1}" … in the places of its parts; None where Django must look each time."""
    stand_ins = [f"zq{place}-_qz" if kind is str else 98_765_000 + place for place, kind in enumerate(kinds)]
    try:
        found = reverse(view_name, args=stand_ins, current_app=current_app)
    except NoReverseMatch:
        return None
    form = found.replace("{", "{{").replace("}", "}}")
    for place, stand_in in enumerate(stand_ins):
        if form.count(str(stand_in)) != 1:
            return None
        form = form.replace(str(stand_in), f"{{{place}}}")
    return form
