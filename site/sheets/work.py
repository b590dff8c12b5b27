"""The wizard's work in the background: one task for each import and export of the lists."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobs import api as jobs
from sheets.exporting import Exporter, all_exporters
from sheets.importing import Importer, OptionsForm, Unreadable, all_importers
from sheets.uploads import Upload, bytes_of, forget_upload, read_upload


def tasks() -> list[jobs.Task]:
    """Named in settings.JOB_TASKS."""
    found = []
    for importer in all_importers().values():
        reading = format_lazy(gettext_lazy("{title}: reading the file"), title=importer.title)
        found += [
            jobs.Task(
                f"read-{importer.name}", reading, partial(_read, importer), permission=importer.permission
            ),
            jobs.Task(
                f"import-{importer.name}",
                importer.title,
                partial(_import, importer),
                permission=importer.permission,
            ),
        ]
    for exporter in all_exporters().values():
        found.append(
            jobs.Task(
                f"export-{exporter.name}",
                exporter.title,
                partial(_export, exporter),
                permission=exporter.permission,
            )
        )
    return found


def options_of(form: type[OptionsForm], sent: Mapping[str, Any], *, by: Any) -> dict[str, Any]:
    """The options as the form cleans them now, for this person; Refused when they do not hold any more."""
    bound = form(sent, by=by)
    if not bound.is_valid():
        raise jobs.Refused(
            _(
                "What was chosen beside the file does not hold any more. Nothing was changed. Please begin anew."
            )
        )
    return dict(bound.cleaned_data)


def _upload(uid: str) -> Upload:
    found = Upload.objects.select_related("by").filter(uid=uid).first()
    if found is None:
        raise jobs.Refused(_("The file is no longer kept here. Please choose it and send it again."))
    return found


def _another_file(importer: Importer) -> tuple[str, str]:
    return reverse("sheets_choose", args=[importer.name]), _("Choose another file")


def _read(importer: Importer, progress: jobs.Progress, *, upload: str) -> dict[str, Any]:
    kept = _upload(upload)
    progress.say(_("Reading the file…"))
    try:
        preview = read_upload(kept, importer, options_of(importer.options_form, kept.options, by=kept.by))
    except Unreadable as unreadable:
        raise jobs.Refused(unreadable.sentence, link=_another_file(importer)) from unreadable
    return {
        "sentence": _("The file is read. Look at what it holds; nothing is written yet."),
        "counts": [list(count) for count in preview.counts],
        "link": {
            "url": reverse("sheets_preview", args=[importer.name, kept.uid]),
            "words": _("See what the file holds"),
        },
    }


def _import(importer: Importer, progress: jobs.Progress, *, upload: str) -> None:
    kept = _upload(upload)
    options = options_of(importer.options_form, kept.options, by=kept.by)
    progress.say(_("Reading the file…"))
    try:
        prepared = importer.prepare(bytes_of(kept), kept.file_format, options, progress)
    except Unreadable as unreadable:
        raise jobs.Refused(unreadable.sentence, link=_another_file(importer)) from unreadable
    progress.say(_("Writing…"))
    with transaction.atomic():
        now = timezone.now()
        outcome = importer.apply(prepared, options, by=kept.by, at=now, progress=progress)
        details = {"what": importer.name, "format": kept.file_format, "hash": kept.sha256}
        jobs.record("file.imported", by=kept.by, at=now, details={**details, **(outcome.details or {})})
        forget_upload(kept)
        progress.finish(outcome.as_result())


def _export(exporter: Exporter, progress: jobs.Progress, *, options: dict[str, Any]) -> None:
    chosen = options_of(exporter.options_form, options, by=progress.by)
    progress.say(_("Writing the file…"))
    exported = exporter.write(chosen, by=progress.by, progress=progress)
    with transaction.atomic():
        record_export(exporter, dict(exported.outcome.details or {}), by=progress.by)
        progress.finish(exported.outcome.as_result(), file=exported.file)


def record_export(exporter: Exporter, details: dict[str, Any], *, by: Any) -> None:
    """Who took what out, in the audit log."""
    jobs.record("file.exported", by=by, at=timezone.now(), details={"what": exporter.name, **details})
