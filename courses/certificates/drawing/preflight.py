"""Can this certificate be drawn, and how large is each of its texts? Asked before anything is issued."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.certificates.drawing.faces import BOLD, FACES, ITALIC, REGULAR, break_lines, face
from courses.certificates.drawing.paper import TEMPLATES, CertificatePaper
from vietnamese import api as vietnamese

# Nothing of these shows on paper; some of them (direction marks) make a text read as another one.
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
WEB_ADDRESS = re.compile(r"https?://[!-~]+")
# The writer of the PDF rounds the widths of letters to thousandths of the size: measured lines stay this far
# inside their place.
SPARE = 0.995

LABELS: dict[str, Promise] = {
    "issuer_parent": gettext_lazy("The body above the issuer"),
    "issuer_name": gettext_lazy("The name of the issuing body"),
    "place": gettext_lazy("The place of issue"),
    "course_title": gettext_lazy("The course title"),
    "full_name": gettext_lazy("The full name"),
    "result_words": gettext_lazy("The result"),
    "number_words": gettext_lazy("The register number"),
    "signer_title": gettext_lazy("The title of the signer"),
    "signer_name": gettext_lazy("The name of the signer"),
    "code": gettext_lazy("The check code"),
    "verify_url": gettext_lazy("The address of the check page"),
    "legal_basis": gettext_lazy("The legal basis"),
}
IN_CAPITALS = {"issuer_parent", "issuer_name", "signer_title"}
MAY_BE_EMPTY = {"issuer_parent", "signer_title", "signer_name", "legal_basis"}


class CannotBeDrawn(ValueError):
    """The certificate would come out wrong. `problems` says in sentences for people what to correct."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Fitted:
    """One text as it will stand: its lines, and their size in points."""

    lines: tuple[str, ...]
    size: float

    def __bool__(self) -> bool:
        return bool(self.lines)


NOTHING = Fitted((), 0)


@dataclass(frozen=True)
class Layout:
    """A certificate that can be drawn: the paper with all texts in NFC, and each text fitted to its place."""

    paper: CertificatePaper
    parent: Fitted
    issuer: Fitted
    number: Fitted
    date: Fitted
    name: Fitted
    title: Fitted
    facts: Fitted
    basis: Fitted
    signer_title: Fitted
    signer_name: Fitted
    address: Fitted
    code: Fitted

    def texts(self) -> list[Fitted]:
        """All texts that are drawn."""
        return [text for text in vars(self).values() if isinstance(text, Fitted) and text]


@dataclass(frozen=True)
class Slot:
    """A place on the paper, in points: a text is tried from the first step on, largest size first.

    Each step is (lines, largest size, smallest size).
    """

    face: str
    width: float
    steps: tuple[tuple[int, int, int], ...]


# Widths agree with the frames in templates/*.html.
CENTRE = 640
NAME = Slot(BOLD, CENTRE, ((1, 34, 22), (2, 27, 22)))
TITLE = Slot(BOLD, CENTRE, ((1, 23, 20), (2, 21, 16), (3, 17, 15)))
FACTS = Slot(REGULAR, CENTRE, ((1, 15, 12),))
BASIS = Slot(ITALIC, CENTRE, ((1, 13, 12), (2, 12, 11)))
SIGNER_WIDTH = 300
SIGNER_TITLE = Slot(BOLD, SIGNER_WIDTH, ((1, 13, 12), (2, 13, 11)))
SIGNER_TITLE_LINE = Slot(BOLD, SIGNER_WIDTH, ((1, 13, 10),))
SIGNER_NAME = Slot(BOLD, SIGNER_WIDTH, ((1, 14, 11),))
DATE = Slot(ITALIC, SIGNER_WIDTH, ((1, 14, 11),))
CHECK_WIDTH = 278
ADDRESS = Slot(REGULAR, CHECK_WIDTH, ((1, 11, 8),))
CODE = Slot(BOLD, CHECK_WIDTH, ((1, 12, 8),))

HEADER_WIDTH = 330
HEADERS = {
    "plain": {
        "parent": Slot(REGULAR, CENTRE, ((1, 14, 11),)),
        "issuer": Slot(BOLD, CENTRE, ((1, 16, 13), (2, 14, 12))),
        "number": Slot(REGULAR, CHECK_WIDTH - 20, ((1, 11, 9),)),
    },
    "state": {
        "parent": Slot(REGULAR, HEADER_WIDTH, ((1, 13, 11),)),
        "issuer": Slot(BOLD, HEADER_WIDTH, ((1, 13, 12), (2, 13, 11))),
        "number": Slot(REGULAR, HEADER_WIDTH - 20, ((1, 13, 11),)),
    },
    "party": {
        "parent": Slot(REGULAR, HEADER_WIDTH, ((1, 14, 11),)),
        "issuer": Slot(BOLD, HEADER_WIDTH, ((1, 14, 12), (2, 13, 11))),
        "number": Slot(REGULAR, HEADER_WIDTH - 20, ((1, 13, 11),)),
    },
}


