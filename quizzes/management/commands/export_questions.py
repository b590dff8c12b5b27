"""`manage.py export_questions --topic … --format … --output FILE`: the questions of a topic and of all below it as a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

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
            raise CommandError(f"There is no topic with the key {options['topic']}.")
        questions = questions_below(topic)
        written = format_named(options["format"]).write(questions)
        try:
            options["output"].write_bytes(written.data)
        except OSError as error:
            raise CommandError(f"{options['output']} cannot be written: {error.strerror}.") from error
        for loss in written.losses:
            self.stdout.write(f"question {loss.line}: {loss.sentence}")
        self.stdout.write(f"Questions: {len(questions)}. Losses: {len(written.losses)}.")
        if len(written.data) > MOST_BYTES:
            megabytes = MOST_BYTES // 1_000_000
            self.stdout.write(f"The file has more than {megabytes} MB and cannot be imported as one file.")
