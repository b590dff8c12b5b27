"""What a page shows is not deleted from under it: learners would find a hole, and nobody would have approved it."""

from typing import Any

from django.db import models
from wagtail.fields import StreamField
from wagtail.models import ReferenceIndex

_by_the_field = ReferenceIndex.on_delete.func


def _on_delete(reference: ReferenceIndex) -> Any:
    """Wagtail lets a chosen picture, file or question vanish from the body of a page. Here the body keeps it, as a key
    with PROTECT would; the pages for deleting say so and lead to the places that show it."""
    return models.PROTECT if isinstance(reference.source_field, StreamField) else _by_the_field(reference)


def keep_what_pages_show() -> None:
    """Call it once, when Django starts."""
    ReferenceIndex.on_delete = property(_on_delete)
