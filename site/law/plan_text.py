"""The sections of the plan's text: which words stand under which key, in the copy and in the corrected reading. Pure.

Keys: HEADER, TITLE, PREAMBLE; I, II, III; I.1 …; II.1 with II.1.h (its heading) and II.1.g1 … (its indents); NOI_NHAN
(who receives it) and KY (who signed). The copy is Markdown made by optical recognition.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from vietnamese import api as vietnamese

PART = re.compile(r"^[#*\s]*(I{1,3})\s*-\s*(.+?)\**\s*$")
NUMBERED = re.compile(r"^\*?(\d{1,2})-\s+(.*)$")
INDENT = re.compile(r"^-\s+(.*)$")
TITLE = re.compile(r"^\**KẾ HOẠCH\**\s*$")
RULE = re.compile(r"^-{3,}\s*$")
RECEIVERS = re.compile(r"^[#*\s]*Nơi nhận:")
SIGNATURE = re.compile(r"^\**TM\. ")
MARKUP = re.compile(r"</?\w+[^>]*>|\\(?=[*_])|(?<!\\)[*#]+|^-{3,}$", re.M)


@dataclass(frozen=True)
class ReadingError:
    """One error of the copy: in which sections (keys, comma between), what it has, how it is read, and why."""

    section: str
    seed: str
    reading: str
    basis: str

    def reaches(self, ref: str) -> bool:
        """Whether a section is among those named, or lies under one of them."""
        return any(
            ref == named or ref.startswith(f"{named}.")
            for named in (part.strip() for part in self.section.split(","))
        )


@dataclass(frozen=True)
class PlanSection:
    """One section. A part (I) or a numbered task (II.5) has a heading and holds others; the rest have text."""

    ref: str
    parent: str
    level: int
    heading: str = ""
    text_source: str = ""
    text: str = ""


class PlanRefused(Exception):
    """The text is not that of a plan with these sections, or an error of the copy is not in it."""


def read_plan(markdown: str, errata: Sequence[ReadingError]) -> list[PlanSection]:
    """The sections in the order of the text, with the corrected reading. Refuses other texts with PlanRefused."""
    sections = [_corrected(section, errata) for section in _divided(vietnamese.nfc(markdown).splitlines())]
    have = {section.ref for section in sections}
    missing = {"HEADER", "TITLE", "PREAMBLE", "I", "II", "III", "KY"} - have
    if missing:
        raise PlanRefused(f"The text lacks: {', '.join(sorted(missing))}.")
    for error in errata:
        if not any(error.reaches(section.ref) and error.seed in section.text_source for section in sections):
            raise PlanRefused(f"“{error.seed}” is not in {error.section}.")
    return sections


def same_words(text: str) -> str:
    """A text with single spaces, for finding a quotation that a line break parts."""
    return " ".join(vietnamese.nfc(text).split())


def corrected(text: str, ref: str, errata: Iterable[ReadingError]) -> str:
    """Words of a section as they are read after its errors are mended."""
    for error in errata:
        if error.reaches(ref):
            text = text.replace(error.seed, error.reading)
    return text


def _corrected(section: PlanSection, errata: Sequence[ReadingError]) -> PlanSection:
    words = corrected(section.text_source, section.ref, errata)
    heading = _plain(section.heading)
    if section.ref in {"HEADER", "TITLE", "NOI_NHAN", "KY"}:
        text = "\n".join(line for raw in words.splitlines() if (line := _plain(raw)))
    elif section.ref.endswith(".h") and "\n\n" in words:
        text = "\n\n".join(_plain(part) for part in words.split("\n\n") if _plain(part))
    else:
        text = _plain(words)
    return replace(section, heading=heading, text=text)


def _plain(text: str) -> str:
    return vietnamese.clean_line(MARKUP.sub("", text))


def _divided(lines: Iterable[str]) -> list[PlanSection]:
    found: list[PlanSection] = []
    held: dict[str, list[str]] = {}
    part, number, indents, current = "", "", 0, "HEADER"

    def begin(ref: str, parent: str, level: int, *, first: str = "", heading: str = "") -> None:
        nonlocal current
        current = ref
        found.append(PlanSection(ref=ref, parent=parent, level=level, heading=heading))
        held[ref] = [first] if first else []

    begin("HEADER", "", 1)
    for line in lines:
        if TITLE.match(line) and current == "HEADER":
            begin("TITLE", "", 1, first=line)
        elif RULE.match(line) and current == "TITLE":
            begin("PREAMBLE", "", 1)
        elif heading := PART.match(line):
            part, number = heading[1], ""
            begin(part, "", 1, heading=f"{part}. {heading[2]}")
        elif RECEIVERS.match(line):
            part = ""
            begin("NOI_NHAN", "", 1, first=line)
        elif SIGNATURE.match(line):
            part = ""
            begin("KY", "", 1, first=line)
        elif part and (task := NUMBERED.match(line)):
            number, indents = f"{part}.{task[1]}", 0
            if part == "II":
                begin(number, part, 2)
                begin(f"{number}.h", number, 3, first=line)
            else:
                begin(number, part, 2, first=line)
        elif part == "II" and number and INDENT.match(line):
            indents += 1
            begin(f"{number}.g{indents}", number, 3, first=line)
        else:
            held[current].append(line)
    return [replace(section, text_source="\n".join(held[section.ref]).strip()) for section in found]
