"""Say of a code or a PDF what the public page says: exit 0 when valid, 1 when not."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from courses.certificates import verification
from courses.certificates.codes import grouped
from vietnamese import api as vietnamese


class Command(BaseCommand):
    help = "Check a certificate by its code, or by its PDF file (which must be, byte for byte, the one that was issued)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("subject", metavar="CODE|FILE.pdf")

    def handle(self, *args: Any, **options: Any) -> None:
        subject = options["subject"]
        if subject.lower().endswith(".pdf") or Path(subject).is_file():
            self.check_file(Path(subject))
        else:
            finding = verification.find(subject)
            if finding is None:
                raise CommandError(_("Not found: no certificate has this code."), returncode=1)
            self.tell(finding)

    def check_file(self, path: Path) -> None:
        try:
            content = path.read_bytes()
        except OSError as fault:
            raise CommandError(
                _("%(file)s cannot be opened: %(reason)s") % {"file": path, "reason": fault.strerror},
                returncode=1,
            ) from fault
        certificate, is_exact = verification.find_by_file(content)
        if certificate is None:
            raise CommandError(_("Not found: the file shows no certificate of this system."), returncode=1)
        if not is_exact:
            words = _("Altered: the file shows number %(number)s but is not the file that was issued.")
            raise CommandError(words % {"number": certificate.number_words}, returncode=1)
        self.tell(verification.finding_of(certificate))

    def tell(self, finding: verification.Finding) -> None:
        facts = {
            _("Course"): finding.course_title,
            _("Issued to"): finding.initials,
            _("Issued on"): vietnamese.show_day(finding.issued_on),
            _("Number in the register"): finding.number_words,
            _("Issued by"): finding.issuer,
            _("Check code"): grouped(finding.code),
        }
        lines = [f"{finding.state_words}. {finding.sentence}"]
        if finding.is_demo:
            lines.append(_("Demo: not a real certificate."))
        words = "\n".join([*lines, *(f"{name}: {fact}" for name, fact in facts.items())])
        if not finding.is_valid:
            raise CommandError(words, returncode=1)
        self.stdout.write(words)
