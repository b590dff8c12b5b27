"""What one question of the usual Vietnamese form consists of: its stem, options, lines to match, fields. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from quizzes.bank.interchange.plain_text_lines import (
    ANSWER_BEHIND,
    ESCAPE,
    FIELDS_OF_LINES,
    GAP_FIELD,
    LEFT,
    OPTION,
    PART_HEAD,
    PICTURE,
    Field,
    Line,
    field_of,
    is_heading,
    options_in,
)
from quizzes.bank.interchange.wording import kind_from
from vietnamese import api as vietnamese

PAIRS = re.compile(r"(\d{1,2})\s*[-–—→=.:>)]*\s*([A-Za-z])(?![^\W_])")
_COLUMN = re.compile(r"\s*cột\s*(?:A|B|I|II|1|2|trái|phải)\s*[:.]?\s*", re.IGNORECASE)


@dataclass
class Choice:
    """One option or line to match: its letter (or number), the pieces of its text, and how it stands out."""

    letter: str
    pieces: list[Line]
    starred: bool = False
    letter_marks: frozenset[str] = frozenset()

    @property
    def line(self) -> int:
        return self.pieces[0].number


@dataclass
class Gathered:
    """One question in pieces. `strays`: lines that belong to nothing; `continued`: options that go on in another line."""

    stem: list[Line] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    left: list[Choice] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    more: dict[int, list[Line]] = field(default_factory=dict)
    gaps: list[Field] = field(default_factory=list)
    parts: list[tuple[str, list[Line]]] = field(default_factory=list)
    strays: list[Line] = field(default_factory=list)
    continued: list[Choice] = field(default_factory=list)

    def first(self, name: str) -> Field | None:
        """The first field of this name."""
        return next((each for each in self.fields if each.name == name), None)

    def value(self, name: str) -> str:
        """What the first field of this name says; empty when there is none."""
        found = self.first(name)
        return self.text(found) if found else ""

    def values(self, name: str) -> list[str]:
        return [self.text(each) for each in self.fields if each.name == name]

    def text(self, each: Field) -> str:
        """The value of a field with the lines that follow it."""
        lines = [each.value, *(unescaped(line.text) for line in self.more.get(id(each), []))]
        return "\n".join(lines).replace(PICTURE, "").strip()


def unescaped(text: str) -> str:
    """A line without the sign that kept it from being read as something else."""
    return text.removeprefix(ESCAPE)


def gather(lines: Sequence[Line]) -> Gathered:
    """The pieces of a question. Options in one line are parted at single spaces where that gives a sound row of letters."""
    gathered = _Gathering(lines, single_spaces=True).run()
    letters = [each.letter.upper() for each in gathered.choices]
    if len(set(letters)) < len(letters) or len(letters) > 8:
        closer = _Gathering(lines, single_spaces=False).run()
        if len(closer.choices) < len(gathered.choices):
            return closer
    return gathered


class _Gathering:
    def __init__(self, lines: Sequence[Line], *, single_spaces: bool) -> None:
        self._lines = lines
        self._single_spaces = single_spaces
        self._found = Gathered()
        self._sure = False
        self._into: list[Line] = self._found.stem
        self._into_field: Field | None = None
        self._into_option: Choice | None = None
        found = [found for each in lines if (found := OPTION.match(each.text))]
        self._capitals = any(each["letter"] == "A" for each in found)
        self._matching = self._is_matching()

    def run(self) -> Gathered:
        for line in self._lines:
            behind = ANSWER_BEHIND.search(line.text) if OPTION.match(line.text) else None
            if behind:
                self._take(line.part(0, behind.start()))
                self._take(line.part(behind.end()))
            else:
                self._take(line)
        return self._found

    def _is_matching(self) -> bool:
        for line in self._lines:
            each = field_of(line, weak=False)
            if each and each.name == "kind" and kind_from(each.value) == "matching":
                return True
            if each and each.name == "answer" and len(PAIRS.findall(each.value)) > 1:
                return True
        return False

    def _take(self, line: Line) -> None:
        text = line.text
        if self._found.parts and not PART_HEAD.match(text):
            self._found.parts[-1][1].append(line)
        elif not text.strip() or text.startswith(ESCAPE):
            self._continue(line)
        elif found := PART_HEAD.match(text):
            self._found.parts.append((found["id"], [line.part(found.end())]))
        elif found := GAP_FIELD.match(text):
            self._found.gaps.append(
                Field("gap", found["id"], found["value"].strip(), line, found.start("value"))
            )
            self._sure = True
        elif each := field_of(line, weak=self._sure):
            self._begin_field(each)
        elif self._matching and (found := LEFT.match(text)):
            self._found.left.append(Choice(found["number"], [line.part(found.end())]))
            self._into_option = self._found.left[-1]
            self._into_field, self._sure = None, True
        elif self._matching and _COLUMN.fullmatch(text):
            self._into_option = None
        elif self._may_be_option(text):
            self._begin_options(line)
        else:
            self._continue(line)

    def _begin_field(self, each: Field) -> None:
        self._found.fields.append(each)
        self._found.more[id(each)] = []
        self._into_field, self._into_option, self._sure = each, None, True

    def _may_be_option(self, text: str) -> bool:
        found = OPTION.match(text)
        if found is None or self._into_field and self._into_field.name in FIELDS_OF_LINES:
            return False
        letter = found["letter"]
        if self._capitals and letter.islower() or letter.islower() and found["sign"] not in ").":
            return False
        if not self._found.choices:
            return letter in "Aa"
        last = self._found.choices[-1].letter
        if letter.islower() != last.islower():
            return False
        return ord(letter) <= ord(last) + 2

    def _begin_options(self, line: Line) -> None:
        for found, rest in options_in(line, "", single_spaces=self._single_spaces):
            at = found.start("letter")
            how = frozenset(each.how for each in line.marks if each.start <= at < each.end)
            starred = bool(found["star"] or found["star2"]) or _ends_with_star(rest.text)
            self._found.choices.append(Choice(found["letter"], [rest], starred, how))
        self._into_option, self._into_field, self._sure = self._found.choices[-1], None, True

    def _continue(self, line: Line) -> None:
        blank = not line.text.strip()
        if self._into_field is not None:
            self._continue_field(self._into_field, line, blank=blank)
        elif self._into_option is not None:
            if blank:
                return
            if is_heading(line.text) and not line.text.startswith(ESCAPE):
                self._found.strays.append(line)
            else:
                self._into_option.pieces.append(line)
                if self._into_option not in self._found.continued:
                    self._found.continued.append(self._into_option)
        else:
            self._found.stem.append(line)

    def _continue_field(self, each: Field, line: Line, *, blank: bool) -> None:
        takes_lines = each.name in FIELDS_OF_LINES or each.name == "answer" and not self._found.choices
        if is_heading(line.text) and not line.text.startswith(ESCAPE):
            self._found.strays.append(line)
        elif takes_lines or (each.name == "answer" and not each.value and not self._found.more[id(each)]):
            if not (blank and each.name == "answer" and not each.value):
                self._found.more[id(each)].append(line)
        elif not blank:
            self._found.strays.append(line)


def _ends_with_star(text: str) -> bool:
    bare = text.rstrip()
    return bare.endswith("*") and not bare.endswith(ESCAPE + "*")


def text_of(lines: Sequence[Line]) -> str:
    """The text of several lines, without pictures and escapes."""
    text = "\n".join(unescaped(each.text) for each in lines).replace(PICTURE, " ")
    return vietnamese.clean_text(text).strip()


def option_text(choice: Choice) -> str:
    """The text of an option in one line, without the star that marks it."""
    text = vietnamese.clean_line(
        " ".join(unescaped(each.text) for each in choice.pieces).replace(PICTURE, " ")
    )
    if choice.starred and text.endswith("*") and not text.endswith("\\*"):
        text = text[:-1].rstrip()
    return re.sub(r"\\(?=[A-Za-z*])", "", text)
