"""A course told back as the file it came from: the proof that every leaf is kept, and what two states differ in."""

from collections.abc import Iterator
from typing import Any

from courses.loading.file_faults import json_path
from courses.loading.file_reading import file_from
from courses.loading.file_schema import PLAN_SCHEMA, plain_number
from courses.loading.gate import REVIEW_ITEM
from courses.loading.passages import blocks_of_body, citation_in_file
from courses.pages.models import CoursePage, GlossaryTerm, LessonPage
from law import api as law
from quizzes import api as quizzes


def as_file(course: CoursePage) -> dict[str, Any]:
    """The canonical content of the course as its latest drafts stand, in the shape of its schema.

    Refuses with CourseFileRefused a course that editors have brought into a state that no file could have.
    """
    draft: CoursePage = course.get_latest_revision_as_object()
    is_plan = draft.schema == PLAN_SCHEMA
    place_key = draft.source_facts.get("place_key", "seed_section")
    quiz = latest_quiz(draft.quiz) if draft.quiz else quizzes.Quiz()
    content: dict[str, Any] = {
        "schema": draft.schema,
        "generated": draft.generated.isoformat() if draft.generated else "",
        "language": draft.language,
        "course": _course(draft, quiz, is_plan=is_plan),
        "glossary": [_term(term, is_plan=is_plan) for term in draft.glossary.all()],
        "lessons": [
            _lesson(lesson, draft, is_plan=is_plan, place_key=place_key)
            for lesson in lessons_in_file(course, draft)
        ],
    }
    if is_plan:
        content["source"] = {**draft.source_facts.get("source", {}), "ocr_errata": _errata(draft)}
    else:
        content["based_on_schema"] = draft.based_on_schema
        content["sources"] = [_source(source) for source in draft.sources.all()]
        content["evidence_key"] = draft.evidence_key
        content["not_covered"] = _lines(draft.not_covered)
        content["traps_seen"] = _lines(draft.traps_seen)
    return file_from(content).canonical()


def lessons_in_file(course: CoursePage, draft: CoursePage) -> list[LessonPage]:
    """The latest drafts of the course's lessons that its file has, in their order."""
    dropped = set(draft.source_facts.get("dropped", []))
    pages = LessonPage.objects.child_of(course).exclude(uid__in=dropped)
    return sorted((page.get_latest_revision_as_object() for page in pages), key=lambda page: page.number)


def questions_in_file(topic: quizzes.Topic | None, draft: CoursePage) -> list[quizzes.Question]:
    """The latest drafts of the questions of one lesson that the file has, in its order."""
    order = {uid: at for at, uid in enumerate(draft.source_facts.get("questions", []))}
    rows = quizzes.Question.objects.filter(topic=topic, uid__in=order).prefetch_related("citations")
    drafts = [row.get_latest_revision_as_object() for row in rows]
    return sorted(drafts, key=lambda question: order[question.uid])


def latest_quiz(quiz: quizzes.Quiz) -> quizzes.Quiz:
    """A quiz as its latest revision has it: a load that is not published yet stands only there."""
    revision = quiz.get_latest_revision()
    return revision.as_object() if revision else quiz


def differences(here: Any, there: Any, path: tuple[str | int, ...] = ()) -> Iterator[str]:
    """The JSON paths in which two contents differ."""
    if isinstance(here, dict) and isinstance(there, dict):
        for key in dict.fromkeys([*here, *there]):
            yield from differences(here.get(key), there.get(key), (*path, key))
    elif isinstance(here, list) and isinstance(there, list):
        for at in range(max(len(here), len(there))):
            one = here[at] if at < len(here) else None
            other = there[at] if at < len(there) else None
            yield from differences(one, other, (*path, at))
    elif here != there:
        yield json_path(path)


