"""What the evidence marks say, in plain words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVIDENCE_WORDS: dict[str, str | Promise] = {
    "A": _("read in full or in long extracts, or two independent sources agree"),
    "B": _("one source, or a secondary list; the official text has not been opened"),
    "C": _("named by one list only; still to be checked"),
    "D": _("worked out here from other figures"),
    "M": _("from memory; still to be checked"),
    "X": _("looked for and not found, or sources disagree"),
}


def evidence_words(mark: str) -> str:
    """What a mark says; an unknown mark comes back as it is, no mark as nothing."""
    return str(EVIDENCE_WORDS.get(mark, mark))
