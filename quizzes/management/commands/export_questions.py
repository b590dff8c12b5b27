"""`manage.py export_questions --topic … --format … --output FILE`: the questions of a topic and of all below it as a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from quizzes.bank.interchange import FORMATS, MOST_BYTES, format_named
from quizzes.bank.interchange.from_bank import questions_below
from quizzes.bank.topics import Topic


class Command(BaseCommand):
    help = "Writes the questions of a topic and of all topics below it, and says what the format cannot hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--topic", required=True, help="key of the topic")
        parser.add_argument(
            "--format", required=True, choices=[each.name for each in FORMATS if each.can_write]
        )
        parser.add_argument("--output", required=True, type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        topic = Topic.objects.filter(uid=options["topic"]).first()
        if topic is None:
            raise CommandError(_("There is no topic with the key %(key)s.") % {"key": options["topic"]})
        questions = questions_below(topic)
        written = format_named(options["format"]).write(questions)
        try:
            options["output"].write_bytes(written.data)
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be written: %(reason)s")
                % {"file": options["output"], "reason": error.strerror}
            ) from error
        for loss in written.losses:
            place = _("Question %(number)d") % {"number": loss.line}
            self.stdout.write(f"{place}: {loss.sentence}")
        counts = {"questions": len(questions), "losses": len(written.losses)}
        self.stdout.write(_("Questions: %(questions)d. What the format cannot hold: %(losses)d.") % counts)
        if len(written.data) > MOST_BYTES:
            megabytes = MOST_BYTES // 1_000_000
            self.stdout.write(
                _("The file has more than %(size)d MB and cannot be imported as one file.")
                % {"size": megabytes}
            )
