"""Pictures and sounds of questions: kept once each, under the hash of their bytes, and never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models.functions import Cast
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from quizzes.bank.questions import Question, QuestionVersion
from quizzes.bank.uploads import EXTENSIONS, CannotKeep, Kept, kept_of


class FileInUse(RuntimeError):
    """A question, one of its versions or one of its revisions shows this file, so it stays."""


class QuestionFile(models.Model):
    """One picture or sound. `sha256` (hex) is of the bytes in `file`, which never change; sizes in bytes and pixels.

    No table ties it to questions: bodies name it by its hash. It is taken away by `discard_file` alone, which looks for
    those names first.
    """

    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    file = models.FileField(max_length=200, editable=False)
    content_type = models.CharField(max_length=40, editable=False)
    size = models.PositiveIntegerField(editable=False)
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    added_at = models.DateTimeField(editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("picture or sound of a question")
        verbose_name_plural = _("pictures and sounds of questions")
        ordering = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.sha256

    @property
    def is_sound(self) -> bool:
        return self.content_type.startswith("audio/")

    def as_media(self, alt: str) -> dict[str, Any]:
        """The entry by which a body names this file, with the same said in words."""
        media: dict[str, Any] = {"file": self.sha256, "type": self.content_type, "alt": alt}
        return {**media, "width": self.width, "height": self.height}


@transaction.atomic
def keep_file(data: bytes, *, by: Any, at: datetime) -> QuestionFile:
    """The stored file with what these bytes show or say. Bytes that are stored already are not stored again.

    Refuses with `CannotKeep` what is no picture or sound for questions.
    """
    known = QuestionFile.objects.filter(sha256=_hash(data)).first()
    if known is not None:
        return known
    return _stored(kept_of(data), by=by, at=at)


def keep_files(files: Mapping[str, bytes], *, by: Any, at: datetime) -> dict[str, QuestionFile]:
    """As `keep_file` for those of an imported file: from the hash by which its questions name them to what is stored."""
    return {name: keep_file(data, by=by, at=at) for name, data in files.items()}


def with_kept_files(body: Any, kept: Mapping[str, QuestionFile]) -> Any:
    """A body (JSON) that names its files by what is stored: a picture that was drawn anew has another hash and size."""
    if isinstance(body, Mapping):
        if "alt" in body and body.get("file") in kept:
            return kept[body["file"]].as_media(body["alt"])
        return {key: with_kept_files(each, kept) for key, each in body.items()}
    if isinstance(body, list | tuple):
        return [with_kept_files(each, kept) for each in body]
    return body


def files_with(hashes: Iterable[str]) -> dict[str, QuestionFile]:
    """The stored files with these hashes, by hash. One query."""
    return {each.sha256: each for each in QuestionFile.objects.filter(sha256__in=set(hashes))}


def is_in_use(file: QuestionFile) -> bool:
    """Whether anything that is or was asked, or a draft of it, names this file."""
    for rows, field in (
        (QuestionVersion.objects.all(), "body"),
        (Question.objects.all(), "body"),
        (Revision.objects.filter(content_type=ContentType.objects.get_for_model(Question)), "content"),
    ):
        named = rows.annotate(as_text=Cast(field, models.TextField())).filter(as_text__contains=file.sha256)
        if named.exists():
            return True
    return False


@transaction.atomic
def discard_file(file: QuestionFile) -> None:
    """Take away a file that nothing names. Refuses with `FileInUse`."""
    if is_in_use(file):
        raise FileInUse(gettext("A question shows this file or showed it before, so it stays."))
    storage, name = file.file.storage, str(file.file.name)
    file.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _stored(kept: Kept, *, by: Any, at: datetime) -> QuestionFile:
    sha256 = _hash(kept.data)
    known = QuestionFile.objects.filter(sha256=sha256).first()
    if known is not None:
        return known
    made = QuestionFile(
        sha256=sha256,
        content_type=kept.content_type,
        size=len(kept.data),
        width=kept.width,
        height=kept.height,
        added_at=at,
        added_by=by,
    )
    # The name holds the hash, so a copy that a lost race leaves behind has the same bytes.
    name = f"question-files/{sha256[:2]}/{sha256}.{EXTENSIONS[kept.content_type]}"
    made.file.name = made.file.storage.save(name, ContentFile(kept.data))
    return QuestionFile.objects.get_or_create(
        sha256=sha256, defaults={field: getattr(made, field) for field in _WRITTEN}
    )[0]


_WRITTEN = ("file", "content_type", "size", "width", "height", "added_at", "added_by")


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


__all__ = [
    "CannotKeep",
    "FileInUse",
    "QuestionFile",
    "discard_file",
    "files_with",
    "is_in_use",
    "keep_file",
    "keep_files",
    "with_kept_files",
]
