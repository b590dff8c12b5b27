"""Where a passage stands in the document that its course teaches."""

from collections.abc import Mapping
from dataclasses import dataclass

from courses.pages.models import CoursePage, LessonPage
from law import api as law


@dataclass(frozen=True)
class Place:
    """One section of the main document: in words, its own text, and where it is read whole."""

    document: law.LegalDocument
    words: str
    text: str
    href: str


def place_of(course: CoursePage, ref: str) -> Place | None:
    """The section with this key in the main document of the course; None for words that are no key of it."""
    return sections_of(course).get(ref)


def sections_of(course: CoursePage) -> Mapping[str, Place]:
    """All sections of the main document by key, asked once for each course object."""
    kept: dict[str, Place] | None = getattr(course, "_sections_by_ref", None)
    if kept is None:
        document = course.main_document
        kept = {}
        for section in document.provisions.all() if document else ():
            href = law.document_path(section.document.ref, section.ref)
            kept[section.ref] = Place(section.document, law.section_words(section.ref), section.text, href)
        course._sections_by_ref = kept  # type: ignore[attr-defined]
    return kept


def lesson_sections(course: CoursePage, lesson: LessonPage) -> str:
    """What a lesson rests on, in a line: "Mục II.5, II.6 · Kế hoạch số 157-KH/TU", or the documents of a legal lesson."""
    lines = [line.strip() for line in lesson.sections.splitlines() if line.strip()]
    known = sections_of(course)
    if lines and course.main_document and all(line in known for line in lines):
        words = [known[line].words for line in lines]
        joined = ", ".join([words[0], *(word.removeprefix("mục ") for word in words[1:])])
        return f"{joined[:1].upper()}{joined[1:]}, {course.main_document.name}"
    return "; ".join(dict.fromkeys(_named(line, course) for line in lines))


def _named(line: str, course: CoursePage) -> str:
    """ "L-ANTTCS Điều 2, 3, 4" -> "Luật số 30/2023/QH15, Điều 2, 3, 4"; other lines stay."""
    names: dict[str, str] | None = getattr(course, "_names_by_ref", None)
    if names is None:
        names = {
            source.document.ref: source.document.name for source in course.sources.select_related("document")
        }
        course._names_by_ref = names  # type: ignore[attr-defined]
    ref, _space, rest = line.partition(" ")
    return f"{names[ref]}, {rest}" if ref in names else line
