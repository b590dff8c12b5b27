"""The wizard of imports: choose a file, see what it holds, say yes, watch it being written. The same for every import."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from jobs import api as jobs
from sheets.importing import DOUBT, MEGABYTE, Importer, OptionsForm, Preview, Unreadable, all_importers
from sheets.uploads import (
    Upload,
    discard_upload,
    forget_upload,
    keep_upload,
    preview_of,
    read_upload,
    start_import,
)
from vietnamese import api as vietnamese

ROWS_PER_PAGE = 50
REMARKS_PER_PAGE = 50
# What has more to read is read in the background: as text, this is more than a thousand questions.
READ_AT_ONCE = MEGABYTE // 2
STEPS = (_("Choose a file"), _("Look at what it holds"), _("Import"))

View = Callable[..., HttpResponse]


def for_importer(view: View) -> View:
    """Gives the view its Importer. One that is not in the list does not exist; without its permission it is refused."""

    @wraps(view)
    def guarded(request: HttpRequest, name: str, *args: Any, **kwargs: Any) -> HttpResponse:
        importer = all_importers().get(name)
        if importer is None:
            raise Http404
        if not request.user.has_perm(importer.permission):
            raise PermissionDenied
        return view(request, importer, *args, **kwargs)

    return guarded


class FileForm(forms.Form):
    """The file and its format, beside the options of the import."""

    file = forms.FileField(label=_("File"))
    file_format = forms.ChoiceField(label=_("Kind of file"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, importer: Importer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.importer = importer
        formats = importer.formats()
        choice = cast(forms.ChoiceField, self.fields["file_format"])
        choice.choices = [(each.name, _with_hint(each.label, each.hint)) for each in formats]
        if importer.recognises:
            choice.choices = [("", gettext("Find out from the file itself")), *choice.choices]
            choice.required = False
            choice.initial = ""
        elif len(formats) == 1:
            choice.initial = formats[0].name
        accepted = ",".join(sorted({f".{each.extension}" for each in formats}))
        self.fields["file"].widget.attrs["accept"] = accepted
        self.fields["file"].help_text = gettext("At most %(megabytes)d MB.") % {
            "megabytes": importer.most_bytes // MEGABYTE
        }

    def clean(self) -> dict[str, Any]:
        """With the bytes of the file (`data`), its format where nobody chose one, and how much there is to read (`weight`)."""
        cleaned = super().clean() or self.cleaned_data
        if (file := cleaned.get("file")) is None:
            return cleaned
        cleaned["data"] = file.read()
        if not cleaned.get("file_format") and "file_format" not in self.errors:
            cleaned["file_format"] = self.importer.recognise(cleaned["data"], file.name or "")
            if not cleaned["file_format"]:
                self.add_error(
                    "file_format",
                    gettext("The kind of this file cannot be told by looking at it. Please choose it here."),
                )
        if cleaned.get("file_format"):
            self._glance(cleaned)
        return cleaned

    def _glance(self, cleaned: dict[str, Any]) -> None:
        """A hostile file goes no further than this: it is neither kept nor handed on to background work."""
        try:
            cleaned["weight"] = self.importer.glance(cleaned["data"], cleaned["file_format"])
        except Unreadable as unreadable:
            self.add_error("file", str(unreadable.sentence))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > self.importer.most_bytes:
            raise forms.ValidationError(
                gettext("The file is larger than %(megabytes)d MB. Divide it and send the parts one by one.")
                % {"megabytes": self.importer.most_bytes // MEGABYTE}
            )
        return file


def _with_hint(label: str | Promise, hint: str | Promise) -> str | Promise:
    return format_lazy("{label} – {hint}", label=label, hint=hint) if hint else label


def own_upload(request: HttpRequest, importer: Importer, uid: str) -> Upload:
    """The person's own upload; anybody else's does not exist."""
    found = Upload.objects.filter(uid=uid, importer=importer.name, by_id=request.user.pk).first()
    if found is None:
        raise Http404
    return found


@never_cache
@for_importer
@require_http_methods(["GET", "HEAD", "POST"])
def choose_file(request: HttpRequest, importer: Importer) -> HttpResponse:
    """Step 1. What is sent is kept privately and read; nothing is written."""
    sent = request.POST if request.method == "POST" else None
    form = FileForm(sent, request.FILES or None, importer=importer)
    options = importer.options_form(sent, by=request.user, initial=request.GET.dict())
    if sent is not None and form.is_valid() and options.is_valid():
        upload = keep_upload(
            importer,
            file_format=form.cleaned_data["file_format"],
            options=as_sent(options),
            name=form.cleaned_data["file"].name or "",
            data=form.cleaned_data["data"],
            by=request.user,
            at=timezone.now(),
        )
        return take_in(request, importer, upload, options, weight=form.cleaned_data["weight"])
    context = {
        "importer": importer,
        "form": form,
        "options": options,
        "samples": importer.samples(),
    }
    return page(request, importer, "sheets/choose_file.html", context, step=0)


def take_in(
    request: HttpRequest, importer: Importer, upload: Upload, options: OptionsForm, *, weight: int
) -> HttpResponse:
    """A small file is read now, one with much to read (`weight`) in the background; then its preview is shown."""
    if weight > READ_AT_ONCE:
        job = jobs.start_job(
            f"read-{importer.name}",
            {"upload": upload.uid},
            by=request.user,
            at=timezone.now(),
            effect_key=f"read:{upload.uid}",
        )
        Upload.objects.filter(pk=upload.pk).update(reading=job)
        return redirect("job", job.uid)
    try:
        read_upload(upload, importer, options.cleaned_data)
    except Unreadable as unreadable:
        forget_upload(upload)
        messages.error(request, str(unreadable.sentence))
        return redirect("sheets_choose", importer.name)
    return redirect("sheets_preview", importer.name, upload.uid)


def as_sent(form: OptionsForm) -> dict[str, Any]:
    """What was typed into the form, so that it can be validated again later."""
    return {name: form.data.get(form.add_prefix(name), "") for name in form.fields}


@never_cache
@for_importer
@require_GET
def show_preview(request: HttpRequest, importer: Importer, uid: str) -> HttpResponse:
    """Step 2. What the file holds, with its lines; what is wrong first, what is doubtful marked."""
    upload = own_upload(request, importer, uid)
    if upload.import_that_stands:
        return redirect("job", upload.import_that_stands.uid)
    if not upload.preview and upload.reading:
        return redirect("job", upload.reading.uid)
    try:
        preview = preview_of(upload)
    except Unreadable as unreadable:
        messages.error(request, str(unreadable.sentence))
        return redirect("sheets_choose", importer.name)
    formats = {each.name: each.label for each in importer.formats()}
    context = {
        "importer": importer,
        "upload": upload,
        "format_label": formats.get(upload.file_format, upload.file_format),
        **told(preview, request),
    }
    return page(request, importer, "sheets/preview.html", context, step=1)


def told(preview: Preview, request: HttpRequest) -> dict[str, Any]:
    """A preview as its page shows it."""
    doubtful = [row for row in preview.rows if row.doubt or row.converted]
    only_doubtful = request.GET.get("xem") == "nghi-ngo" and bool(doubtful)
    order = {"error": 0, DOUBT: 1}
    remarks = sorted(preview.remarks, key=lambda remark: order.get(remark.weight, 2))
    return {
        "preview": preview,
        "rows": Paginator(doubtful if only_doubtful else preview.rows, ROWS_PER_PAGE).get_page(
            request.GET.get("trang")
        ),
        "remarks": Paginator(remarks, REMARKS_PER_PAGE).get_page(request.GET.get("ghi-chu")),
        "only_doubtful": only_doubtful,
        "figures": {
            "rows": vietnamese.thousands(len(preview.rows)),
            "remarks": vietnamese.thousands(len(remarks)),
            "errors": vietnamese.thousands(preview.errors),
            "doubtful": vietnamese.thousands(len(doubtful)),
            "converted": vietnamese.thousands(sum(bool(row.converted) for row in preview.rows)),
        },
        "has_errors": bool(preview.errors),
        "has_doubtful": bool(doubtful),
        "has_converted": any(row.converted for row in preview.rows),
        "counts": [(words, vietnamese.thousands(count)) for words, count in preview.counts],
    }


@for_importer
@require_POST
def confirm(request: HttpRequest, importer: Importer, uid: str) -> HttpResponse:
    """Step 3. The yes to exactly the file that was shown; a second click finds the job of the first."""
    upload = own_upload(request, importer, uid)
    if upload.import_that_stands:
        return redirect("job", upload.import_that_stands.uid)
    if not upload.is_meant_by(request.POST.get("file", "")):
        messages.error(request, gettext("Please look at the file once more before it is imported."))
        return redirect("sheets_preview", importer.name, upload.uid)
    try:
        preview = preview_of(upload)
        if preview.errors or not preview.rows:
            messages.error(
                request, gettext("The file has errors. Nothing was imported. Correct it and send it again.")
            )
            return redirect("sheets_preview", importer.name, upload.uid)
        job = start_import(upload, by=request.user, at=timezone.now())
    except Unreadable as unreadable:
        messages.error(request, str(unreadable.sentence))
        return redirect("sheets_choose", importer.name)
    return redirect("job", job.uid)


@for_importer
@require_POST
def discard(request: HttpRequest, importer: Importer, uid: str) -> HttpResponse:
    """Not this file."""
    upload = own_upload(request, importer, uid)
    if not discard_upload(upload):
        return redirect("sheets_preview", importer.name, upload.uid)
    messages.success(request, gettext("The file was removed. Nothing was imported."))
    return redirect("sheets_choose", importer.name)


@for_importer
@require_GET
def sample(request: HttpRequest, importer: Importer, file_format: str) -> HttpResponse:
    """A file to begin with."""
    file = importer.sample(file_format)
    if file is None:
        raise Http404
    return as_download(file)


def as_download(file: jobs.ResultFile) -> HttpResponse:
    """The file as an answer that is never shown inside the page."""
    response = HttpResponse(file.data, content_type=file.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response


def page(
    request: HttpRequest, importer: Importer, template: str, context: dict[str, Any], *, step: int
) -> HttpResponse:
    """A page of the wizard in the admin's frame."""
    above = [(reverse(importer.home), gettext("Back to the list"))]
    steps = [(words, number == step) for number, words in enumerate(STEPS)]
    return jobs.admin_page(
        request, template, str(importer.title), {"steps": steps, **context}, above=above, icon="upload"
    )


urlpatterns = [
    path("nhap-tep/<str:name>/", choose_file, name="sheets_choose"),
    path("nhap-tep/<str:name>/mau/<str:file_format>/", sample, name="sheets_sample"),
    path("nhap-tep/<str:name>/<str:uid>/", show_preview, name="sheets_preview"),
    path("nhap-tep/<str:name>/<str:uid>/xac-nhan/", confirm, name="sheets_confirm"),
    path("nhap-tep/<str:name>/<str:uid>/bo/", discard, name="sheets_discard"),
]
