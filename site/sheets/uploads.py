"""Files that wait for their owner's yes: kept privately, read once, gone after the import or after a day."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import models, transaction
from django.utils.translation import gettext as _

from jobs import api as jobs
from sheets.importing import Importer, Preview, PreviewRow, Remark, Unreadable
from vietnamese import api as vietnamese

log = logging.getLogger(__name__)
FOLDER = "uploads"
KEPT = timedelta(days=1)
SALT = "sheets.uploads"


class UploadQuerySet(models.QuerySet["Upload"]):
    def over(self, at: datetime) -> UploadQuerySet:
        """Uploads whose day is over and that no open job needs."""
        return self.filter(created_at__lt=at - KEPT).exclude(
            job__state__in=[jobs.State.WAITING, jobs.State.RUNNING]
        )


class Upload(models.Model):
    """One file that somebody sent for an import. Nothing of it is written before its owner confirms the preview.

    `options` are what was typed beside the file, as sent. `preview` names the private file in which the preview lies
    (empty: not read yet); `job` is the import, once it was confirmed.
    """

    uid = models.CharField(max_length=22, unique=True, default=jobs.random_uid, editable=False)
    importer = models.CharField(max_length=60)
    file_format = models.CharField(max_length=30)
    options = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    file = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    preview = models.CharField(max_length=200, blank=True)
    reading = models.ForeignKey(jobs.Job, models.PROTECT, null=True, blank=True, related_name="+")
    job = models.ForeignKey(jobs.Job, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(db_index=True)

    objects = UploadQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.importer}: {self.name}"

    @property
    def import_that_stands(self) -> jobs.Job | None:
        """The import of this file. One that was cancelled has left everything as it was: the file may be confirmed again."""
        return None if self.job and self.job.state == jobs.State.CANCELLED else self.job

    @property
    def reference(self) -> str:
        """What the page of the preview sends back: this very file was looked at."""
        return signing.Signer(salt=SALT).sign_object({"uid": self.uid, "sha256": self.sha256})

    def is_meant_by(self, reference: str) -> bool:
        """Whether a reference that was sent back is of this file and untouched."""
        try:
            meant = signing.Signer(salt=SALT).unsign_object(reference)
        except signing.BadSignature:
            return False
        return meant == {"uid": self.uid, "sha256": self.sha256}


def keep_upload(
    importer: Importer,
    *,
    file_format: str,
    options: Mapping[str, Any],
    name: str,
    data: bytes,
    by: Any,
    at: datetime,
) -> Upload:
    """Keep a file under a random name. It is not read here."""
    uid = jobs.random_uid()
    return Upload.objects.create(
        uid=uid,
        importer=importer.name,
        file_format=file_format,
        options=dict(options),
        by=by,
        name=vietnamese.clean_line(name)[-200:] or _("file without a name"),
        file=jobs.keep_file(uid, data, folder=FOLDER),
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        created_at=at,
    )


def bytes_of(upload: Upload) -> bytes:
    """The file as it was sent. Refuses with Unreadable when it is gone, or is not the file any more that was sent."""
    try:
        data = jobs.path_of(upload.file).read_bytes() if upload.file else None
    except OSError:
        data = None
    if data is None:
        raise Unreadable(_("The file is no longer kept here. Please choose it and send it again."))
    if hashlib.sha256(data).hexdigest() != upload.sha256:
        log.error("Upload %s is not the file that was sent.", upload.uid)
        raise Unreadable(_("The kept file is damaged. Please choose it and send it again."))
    return data


def read_upload(upload: Upload, importer: Importer, options: Mapping[str, Any]) -> Preview:
    """Read the file once and keep what it holds. Whatever is wrong with the file is Unreadable, with a sentence."""
    try:
        preview = importer.read(bytes_of(upload), upload.file_format, options)
    except Unreadable:
        raise
    except Exception as fault:
        log.exception("Upload %s for %s could not be read.", upload.uid, importer.name)
        raise Unreadable(
            _("The file could not be read. Check that it is of the kind that you chose, and send it again.")
        ) from fault
    name = jobs.keep_file(upload.uid, json.dumps(asdict(preview), default=str).encode(), folder=FOLDER)
    Upload.objects.filter(pk=upload.pk).update(preview=name)
    upload.preview = name
    return preview


def preview_of(upload: Upload) -> Preview:
    """The preview as it was kept. Refuses with Unreadable when it is gone."""
    try:
        stored = json.loads(jobs.path_of(upload.preview).read_bytes())
    except OSError as gone:
        raise Unreadable(_("The file is no longer kept here. Please choose it and send it again.")) from gone
    return Preview(
        columns=tuple(stored["columns"]),
        rows=[PreviewRow(**{**row, "cells": tuple(row["cells"])}) for row in stored["rows"]],
        remarks=[Remark(**remark) for remark in stored["remarks"]],
        counts=[(words, count) for words, count in stored["counts"]],
    )


@transaction.atomic
def start_import(upload: Upload, *, by: Any, at: datetime) -> jobs.Job:
    """The import of a file: one job for one upload, however often it is asked for.

    Refuses with Unreadable when the upload was discarded meanwhile.
    """
    locked = Upload.objects.select_for_update().filter(pk=upload.pk).first()
    if locked is None:
        raise Unreadable(_("The file is no longer kept here. Please choose it and send it again."))
    job = jobs.start_job(
        f"import-{locked.importer}",
        {"upload": locked.uid},
        by=by,
        at=at,
        effect_key=f"import:{locked.uid}",
    )
    Upload.objects.filter(pk=locked.pk).update(job=job)
    return job


@transaction.atomic
def discard_upload(upload: Upload) -> bool:
    """Forget a file that its owner does not want; False when it is being imported already."""
    locked = Upload.objects.select_for_update().filter(pk=upload.pk).first()
    if locked is None:
        return True
    if locked.import_that_stands:
        return False
    forget_upload(locked)
    return True


@transaction.atomic
def forget_upload(upload: Upload) -> None:
    """Remove the files once that is certain; the row stays where an import refers to it, else it goes too."""
    for name in (upload.file, upload.preview):
        transaction.on_commit(partial(jobs.drop_file, name))
    if upload.job_id:
        Upload.objects.filter(pk=upload.pk).update(file="", preview="")
    else:
        Upload.objects.filter(pk=upload.pk).delete()


def tidy_uploads(*, at: datetime) -> int:
    """Forget files that wait for longer than a day, and files that no row names. Returns how many uploads."""
    over = list(Upload.objects.over(at).exclude(file="", preview=""))
    for upload in over:
        forget_upload(upload)
    rows = Upload.objects.values_list("file", "preview")
    jobs.sweep(FOLDER, {name for row in rows for name in row if name}, older_than=at - KEPT)
    return len(over)
