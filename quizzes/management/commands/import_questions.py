"""`manage.py import_questions FILE --topic …`: drafts out of a file of questions, all of them or none."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs import api as jobs
from quizzes.bank.interchange import (
    FORMATS,
    MOST_BYTES,
    CannotRead,
    Format,
    ReadFile,
    Remark,
    Weight,
    format_named,
    formats_of_file,
)
from quizzes.bank.interchange.into_bank import CannotBringIn, bring_in
from quizzes.bank.interchange.looking import look_at
from quizzes.bank.topics import Topic
from quizzes.kinds import kind_named


class Command(BaseCommand):
    help = (
        "Reads a file of questions and makes a draft of each below a topic. With a mistake in the file nothing is stored. "
        "Doubts are told and do not keep questions out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=[each.name for each in FORMATS], help="guessed when left out")
        parser.add_argument("--topic", required=True, help="key of the topic below which the questions come")
        parser.add_argument("--dry-run", action="store_true", help="tell everything, store nothing")
        parser.add_argument("--report", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        topic = Topic.objects.filter(uid=options["topic"]).first()
        if topic is None:
            raise CommandError(_("There is no topic with the key %(key)s.") % {"key": options["topic"]})
        data = _bytes_of(path)
        form = format_named(options["format"]) if options["format"] else _guessed(data, path)
        try:
            read = form.read(data)
        except CannotRead as error:
            read = ReadFile([], [Remark(0, str(error), Weight.ERROR)])
        remarks = sorted([*read.remarks, *look_at(read.questions)], key=lambda each: each.line)
        errors = [each for each in remarks if each.weight is Weight.ERROR]
        stored = 0
        if not errors and not options["dry_run"]:
            at = timezone.now()
            try:
                with transaction.atomic():
                    stored = len(bring_in(read.questions, topic, by=None, at=at).uids)
                    details = {"format": form.name, "to": topic.uid, "count": stored}
                    jobs.record("questions.imported", by=None, at=at, details=details)
            except CannotBringIn as error:
                errors.append(Remark(0, str(error), Weight.ERROR))
                remarks.append(errors[-1])
        told = {
            "file": path.name,
            "format": form.name,
            "topic": topic.uid,
            "dry_run": options["dry_run"],
            "stored": stored,
            "counts": dict(sorted(read.counts().items())),
            "errors": _told(remarks, Weight.ERROR),
            "warnings": _told(remarks, Weight.DOUBT),
            "notes": _told(remarks, Weight.NOTE),
        }
        if options["report"] == "json":
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            self._write(told)
        if errors:
            raise CommandError(_("Mistakes: %(count)d. Nothing was stored.") % {"count": len(errors)})

    def _write(self, told: dict[str, Any]) -> None:
        headings = {"errors": _("Mistake"), "warnings": _("Doubt"), "notes": _("Note")}
        for weight, heading in headings.items():
            for each in told[weight]:
                place = _("line %(line)d") % {"line": each["line"]} if each["line"] else ""
                self.stdout.write(f"{', '.join(filter(None, [heading, place]))}: {each['sentence']}")
        for kind, count in told["counts"].items():
            self.stdout.write(f"{kind_named(kind).label}: {count}")
        self.stdout.write(_("Stored: %(count)d") % {"count": told["stored"]})


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            # One byte more than any format takes: each of them refuses it in its own words.
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(
            _("%(file)s cannot be opened: %(reason)s") % {"file": path, "reason": error.strerror}
        ) from error


def _guessed(data: bytes, path: Path) -> Format:
    likely = formats_of_file(data, path.name)
    if not likely:
        raise CommandError(_("The format of this file cannot be guessed. Name it with --format."))
    return likely[0]


def _told(remarks: Sequence[Remark], weight: Weight) -> list[dict[str, Any]]:
    return [{"line": each.line, "sentence": each.sentence} for each in remarks if each.weight is weight]
