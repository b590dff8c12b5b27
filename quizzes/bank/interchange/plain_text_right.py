"""Which options are right in the usual Vietnamese form: by what is said, or by what stands out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.bank.interchange.findings import start_of
from quizzes.bank.interchange.plain_text_gathering import Choice
from quizzes.bank.interchange.plain_text_lines import letters_of
from quizzes.bank.interchange.wording import truth_from
from vietnamese import api as vietnamese

# The surest first: nobody highlights by accident, but a bold word may only be meant to be seen.
WAYS = {
    "highlight": _("highlighted"),
    "underline": _("underlined"),
    "colour": _("coloured"),
    "bold": _("bold"),
}
# So much of an option stands out, then it stands out as a whole.
WHOLE = 0.8


_EACH_TRUTH = re.compile(r"([a-zA-Z])\s*[.):\-–]?\s*(đúng|sai|đ|s)(?![^\W\d_])", re.IGNORECASE)
_TRUTHS = re.compile(r"(?:đúng|sai|đ|s)(?:\s*[-–,;/ ]?\s*(?:đúng|sai|đ|s))+", re.IGNORECASE)


class Unclear(ValueError):
    """A question that cannot be read: the line, and a sentence for the trainer."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line, self.sentence = line, sentence


def told_letters(answer: str, letters: Sequence[str], texts: Mapping[str, str], line: int) -> list[str]:
    """The letters that an answer names, in the order of options; empty when there is no answer.

    `texts`: letters by the texts of options, for an answer may repeat the text of one. Refuses letters that no option has.
    """
    if not answer.strip():
        return []
    said = letters_of(answer)
    if not said:
        named = texts.get(vietnamese.same_name_key(answer))
        if named is None:
            told = gettext("“%(answer)s” is neither a letter nor the text of an option.")
            raise Unclear(line, told % {"answer": start_of(answer)})
        return [named]
    for each in said:
        if each not in letters:
            told = gettext("The right answer is %(letter)s, but the options are %(letters)s.")
            raise Unclear(line, told % {"letter": each, "letters": ", ".join(letters)})
    return [each for each in letters if each in said]


def truths_of(answer: str, letters: Sequence[str]) -> list[bool]:
    """Whether each lettered statement is true: "a) Đ b) S", "Đ-S"; empty for any other answer, or for too few."""
    said = [(each.upper(), truth_from(word)) for each, word in _EACH_TRUTH.findall(answer)]
    if [each for each, _truth in said] == list(letters) and len(said) > 1:
        return [bool(truth) for _each, truth in said]
    if _TRUTHS.fullmatch(answer.strip(" .")):
        words = re.findall(r"đúng|sai|đ|s", answer, re.IGNORECASE)
        if len(words) == len(letters):
            return [bool(truth_from(word)) for word in words]
    return []


def letters_standing_out(choices: Sequence[Choice], line: int, *, said: bool) -> tuple[list[str], str]:
    """The options that stand out from the others by their looks, and how; empty when none or all do.

    Refuses two looks that mark different options, unless the right answer is said elsewhere.
    """
    found = [(letters, how) for how in WAYS for letters in _by_look(choices, how)]
    if not found:
        return [], ""
    letters, how = found[0]
    for others, other_how in found[1:]:
        if others != letters and not said:
            told = gettext(
                "%(one)s is %(how)s and %(other)s is %(other_how)s: which one is right? Write “Đáp án: …” below."
            )
            words = {"one": ", ".join(letters), "how": WAYS[how], "other": ", ".join(others)}
            raise Unclear(line, told % {**words, "other_how": WAYS[other_how]})
    return letters, str(WAYS[how])


def _by_look(choices: Sequence[Choice], how: str) -> Iterator[list[str]]:
    """Options whose letter looks so, and options whose text does; only where some do and some do not."""
    by_letter = [each.letter.upper() for each in choices if how in each.letter_marks]
    by_text = [each.letter.upper() for each in choices if _share(each, how) >= WHOLE]
    for letters in (by_text, by_letter):
        if 0 < len(letters) < len(choices):
            yield letters


def _share(choice: Choice, how: str) -> float:
    """How much of an option's text looks so, 0 to 1."""
    marked = total = 0
    for piece in choice.pieces:
        places = {
            at
            for mark in piece.marks
            if mark.how == how
            for at in range(mark.start, min(mark.end, len(piece.text)))
        }
        for at, char in enumerate(piece.text):
            if not char.isspace() and char not in ".;":
                total += 1
                marked += at in places
    return marked / total if total else 0.0
