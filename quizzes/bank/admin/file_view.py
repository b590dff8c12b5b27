"""Keeping a picture or sound the moment an author chooses it, so that the preview shows it before anything is saved."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.generic import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from quizzes.bank.admin.file_fields import kept_upload
from quizzes.bank.files import CannotKeep
from quizzes.bank.questions import Question
from vietnamese import api as vietnamese


class KeepFileView(PermissionCheckedMixin, View):
    """Takes one file from a row of the form and names its hash; what no question comes to name is tidied away later.

    400 with a sentence for what is no picture or sound for questions.
    """

    model = Question
    any_permission_required = ["add", "change"]
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        sent = request.FILES.get("file")
        if sent is None:
            return JsonResponse({"sentence": gettext("No file has arrived. Choose it again.")}, status=400)
        try:
            kept = kept_upload(sent, by=request.user)
        except CannotKeep as refusal:
            return JsonResponse({"sentence": str(refusal)}, status=400)
        return JsonResponse(
            {
                "file": kept.sha256,
                "address": reverse("quizzes:file", args=[kept.sha256]),
                "is_sound": kept.is_sound,
                "sentence": gettext("“%(name)s” has arrived. Say in words what it shows or says.")
                % {"name": vietnamese.clean_line(sent.name or "")},
            }
        )
