"""What the search page finds: lessons, sections of documents, the register, the glossary; with marks and without.

Every source is asked for the folded words, so "to tu quan" finds "tổ tự quản". What holds the words exactly as typed,
marks included, comes first; then what holds them as one phrase; then the rest.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from courses import api as courses
from law import api as law
from vietnamese import api as vietnamese

SHORTEST, LONGEST = 2, 200
# The rank of a text in which the words stand somewhere, each for itself.
FAR_APART = 3
SHOWN = 10
BEFORE, LONG = 60, 200


@dataclass(frozen=True)
class Hit:
    """One thing found: its title, where it is, and the words round the first match with the match marked."""

    title: str
    href: str
    excerpt: SafeString
    note: str = ""
    unverified: bool = False


@dataclass(frozen=True)
class Found:
    """The hits in one source, best first: at most `SHOWN`; `total` is how many there are."""

    name: str
    hits: Sequence[Hit]
    total: int


@dataclass(frozen=True)
class Candidate:
    title: str
    text: str
    href: str
    note: str = ""
    unverified: bool = False


class Wanted:
    """The words somebody looks for."""

    def __init__(self, typed: str) -> None:
        self.typed = vietnamese.clean_line(typed)[:LONGEST]
        self.exact = _exact(self.typed)
        self.folded = vietnamese.fold(self.typed)
        self.words = self.folded.split()
        self._starts = [re.compile(rf"(?<!\w){re.escape(word)}") for word in self.words]
        # Whole ones: typed without marks, “tu” is no beginning of “Tuyên” before it is “tự”.
        self._exact_words = [re.compile(rf"(?<!\w){re.escape(word)}(?!\w)") for word in self.exact.split()]

    @property
    def too_short(self) -> bool:
        """Letters count: a mark alone, or a space, looks for nothing."""
        return len("".join(self.words)) < SHORTEST

    def rank(self, text: str) -> int | None:
        """0 best … 3; None where a word is missing."""
        plain = vietnamese.fold(text)
        if not all(start.search(plain) for start in self._starts):
            return None
        as_typed = _exact(text)
        if self.exact in as_typed:
            return 0
        if all(word.search(as_typed) for word in self._exact_words):
            return 1
        return 2 if self.folded in plain else FAR_APART

    def excerpt(self, text: str) -> SafeString:
        """About `LONG` characters of the text round the first match, escaped, with every match in <mark>."""
        plain, places = _folded_with_places(text)
        spans = self._spans(plain)
        first = places[spans[0][0]] if spans else 0
        begin = 0 if first <= BEFORE else text.rfind(" ", 0, first - BEFORE) + 1
        end = len(text) if len(text) - begin <= LONG else text.rfind(" ", begin, begin + LONG)
        end = end if end > begin else begin + LONG
        pieces, at = [], begin
        for start, stop in spans:
            here, there = places[start], places[stop - 1] + 1
            if here >= at and there <= end:
                pieces += [
                    conditional_escape(text[at:here]),
                    "<mark>",
                    conditional_escape(text[here:there]),
                    "</mark>",
                ]
                at = there
        pieces.append(conditional_escape(text[at:end]))
        words = ("… " if begin else "") + "".join(pieces) + (" …" if end < len(text) else "")
        return mark_safe(words)  # noqa: S308 (every piece is escaped above)

    def _spans(self, plain: str) -> list[tuple[int, int]]:
        """Where the words stand in folded text, each place once, in order; the whole phrase before single words."""
        phrase = [(found.start(), found.end()) for found in re.finditer(re.escape(self.folded), plain)]
        if phrase:
            return phrase
        return sorted(
            {(found.start(), found.end()) for start in self._starts for found in start.finditer(plain)}
        )


def _exact(text: str) -> str:
    """The text for comparing with its marks: case and tone placement apart."""
    return vietnamese.fold_tone_placement(text).casefold()


def _folded_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place it came from."""
    plain: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for folded in vietnamese.fold(char):
            plain.append(folded)
            places.append(place)
    return "".join(plain), places


def search(wanted: Wanted, names: Sequence[str]) -> list[Found]:
    """What is found in each source that has something. `names` are the words for the sources, in order."""
    sources: list[Callable[[Wanted], Iterable[Candidate]]] = [_lessons, _sections, _documents, _terms]
    found = (_best(name, wanted, source(wanted)) for name, source in zip(names, sources, strict=True))
    return [each for each in found if each.total]


def _best(name: str, wanted: Wanted, candidates: Iterable[Candidate]) -> Found:
    """The best first: what bears the words in its name, then how well the words are met, then the order of the source."""
    ranked = []
    for place, candidate in enumerate(candidates):
        rank = wanted.rank(f"{candidate.title} {candidate.text}")
        if rank is not None:
            by_name = wanted.rank(candidate.title)
            ranked.append((by_name is None or by_name == FAR_APART, rank, place, candidate))
    ranked.sort(key=lambda each: each[:3])
    hits = [
        Hit(each.title, each.href, wanted.excerpt(each.text), each.note, each.unverified)
        for *_order, each in ranked[:SHOWN]
    ]
    return Found(name, hits, len(ranked))


def _lessons(wanted: Wanted) -> Iterable[Candidate]:
    for lesson, course in courses.lessons_with(wanted.words):
        title = courses.bare_title(lesson.title)
        yield Candidate(
            title, lesson.words_for_reading(), courses.lesson_path(course, lesson), note=course.title
        )


def _sections(wanted: Wanted) -> Iterable[Candidate]:
    sections = law.Provision.objects.select_related("document").exclude(text="")
    for word in wanted.words:
        sections = sections.filter(search_folded__contains=word)
    for section in sections:
        words = law.section_words(section.ref)
        yield Candidate(
            f"{words[:1].upper()}{words[1:]}, {section.document.name}",
            section.text or section.heading,
            law.document_path(section.document.ref, section.ref),
            unverified=not section.document.is_verified,
        )


def _documents(wanted: Wanted) -> Iterable[Candidate]:
    documents = law.LegalDocument.objects.all()
    for word in wanted.words:
        documents = documents.filter(search_folded__contains=word)
    for document in documents:
        yield Candidate(
            document.name,
            document.title or document.issuer,
            law.document_path(document.ref),
            note=f"{document.kind} {document.ref} {document.number}",
            unverified=not document.is_verified,
        )


def _terms(wanted: Wanted) -> Iterable[Candidate]:
    for term in courses.published_terms():
        yield Candidate(
            term.term,
            term.meaning,
            courses.term_path(term),
            note=term.course.title,
            unverified=term.needs_legal_review,
        )
