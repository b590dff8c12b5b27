"""Citations and marks of the register, for every template of the product."""

from collections.abc import Mapping
from typing import Any

from django import template

from law.documents import LegalDocument
from law.places import anchor as anchor_of
from law.places import section_words as words_of_section
from law.showing import document_path, once, shown

register = template.Library()


@register.inclusion_tag("law/components/citation.html")
def citation(
    source: Any, documents: Mapping[str, LegalDocument] | None = None, opened: bool = False
) -> dict[str, Any]:
    """One citation as a fold: `{% citation entry documents %}`, `opened=True` to show it unfolded.

    `source` is any shape that law.showing.shown takes; `documents` come from law.api.documents_by_ref, so that a page
    with many citations asks the database once.
    """
    return {"citation": shown(source, documents), "opened": opened}


register.filter("once", once)


@register.filter
def shown_citation(source: Any) -> Any:
    """A citation made ready to draw, for templates with a form of their own."""
    return shown(source)


@register.filter
def anchor(ref: str) -> str:
    """The id of a section on its document's page."""
    return anchor_of(ref)


@register.filter
def section_words(ref: str) -> str:
    """ "mục II.5, gạch đầu dòng 2"; several keys with commas between become several places."""
    return "; ".join(words_of_section(part.strip()) for part in ref.split(","))


@register.simple_tag
def document_url(ref: str, section: str = "") -> str:
    """The address of a document's page, or of a section on it."""
    return document_path(ref, section)
