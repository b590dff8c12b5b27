"""Pictures and sounds of questions: kept once each, under the hash of their bytes, and never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from quizzes.bank.questions import Question, QuestionVersion
from quizzes.bank.uploads import EXTENSIONS, CannotKeep, Kept, kept_of
from quizzes.kinds.body import PICTURES, SHA256, SOUNDS

FOLDER = "question-files"
# What nothing names by then was chosen in a form that was never saved, or belonged to a draft that is gone.
UNNAMED_FOR = timedelta(days=1)


class FileInUse(RuntimeError):
    """A question, one of its versions or one of its revisions shows this file, so it stays."""


class QuestionFile(models.Model):
    """One picture or sound. `sha256` (hex) is of the bytes in `file`, which never change; sizes in bytes and pixels.

    No table ties it to questions: bodies name it by its hash. It is taken away by `discard_file` and `tidy_files` alone,
    which look for those names first. `added_at`: when it was sent, or put into a form again, last.
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
    return hold_file(_hash(data), at=at) or _stored(kept_of(data), by=by, at=at)


def hold_file(sha256: str, *, at: datetime) -> QuestionFile | None:
    """The stored file that something is about to name: it is not tidied away for half a day. None where it is gone."""
    QuestionFile.objects.filter(sha256=sha256, added_at__lt=at - UNNAMED_FOR / 2).update(added_at=at)
    return QuestionFile.objects.filter(sha256=sha256).first()


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
    return any(rows.filter(as_text__contains=file.sha256).exists() for rows in _bodies())


def _bodies() -> Iterator[models.QuerySet[Any]]:
    """All that names files: versions, questions, revisions of questions; each row with its JSON `as_text`."""
    questions = ContentType.objects.get_for_model(Question)
    for rows, field in (
        (QuestionVersion.objects.all(), "body"),
        (Question.objects.all(), "body"),
        (Revision.objects.filter(content_type=questions), "content"),
    ):
        yield rows.annotate(as_text=Cast(field, models.TextField())).order_by()


@transaction.atomic
def discard_file(file: QuestionFile) -> None:
    """Take away a file that nothing names. Refuses with `FileInUse`."""
    # Whoever is about to name it waits here, and then finds that it is gone.
    QuestionFile.objects.select_for_update().filter(pk=file.pk).first()
    if is_in_use(file):
        raise FileInUse(gettext("A question shows this file or showed it before, so it stays."))
    _drop(file)


def tidy_files(*, at: datetime) -> int:
    """Take away files that were sent more than a day ago and that nothing names. Returns how many."""
    over = at - UNNAMED_FOR
    unnamed = set(QuestionFile.objects.filter(added_at__lt=over).values_list("sha256", flat=True))
    if unnamed:
        unnamed -= _named_anywhere()
    # Disks go by the clock of the machine.
    bytes_over = min(over, timezone.now() - UNNAMED_FOR)
    return sum(_drop_unnamed(sha256, over) for sha256 in sorted(unnamed)) + _sweep_bytes(bytes_over)


def _sweep_bytes(over: datetime) -> int:
    """Remove bytes that no row names: an import that was called off takes back its rows, and leaves its pictures here."""
    storage = default_storage
    try:
        folders, _files = storage.listdir(FOLDER)
    except FileNotFoundError:
        return 0
    named = set(QuestionFile.objects.values_list("file", flat=True))
    swept = 0
    for folder in folders:
        for file in storage.listdir(f"{FOLDER}/{folder}")[1]:
            name = f"{FOLDER}/{folder}/{file}"
            if name in named or storage.get_modified_time(name) >= over:
                continue
            if not QuestionFile.objects.filter(file=name).exists():
                storage.delete(name)
                swept += 1
    return swept


@transaction.atomic
def _drop_unnamed(sha256: str, over: datetime) -> bool:
    file = QuestionFile.objects.select_for_update().filter(sha256=sha256, added_at__lt=over).first()
    if file is None or is_in_use(file):
        return False
    _drop(file)
    return True


def _drop(file: QuestionFile) -> None:
    storage, name = file.file.storage, str(file.file.name)
    file.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _named_anywhere() -> set[str]:
    """The hashes in all bodies that hold a picture or sound: three walks, however many files there are."""
    holds_file = models.Q()
    for content_type in (*PICTURES, *SOUNDS):
        holds_file |= models.Q(as_text__contains=content_type)
    named: set[str] = set()
    for rows in _bodies():
        for text in rows.filter(holds_file).values_list("as_text", flat=True).iterator():
            named.update(SHA256.findall(text))
    return named


def _stored(kept: Kept, *, by: Any, at: datetime) -> QuestionFile:
    sha256 = _hash(kept.data)
    known = hold_file(sha256, at=at)
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
    name = f"{FOLDER}/{sha256[:2]}/{sha256}.{EXTENSIONS[kept.content_type]}"
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
    "hold_file",
    "is_in_use",
    "keep_file",
    "keep_files",
    "tidy_files",
    "with_kept_files",
]
