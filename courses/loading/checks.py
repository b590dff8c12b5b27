"""Whether a course file fits together, and fits the register: every fault with its JSON path."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext

from courses.loading.file_faults import CourseFileRefused, Fault, Path
from courses.loading.file_schema import LegalCourseFile, PlanCourseFile
from courses.loading.self_check import feasible
from law import api as law
from quizzes import api as quizzes

AnyFile = PlanCourseFile | LegalCourseFile


def check_itself(file: AnyFile) -> None:
    """Refuses with CourseFileRefused a file whose keys, counts or level mix contradict each other. No database."""
    faults = [*_keys(file), *_places(file), *_test(file)]
    if not faults:
        faults += _blueprint(file)
    if faults:
        raise CourseFileRefused(faults)


def check_against_register(file: AnyFile, documents: Mapping[str, law.LegalDocument]) -> None:
    """Refuses a file that cites what the register does not have, or words that the plan's text does not hold."""
    faults = [*_references(file, documents)]
    if isinstance(file, PlanCourseFile):
        faults += _quotations(file, documents[law.PLAN_REF])
    if faults:
        raise CourseFileRefused(faults)


def cautions(file: AnyFile) -> Iterator[Fault]:
    """What an author should look at: an explanation that names an option, though options are shuffled."""
    for at, lesson in enumerate(file.lessons):
        for place, question in enumerate(lesson.questions):
            if question.type != "essay" and quizzes.names_an_option(question.explanation):
                yield Fault(
                    ("lessons", at, "questions", place, "explanation"),
                    gettext(
                        "The explanation seems to name an option by its letter or place; options are shuffled."
                    ),
                )


def cited_refs(file: AnyFile) -> set[str]:
    """The keys of all documents that a file names."""
    refs = {ref for _path, ref in _named_documents(file)}
    return refs | {law.PLAN_REF} if file.is_plan else refs


def uid_of(code: str, question_id: str) -> str:
    """The key of a question for ever: "KH157/B1-Q01"; an id that begins with the code is not told twice."""
    return f"{code}/{question_id.removeprefix(f'{code}-')}"


def _keys(file: AnyFile) -> Iterator[Fault]:
    yield from _twice((("lessons", at, "id"), lesson.id) for at, lesson in enumerate(file.lessons))
    yield from _twice((("lessons", at, "order"), lesson.order) for at, lesson in enumerate(file.lessons))
    yield from _twice(
        (("lessons", at, "questions", place, "id"), uid_of(file.course.code, question.id))
        for at, lesson in enumerate(file.lessons)
        for place, question in enumerate(lesson.questions)
    )
    yield from _twice((("glossary", at, "term"), term.term) for at, term in enumerate(file.glossary))


def _twice(values: Iterable[tuple[Path, Any]]) -> Iterator[Fault]:
    seen = set()
    for path, value in values:
        if value in seen:
            yield Fault(path, gettext("“%(value)s” stands here a second time.") % {"value": value})
        seen.add(value)


def _places(file: AnyFile) -> Iterator[Fault]:
    """A legal file names places either by `provision` or by `seed_section`, the same all through."""
    if file.is_plan:
        return
    used: dict[str, Path] = {}
    for path, part in _parts(file):
        for word in ("provision", "seed_section"):
            if getattr(part, word):
                used.setdefault(word, (*path, word))
    if len(used) > 1:
        yield Fault(
            used["provision"], gettext("Use either “provision” or “seed_section”, not both in one file.")
        )


def _parts(file: AnyFile) -> Iterator[tuple[Path, Any]]:
    for at, lesson in enumerate(file.lessons):
        for place, block in enumerate(lesson.body):
            yield ("lessons", at, "body", place), block
        for place, question in enumerate(lesson.questions):
            yield ("lessons", at, "questions", place), question


def _test(file: AnyFile) -> Iterator[Fault]:
    test = file.course.final_test
    path: Path = ("course", "final_test")
    known = {lesson.id for lesson in file.lessons}
    yield from _twice(((*path, "draw", at, "lesson"), draw.lesson) for at, draw in enumerate(test.draw))
    for at, draw in enumerate(test.draw):
        if draw.lesson not in known:
            yield Fault(
                (*path, "draw", at, "lesson"),
                gettext("No lesson of the file has the id “%(id)s”.") % {"id": draw.lesson},
            )
    total = sum(draw.count for draw in test.draw)
    if total != test.questions:
        words = gettext("The draw has %(drawn)s questions, the test %(questions)s.")
        yield Fault((*path, "questions"), words % {"drawn": total, "questions": test.questions})
    for level, bound in test.level_mix.items():
        try:
            quizzes.parse_bound(bound, level)
        except ValueError as error:
            yield Fault((*path, "level_mix", level), str(error))


def _blueprint(file: AnyFile) -> Iterator[Fault]:
    reason = feasible(file, kept_for_lessons={})
    if reason:
        yield Fault(("course", "final_test"), reason)


def _named_documents(file: AnyFile) -> Iterator[tuple[Path, str]]:
    if isinstance(file, PlanCourseFile):
        return
    for at, source in enumerate(file.sources):
        yield ("sources", at, "ref"), source.ref
    for at, term in enumerate(file.glossary):
        yield ("glossary", at, "citation", "ref"), term.citation.ref
    for at, lesson in enumerate(file.lessons):
        for place, block in enumerate(lesson.body):
            path: Path = ("lessons", at, "body", place)
            if block.citation:
                yield (*path, "citation", "ref"), block.citation.ref
            for number, citation in enumerate(block.see_also):
                yield (*path, "see_also", number, "ref"), citation.ref
        for place, question in enumerate(lesson.questions):
            for number, citation in enumerate(question.citations):
                yield ("lessons", at, "questions", place, "citations", number, "ref"), citation.ref


def _references(file: AnyFile, documents: Mapping[str, law.LegalDocument]) -> Iterator[Fault]:
    for path, ref in _named_documents(file):
        document = documents.get(ref)
        if document is None:
            yield Fault(path, gettext("The legal register has no row “%(ref)s”.") % {"ref": ref})
        elif not document.can_be_cited:
            yield Fault(
                path,
                gettext("The register knows no number for “%(ref)s”, so it cannot be cited.") % {"ref": ref},
            )


def _quotations(file: PlanCourseFile, plan: law.LegalDocument) -> Iterator[Fault]:
    texts = {row.ref: law.same_words(row.text_source) for row in plan.provisions.all()}
    for at, lesson in enumerate(file.lessons):
        for place, question in enumerate(lesson.questions):
            for number, ref in enumerate(question.seed_refs):
                path: Path = ("lessons", at, "questions", place, "seed_refs", number)
                if ref.section not in texts:
                    yield Fault(
                        (*path, "section"),
                        gettext("The plan has no section “%(ref)s”.") % {"ref": ref.section},
                    )
                elif law.same_words(ref.quote) not in texts[ref.section]:
                    yield Fault((*path, "quote"), gettext("These words are not in this section of the plan."))
