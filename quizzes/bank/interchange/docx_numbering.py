"""The numbers and letters that Word writes by itself ("Câu 1.", "A."), which are not in the text of paragraphs. Pure."""

from __future__ import annotations

import re
from typing import Any

from docx.document import Document

from quizzes.bank.interchange.docx_fonts import qn

_LEVEL = re.compile(r"%(\d)")
_ROMANS = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
DEEPEST = 8


class Numbering:
    """Counts as Word counts: each list has one counter a level, which starts again below a higher level."""

    def __init__(self, document: Document) -> None:
        self._lists: dict[str, str] = {}
        self._levels: dict[tuple[str, int], Any] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._restarted: set[str] = set()
        self._styles = {
            each.get(qn("w:styleId")): each for each in document.styles.element.iter(qn("w:style"))
        }
        element = _numbering_element(document)
        if element is None:
            return
        for each in element.iter(qn("w:abstractNum")):
            name = each.get(qn("w:abstractNumId"))
            for level in each.iter(qn("w:lvl")):
                self._levels[name, int(level.get(qn("w:ilvl")))] = level
        for each in element.iter(qn("w:num")):
            name = each.get(qn("w:numId"))
            self._lists[name] = each.find(qn("w:abstractNumId")).get(qn("w:val"))
            for override in each.iter(qn("w:lvlOverride")):
                start = override.find(qn("w:startOverride"))
                if start is not None:
                    self._starts[name, int(override.get(qn("w:ilvl")))] = int(start.get(qn("w:val")))

    def label(self, paragraph: Any) -> str:
        """The number or letter that Word shows before a paragraph, with a space behind it; empty where there is none."""
        place = self._place(paragraph)
        if place is None:
            return ""
        name, level = place
        abstract = self._lists.get(name)
        found = self._levels.get((abstract or "", level))
        if abstract is None or found is None or _value(found, "w:numFmt") in {"bullet", "none"}:
            return ""
        self._count(name, abstract, level)
        pattern = _value(found, "w:lvlText") or "%1."
        words = _LEVEL.sub(lambda one: self._shown(abstract, int(one[1]) - 1), pattern)
        return f"{words.strip()} " if words.strip() else ""

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        properties = paragraph.find(qn("w:pPr"))
        numbered = properties.find(qn("w:numPr")) if properties is not None else None
        style = properties.find(qn("w:pStyle")) if properties is not None else None
        steps = 0
        while numbered is None and style is not None and steps < 10:
            found = self._styles.get(style.get(qn("w:val")))
            of_style = found.find(qn("w:pPr")) if found is not None else None
            numbered = of_style.find(qn("w:numPr")) if of_style is not None else None
            style = found.find(qn("w:basedOn")) if found is not None else None
            steps += 1
        if numbered is None:
            return None
        name, level = numbered.find(qn("w:numId")), numbered.find(qn("w:ilvl"))
        if name is None or name.get(qn("w:val")) == "0":
            return None
        depth = int(level.get(qn("w:val"))) if level is not None else 0
        return name.get(qn("w:val")), min(depth, DEEPEST)

    def _count(self, name: str, abstract: str, level: int) -> None:
        if name not in self._restarted:
            self._restarted.add(name)
            for (of_list, at), start in self._starts.items():
                if of_list == name:
                    self._counts[abstract, at] = start - 1
        if (abstract, level) not in self._counts:
            self._counts[abstract, level] = self._start(abstract, level) - 1
        self._counts[abstract, level] += 1
        for deeper in range(level + 1, DEEPEST + 1):
            self._counts.pop((abstract, deeper), None)

    def _start(self, abstract: str, level: int) -> int:
        found = self._levels.get((abstract, level))
        value = _value(found, "w:start") if found is not None else None
        return int(value) if value and value.isdigit() else 1

    def _shown(self, abstract: str, level: int) -> str:
        number = self._counts.get((abstract, level), self._start(abstract, level))
        found = self._levels.get((abstract, level))
        return written_number(
            number, _value(found, "w:numFmt") or "decimal" if found is not None else "decimal"
        )


def written_number(number: int, way: str) -> str:
    """A number as a list shows it: 3 is 3, C, c, III or iii."""
    if way in {"upperLetter", "lowerLetter"} and number > 0:
        letters = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters if way == "upperLetter" else letters.lower()
    if way in {"upperRoman", "lowerRoman"} and 0 < number < 4000:
        words, left = "", number
        for value, sign in _ROMANS:
            words += sign * (left // value)
            left %= value
        return words if way == "upperRoman" else words.lower()
    return f"{number:02}" if way == "decimalZero" else str(number)


def _numbering_element(document: Document) -> Any:
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith("/numbering"):
            return relation.target_part.element
    return None


def _value(element: Any, name: str) -> str | None:
    found = element.find(qn(name))
    return found.get(qn("w:val")) if found is not None else None
