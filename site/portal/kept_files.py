"""What a page shows is not deleted from under it: learners would find a hole, and nobody would have approved it."""

from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from wagtail.admin.views.generic.multiple_upload import DeleteView
from wagtail.fields import StreamField
from wagtail.models import ReferenceIndex

_by_the_field = ReferenceIndex.on_delete.func
_delete_at_once = DeleteView.post


def _on_delete(reference: ReferenceIndex) -> Any:
    """Wagtail lets a chosen picture, file or question vanish from the body of a page. Here the body keeps it, as a key
    with PROTECT would; the pages for deleting say so and lead to the places that show it."""
    return models.PROTECT if isinstance(reference.source_field, StreamField) else _by_the_field(reference)


def _delete_unless_shown(
    view: DeleteView, request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponseBase:
    """The button beside a file that was just uploaded deletes without asking, and so asks nobody where it is shown. What
    is shown stays on that page; the next one says why."""
    thing = get_object_or_404(view.get_model(), pk=kwargs[view.pk_url_kwarg])
    if not ReferenceIndex.get_references_to(thing).group_by_source_object().is_protected:
        return _delete_at_once(view, request, *args, **kwargs)
    messages.error(request, _("“%(name)s” is not deleted: a page shows it.") % {"name": thing})
    return JsonResponse({"success": False})


def keep_what_pages_show() -> None:
    """Call it once, when Django starts."""
    ReferenceIndex.on_delete = property(_on_delete)
    DeleteView.post = _delete_unless_shown