def _course(draft: CoursePage, quiz: quizzes.Quiz, *, is_plan: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "code": draft.code,
        "title": draft.title,
        "summary": draft.summary,
        "audience": _lines(draft.audience),
        "audience_note": draft.audience_note,
        "estimated_minutes": draft.minutes,
        "pass_mark_percent": plain_number(draft.pass_mark_percent),
        "notice": draft.notice,
        "final_test": {
            "questions": quiz.question_count,
            "minutes": quiz.minutes,
            "extra_time_percent": quiz.extra_time_percent,
            "pass_percent": plain_number(quiz.pass_mark_percent),
            "attempts": quiz.attempts_allowed or "unlimited",
            "cooldown_minutes": quiz.cooldown_minutes,
            "draw": [
                {"lesson": section.topic.uid, "count": section.count} for section in quiz.sections.all()
            ],
            "exclude_types": quiz.excluded_kinds,
            "level_mix": {each["level"]: each["bound"] for each in quiz.level_mix},
        },
    }
    if not is_plan:
        told["publication_status"] = draft.publication_status
        told["as_of_note"] = draft.as_of_note
        told["release_gate"] = list(draft.gate_items.exclude(text=REVIEW_ITEM).values_list("text", flat=True))
    return told


def _lesson(lesson: LessonPage, course: CoursePage, *, is_plan: bool, place_key: str) -> dict[str, Any]:
    return {
        "id": lesson.uid,
        "order": lesson.number,
        "title": lesson.title,
        "estimated_minutes": lesson.minutes,
        "objectives": _lines(lesson.objectives),
        "key_points": _lines(lesson.key_points),
        "seed_sections" if is_plan else "provisions": _lines(lesson.sections),
        "body": blocks_of_body(lesson.body, is_plan=is_plan, place_key=place_key),
        "questions": [
            _question(question, course.source_facts, is_plan=is_plan, place_key=place_key)
            for question in questions_in_file(lesson.topic, course)
        ],
    }


def _question(
    question: quizzes.Question, facts: dict[str, Any], *, is_plan: bool, place_key: str
) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": facts.get("ids", {}).get(question.uid, question.uid),
        "level": question.level,
        "explanation": question.explanation,
        "points": plain_number(question.points),
        place_key: question.place or None,
        "needs_legal_review": question.needs_legal_review,
        **quizzes.item_from_body(question.kind, question.body),
    }
    citations = list(question.citations.all())
    if is_plan:
        told["seed_refs"] = [
            {"section": each.provision.ref if each.provision else "", "quote": each.paraphrase}
            for each in citations
        ]
    else:
        told["citations"] = [_cited(each) for each in citations]
        told["review_reason"] = question.review_reasons
        told["advice_sources"] = question.advice_sources
    return told


def _cited(citation: quizzes.QuestionCitation) -> dict[str, Any]:
    return {
        "ref": citation.document.ref,
        "article": citation.article or None,
        "clause": citation.clause or None,
        "point": citation.point or None,
        "as_of": citation.read_on.isoformat() if citation.read_on else "",
        "evidence": citation.evidence,
        "quote_or_paraphrase": citation.paraphrase,
        "source": citation.source,
    }


def _term(term: GlossaryTerm, *, is_plan: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"term": term.term, "meaning": term.meaning, "seed_section": term.place or None}
    if not is_plan:
        told["citation"] = citation_in_file(term.as_citation)
        told["needs_legal_review"] = term.needs_legal_review
    return told


def _source(source: Any) -> dict[str, Any]:
    optional = ("effective", "status_in_register", "evidence_level", "publish_rule", "used_for", "role")
    return {
        "ref": source.document.ref,
        **{name: getattr(source, name) for name in ("kind", "number", "title")},
        **{name: getattr(source, name) or None for name in optional},
    }


def _errata(course: CoursePage) -> list[dict[str, str]]:
    rows = law.Erratum.objects.filter(document=course.main_document).order_by("order")
    return [{name: getattr(row, name) for name in ("section", "seed", "reading", "basis")} for row in rows]


def _lines(text: str) -> list[str]:
    return text.splitlines()