def preflight(paper: CertificatePaper) -> Layout:
    """Fits a certificate to its paper.

    Texts come back in NFC with single spaces; names of bodies and offices in capitals, as Decree 30/2020/NĐ-CP
    writes them. Raises CannotBeDrawn with every problem found: a text that is missing, holds hidden characters
    or letters that the fonts lack, or does not fit at its smallest readable size. An unknown template is a
    mistake of the program: ValueError.
    """
    if paper.template not in TEMPLATES:
        raise ValueError(f"There is no certificate template {paper.template!r}.")
    paper = _clean(paper)
    problems = list(_faults(paper))
    if problems:
        raise CannotBeDrawn(tuple(problems))
    header = HEADERS[paper.template]
    fit = _Fitter(problems)
    layout = Layout(
        paper=paper,
        parent=fit("issuer_parent", paper.issuer_parent.upper(), header["parent"]),
        issuer=fit("issuer_name", paper.issuer_name.upper(), header["issuer"]),
        number=fit("number_words", paper.number_words, header["number"]),
        date=fit("place", vietnamese.date_line(paper.place, paper.issued_on), DATE),
        name=fit("full_name", paper.full_name, NAME),
        title=fit("course_title", paper.course_title, TITLE),
        facts=fit("result_words", _facts(paper), FACTS),
        basis=fit("legal_basis", _basis(paper), BASIS),
        signer_title=fit.office("signer_title", paper.signer_title.upper()),
        signer_name=fit("signer_name", paper.signer_name, SIGNER_NAME),
        address=fit("verify_url", paper.address_to_check, ADDRESS),
        code=fit("code", paper.code, CODE),
    )
    if problems:
        raise CannotBeDrawn(tuple(problems))
    return layout


def _facts(paper: CertificatePaper) -> str:
    return f"Thời lượng: {vietnamese.minutes_in_words(paper.minutes)} · Kết quả: {paper.result_words}"


def _basis(paper: CertificatePaper) -> str:
    return f"Căn cứ: {paper.legal_basis}" if paper.legal_basis else ""


def _clean(paper: CertificatePaper) -> CertificatePaper:
    """All texts in NFC, with single plain spaces; characters are not dropped, what is wrong must be seen."""
    texts = {
        field: "\n".join(_single_spaces(line) for line in getattr(paper, field).strip().split("\n"))
        for field in LABELS
    }
    return replace(paper, **texts)  # type: ignore[arg-type]


def _single_spaces(line: str) -> str:
    # Word writes no-break and thin spaces, which the writer of the PDF does not keep.
    plain = "".join(" " if unicodedata.category(char) == "Zs" else char for char in vietnamese.nfc(line))
    return " ".join(part for part in plain.split(" ") if part)


def _faults(paper: CertificatePaper) -> Iterator[str]:
    """What is wrong with the texts themselves, before any is measured."""
    for field, label in LABELS.items():
        text = getattr(paper, field)
        if not text and field not in MAY_BE_EMPTY:
            yield _("%(field)s is empty. Fill it in, then issue the certificate again.") % {"field": label}
        lines = text.split("\n") if field == "signer_title" else [text]
        if len(lines) > 2:
            yield _("%(field)s has more than two lines. Keep two at most.") % {"field": label}
        seen = "".join(lines)
        yield from _hidden_characters(label, seen)
        yield from _missing_characters(label, seen.upper() if field in IN_CAPITALS else seen)
    if paper.minutes <= 0:
        yield _("The course says no length. Give its length in minutes, then issue the certificate again.")
    if paper.verify_url and not WEB_ADDRESS.fullmatch(paper.verify_url):
        yield _("The address of the check page is not a web address: “%(text)s”.") % {
            "text": paper.verify_url
        }


def _hidden_characters(label: Promise, text: str) -> Iterator[str]:
    for place, char in enumerate(text, 1):
        if unicodedata.category(char) in HIDDEN:
            yield _(
                "%(field)s holds a hidden character (%(code)s) at place %(place)d."
                " Delete the text and type it again."
            ) % {"field": label, "code": _code_points(char), "place": place}


def _missing_characters(label: Promise, text: str) -> Iterator[str]:
    """A sentence for each character that one of the faces lacks: a template may draw any text in any of them."""
    seen = "".join(char for char in text if unicodedata.category(char) not in HIDDEN)
    for char in dict.fromkeys(char for name in FACES for char in face(name).missing(seen)):
        yield _(
            "%(field)s holds “%(character)s” (%(code)s), which the font of the certificate cannot draw."
            " Replace it with Vietnamese letters."
        ) % {"field": label, "character": char, "code": _code_points(char)}


def _code_points(text: str) -> str:
    return " ".join(f"U+{ord(char):04X}" for char in text)


class _Fitter:
    """Fits texts to slots and collects a sentence for each that is too long."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems

    def __call__(self, field: str, text: str, slot: Slot) -> Fitted:
        if not text:
            return NOTHING
        drawn = face(slot.face)
        whole = drawn.width(text, 1)
        for count, largest, smallest in slot.steps:
            room = slot.width * SPARE
            if whole * smallest > room * count:  # no way of breaking helps: do not try them all
                excess = 1 - room * count / (whole * smallest)
                continue
            lines = break_lines(text, count, drawn)
            widest = max(drawn.width(line, 1) for line in lines)
            if size := _size(room / widest, largest, smallest):
                return Fitted(lines, size)
            excess = 1 - room / (widest * smallest)
        self.problems.append(_too_long(field, text, excess))
        return NOTHING

    def office(self, field: str, text: str) -> Fitted:
        """An office of one line, broken where it must be, or of two lines as written, both at one size."""
        if "\n" not in text:
            return self(field, text, SIGNER_TITLE)
        lines = [self(field, line, SIGNER_TITLE_LINE) for line in text.split("\n")]
        if not all(lines):
            return NOTHING
        return Fitted(tuple(line.lines[0] for line in lines), min(line.size for line in lines))


def _size(fitting: float, largest: int, smallest: int) -> float:
    """The largest half point that fits, or 0 when even the smallest size does not."""
    size = min(math.floor(fitting * 2) / 2, largest)
    return size if size >= smallest else 0


def _too_long(field: str, text: str, excess: float) -> str:
    """The sentence for a text of which that share (0 to 1) must go."""
    return _(
        "%(field)s is too long to be read on the certificate: “%(text)s”."
        " Shorten it by about %(count)d characters."
    ) % {"field": LABELS[field], "text": text, "count": max(2, math.ceil(len(text) * excess))}
