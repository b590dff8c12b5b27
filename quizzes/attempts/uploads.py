"""Files that a learner hands in with an answer: kept privately before the answer names them, and only for it."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jobs import api as jobs
from people import api as people
from quizzes.attempts.answering import Sent
from quizzes.attempts.models import AttemptQuestion, Response
from quizzes.attempts.paper import slot_of
from quizzes.attempts.rules import ending_of
from quizzes.attempts.upload_types import (
    MEGABYTE,
    MOST_BYTES_OF_ANSWER,
    CannotTake,
    clean_name,
    taken_from,
    too_large,
)
from quizzes.bank.uploads import MOST_PICTURE_BYTES

log = logging.getLogger(__name__)
FOLDER = "answers"
# However often files are sent and taken away again.
MOST_KEPT = 40
# What is in no answer by then was taken away, or belongs to a page that never arrived whole.
FORGOTTEN_AFTER = timedelta(days=1)
LOOKED_AT_FOR = timedelta(days=60)
SENT, NAMED = "-upload", "-file"


class UploadedAnswer(models.Model):
    """One file that a learner sent for one question of an attempt. It is part of an answer only while a response names it.

    `uid` is the code in responses and addresses. `sha256` (hex) and `size` (bytes) are of what is kept; `file` is the name
    of the private file. `content_type` was found in the bytes.
    """

    uid = models.CharField(max_length=22, unique=True, default=people.random_code, editable=False)
    attempt_question = models.ForeignKey(AttemptQuestion, models.PROTECT, related_name="uploads")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    file = models.CharField(max_length=200)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("file handed in with an answer")
        verbose_name_plural = _("files handed in with answers")
        ordering = ["attempt_question", "at", "pk"]
        constraints = [
            # A page that is sent twice hands its files in once.
            models.UniqueConstraint(fields=["attempt_question", "sha256"], name="one_upload_per_content")
        ]

    def __str__(self) -> str:
        return self.name


class UploadLost(RuntimeError):
    """The stored file is missing or not the one that was sent."""


@dataclass(frozen=True)
class WithFiles:
    """A posted page with the codes of its files in `<name>-file`; `refused`: why some were not kept, by position."""

    data: QueryDict
    refused: Mapping[int, str] = field(default_factory=dict)


def with_files(
    person: people.User,
    attempt_uid: str,
    sent: Sequence[Sent],
    data: QueryDict,
    files: MultiValueDict[str, UploadedFile],
    *,
    at: datetime,
) -> WithFiles:
    """Keep the files of a page, and put their codes into its form data, so that its answers name them.

    Codes of files that this person never sent are taken out. No query where the page has neither. Nothing is kept once the
    attempt takes no answers. What is refused holds up neither the other files nor the text.
    """
    if not files and not any(key.endswith(NAMED) for key in data):
        return WithFiles(data)
    changed = data.copy()
    own = _own(person, {code for key in data if key.endswith(NAMED) for code in data.getlist(key)})
    for key in [key for key in data if key.endswith(NAMED)]:
        changed.setlist(key, [code for code in data.getlist(key) if code in own])
    if not files:
        return WithFiles(changed)
    refused: dict[int, str] = {}
    for each in sent:
        sentences = _keep_for(person, attempt_uid, each, changed, files, own, at=at)
        if sentences:
            refused[each.position] = " ".join(sentences)
    return WithFiles(changed, refused)


def _keep_for(
    person: people.User,
    attempt_uid: str,
    sent: Sent,
    data: QueryDict,
    files: MultiValueDict[str, UploadedFile],
    own: dict[str, UploadedAnswer],
    *,
    at: datetime,
) -> list[str]:
    """Keep the files for one question and add their codes to `data`; the sentences on those that were not kept."""
    slot_row = _open_question(person, attempt_uid, sent.position, at=at)
    if slot_row is None:
        return []
    slot = slot_of(slot_row)
    fields = slot.kind.upload_fields(slot.body, sent.name)
    total = sum(own[code].size for name in fields for code in data.getlist(name + NAMED))
    sentences = []
    for name, most in fields.items():
        for file in files.getlist(name + SENT):
            codes = data.getlist(name + NAMED)
            try:
                kept = _keep(slot_row, file, at=at, known=codes, most=most, total=total)
            except CannotTake as refusal:
                sentences.append(str(refusal))
                continue
            if kept.uid not in codes:
                data.appendlist(name + NAMED, kept.uid)
                own[kept.uid] = kept
                total += kept.size
    return sentences


def _keep(
    question: AttemptQuestion,
    file: UploadedFile,
    *,
    at: datetime,
    known: Sequence[str],
    most: int,
    total: int,
) -> UploadedAnswer:
    """The row of one file, kept now or before. Refuses with `CannotTake`."""
    name = str(file.name or "")
    if (file.size or 0) > MOST_PICTURE_BYTES:
        raise CannotTake(too_large(name, MOST_PICTURE_BYTES))
    taken = taken_from(name, file.read())
    sha256 = hashlib.sha256(taken.data).hexdigest()
    before = question.uploads.filter(sha256=sha256).first()
    if before is not None and before.uid in known:
        return before
    if len(known) >= most:
        raise CannotTake(
            gettext("“%(name)s” was not kept: at most %(most)d files can be handed in. Take one away first.")
            % {"name": clean_name(name), "most": most}
        )
    if total + len(taken.data) > MOST_BYTES_OF_ANSWER:
        raise CannotTake(
            gettext("“%(name)s” was not kept: all files together may have %(limit)d MB. Take one away first.")
            % {"name": clean_name(name), "limit": MOST_BYTES_OF_ANSWER // MEGABYTE}
        )
    if before is not None:
        return before
    if question.uploads.count() >= MOST_KEPT:
        raise CannotTake(
            gettext("“%(name)s” was not kept: too many files were sent for this question.")
            % {"name": clean_name(name)}
        )
    uid = people.random_code()
    stored = jobs.keep_file(uid, taken.data, folder=FOLDER)
    row, _new = UploadedAnswer.objects.get_or_create(
        attempt_question=question,
        sha256=sha256,
        defaults={
            "uid": uid,
            "name": taken.name,
            "content_type": taken.content_type,
            "size": len(taken.data),
            "file": stored,
            "at": at,
        },
    )
    return row


def _open_question(person: people.User, attempt_uid: str, position: int, *, at: datetime) -> Any:
    """The dealt question where this person may still answer; None where not."""
    found = (
        AttemptQuestion.objects.filter(attempt__uid=attempt_uid, attempt__person=person.pk, position=position)
        .with_answer()
        .select_related("version__question", "attempt")
        .first()
    )
    if found is None or not found.attempt.is_open or not ending_of(found.attempt).takes_answers(at):
        return None
    return found


def _own(person: people.User, codes: Iterable[str]) -> dict[str, UploadedAnswer]:
    """Those of these codes that are of this person's files (an attempt may build on an earlier one). One query."""
    rows = UploadedAnswer.objects.filter(uid__in=set(codes), attempt_question__attempt__person=person.pk)
    return {row.uid: row for row in rows}


def names_of(codes: Iterable[str]) -> dict[str, UploadedAnswer]:
    """The files with these codes. No query for none."""
    wanted = set(codes)
    return {row.uid: row for row in UploadedAnswer.objects.filter(uid__in=wanted)} if wanted else {}


def parts_of(q: dict[str, Any]) -> list[dict[str, Any]]:
    """What is drawn of a question: itself, and its parts where it has some."""
    return [q, *q.get("parts", [])]


def with_names(q: dict[str, Any], address: Callable[[str], str]) -> dict[str, Any]:
    """What a review draws, each file with its name and its address."""
    files = [file for part in parts_of(q) for file in part.get("files", [])]
    named = names_of(file["code"] for file in files)
    for file in files:
        if file["code"] in named:
            file |= {"name": named[file["code"]].name, "url": address(file["code"])}
    return q


def file_of(person: people.User, attempt_uid: str, position: int, uid: str) -> UploadedAnswer | None:
    """One file of a person for an own question of an own attempt; None where there is none."""
    own = AttemptQuestion.objects.filter(
        attempt__uid=attempt_uid, attempt__person=person.pk, position=position
    )
    return _own(person, [uid]).get(uid) if own.exists() else None


def bytes_of(upload: UploadedAnswer) -> bytes:
    """The file as it was kept. Raises UploadLost when it is missing or its hash is not the stored one."""
    try:
        data = jobs.path_of(upload.file).read_bytes()
    except OSError as gone:
        log.error("The file %s of an answer is missing.", upload.uid)
        raise UploadLost(upload.uid) from gone
    if hashlib.sha256(data).hexdigest() != upload.sha256:
        log.error("The file %s of an answer is not the one that was sent.", upload.uid)
        raise UploadLost(upload.uid)
    return data


def tidy_uploads(*, at: datetime) -> int:
    """Forget files that no answer names a day after the attempt was submitted, and private files that no row names.

    Returns how many rows went. Attempts that were submitted long ago have been looked at before.
    """
    removed = 0
    submitted = (at - LOOKED_AT_FOR, at - FORGOTTEN_AFTER)
    for row in UploadedAnswer.objects.filter(attempt_question__attempt__submitted_at__range=submitted):
        answers = Response.objects.filter(attempt_question=row.attempt_question_id, data__isnull=False)
        named = answers.annotate(as_text=Cast("data", models.TextField())).filter(as_text__contains=row.uid)
        if not named.exists():
            _forget(row)
            removed += 1
    jobs.sweep(
        FOLDER, set(UploadedAnswer.objects.values_list("file", flat=True)), older_than=at - FORGOTTEN_AFTER
    )
    return removed


@transaction.atomic
def _forget(row: UploadedAnswer) -> None:
    transaction.on_commit(partial(jobs.drop_file, row.file))
    row.delete()
