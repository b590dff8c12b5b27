"""Storing a sound course file: topics, questions, quiz, course and lessons as drafts with their revisions."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from wagtail.models import Page

from courses.loading.checks import uid_of
from courses.loading.edits import same_shape
from courses.loading.file_schema import (
    Citation,
    LegalCourseFile,
    LegalLesson,
    LegalQuestion,
    PlanCourseFile,
    PlanLesson,
    PlanQuestion,
    PlanTerm,
)
from courses.loading.gate import gate_texts, keep_gate
from courses.loading.passages import body_of_lesson
from courses.loading.report import LoadReport
from courses.loading.self_check import choose_self_check
from courses.pages.forms import free_slug
from courses.pages.models import CourseIndexPage, CoursePage, CourseSource, GlossaryTerm, LessonPage
from law import api as law
from quizzes import api as quizzes
from vietnamese import api as vietnamese

AnyFile = PlanCourseFile | LegalCourseFile
# In the language of the courses, as everything that a file brings.
FINAL_TEST = "Bài kiểm tra cuối khóa"


class Store:
    """One load: the file, the documents it names (by key), and the report it writes into."""

    def __init__(self, file: AnyFile, documents: Mapping[str, law.LegalDocument], report: LoadReport) -> None:
        self.file = file
        self.documents = documents
        self.report = report
        self.kept = choose_self_check(file)
        plan = documents.get(law.PLAN_REF)
        self.sections = {row.ref: row for row in plan.provisions.all()} if plan and file.is_plan else {}

    def run(self) -> CoursePage:
        """Bring everything to what the file says; what is live stays live until it is published."""
        code = self.file.course.code
        course = CoursePage.objects.filter(code=code).first()
        self.topic = quizzes.keep_topic(code, self.file.course.title)
        self.topics = {
            lesson.id: quizzes.keep_topic(lesson.id, lesson.title, parent=self.topic, order=lesson.order)
            for lesson in self.file.lessons
        }
        questions = self.questions()
        quiz = self.quiz()
        course = self.course(course, quiz)
        lessons: list[Any] = sorted(self.file.lessons, key=lambda each: each.order)
        for lesson in lessons:
            self.lesson(course, lesson, questions)
        self.order(course)
        if keep_gate(course, gate_texts(self.file)) and code not in self.report.added + self.report.changed:
            self.report.changed.append(code)
        return CoursePage.objects.get(pk=course.pk)

    # --- questions

    def questions(self) -> dict[str, quizzes.Question]:
        """The questions of the file by their id in it."""
        code = self.file.course.code
        wanted = {
            question.id: (lesson.id, question)
            for lesson in self.file.lessons
            for question in lesson.questions
        }
        uids = {uid_of(code, each): each for each in wanted}
        stored = {
            row.uid: row
            for row in quizzes.Question.objects.filter(uid__in=uids).select_related("latest_revision")
        }
        found = {}
        for uid, each in uids.items():
            lesson, item = wanted[each]
            row = self.question(stored.get(uid), uid, lesson, item)
            found[each] = row
        return found

    def question(
        self, row: quizzes.Question | None, uid: str, lesson: str, item: PlanQuestion | LegalQuestion
    ) -> quizzes.Question:
        kind, body = quizzes.body_from_course(item.item())
        legal = item if isinstance(item, LegalQuestion) else None
        written: dict[str, Any] = {
            "kind": kind,
            "level": item.level,
            "stem": item.stem,
            "body": body,
            "explanation": item.explanation,
            "place": (legal and legal.provision) or item.seed_section or "",
            "points": item.points,
            "practice_only": item.id in self.kept[lesson],
            "needs_legal_review": item.needs_legal_review,
            "review_reasons": legal.review_reason if legal else [],
            "advice_sources": [each.model_dump() for each in legal.advice_sources] if legal else [],
            "citations": self.citations(item),
        }
        if row is None:
            row = quizzes.create_question(uid, self.topics[lesson], **written)
            self.report.added.append(uid)
        elif quizzes.revise_question(row, self.topics[lesson], **written):
            self.report.changed.append(uid)
        else:
            return row
        self.loaded(row)
        return row

    def citations(self, item: PlanQuestion | LegalQuestion) -> list[quizzes.QuestionCitation]:
        if isinstance(item, PlanQuestion):
            plan = self.documents[law.PLAN_REF]
            return [
                quizzes.QuestionCitation(
                    document=plan, provision=self.sections[ref.section], paraphrase=ref.quote
                )
                for ref in item.seed_refs
            ]
        return [
            quizzes.QuestionCitation(
                document=self.documents[each.ref],
                article=each.article or "",
                clause=each.clause or "",
                point=each.point or "",
                read_on=law.as_day(each.as_of),
                evidence=each.evidence,
                paraphrase=each.quote_or_paraphrase,
                source=each.source,
            )
            for each in item.citations
        ]

    # --- the final test

    def quiz(self) -> quizzes.Quiz:
        test = self.file.course.final_test
        written: dict[str, Any] = {
            "title": f"{FINAL_TEST}: {self.file.course.title}"[:255],
            "minutes": test.minutes,
            "pass_mark_percent": _percent(test.pass_percent),
            "attempts_allowed": None if test.attempts == "unlimited" else test.attempts,
            "cooldown_minutes": test.cooldown_minutes,
            "extra_time_percent": test.extra_time_percent,
            "excluded_kinds": test.exclude_types,
            "level_mix": [{"level": level, "bound": bound} for level, bound in test.level_mix.items()],
        }
        draws = [(self.topics[draw.lesson].pk, draw.count) for draw in test.draw]
        uid = f"{self.file.course.code}-final"
        row = quizzes.Quiz.objects.filter(uid=uid).first()
        if row is None:
            row = quizzes.Quiz(uid=uid, search_folded=vietnamese.fold(f"{uid} {written['title']}"), **written)
            row.sections = _sections(draws)
            row.save()
            row.save_revision(clean=False)
            self.report.added.append(uid)
            self.loaded(row)
            return row
        draft = row.get_latest_revision().as_object() if row.latest_revision_id else row
        same = [(section.topic_id, section.count) for section in draft.sections.all()] == draws
        if same and all(getattr(draft, name) == value for name, value in written.items()):
            return row
        for name, value in written.items():
            setattr(draft, name, value)
        draft.search_folded = vietnamese.fold(f"{uid} {draft.title}")
        draft.sections = _sections(draws)
        draft.save_revision(clean=False)
        row.refresh_from_db()
        self.report.changed.append(uid)
        self.loaded(row)
        return row

    # --- pages

    def course(self, row: CoursePage | None, quiz: quizzes.Quiz) -> CoursePage:
        draft = row.get_latest_revision_as_object() if row else CoursePage(code=self.file.course.code)
        before = None if row is None else draft.serializable_data()
        self.write_course(draft, quiz, row)
        if row is None:
            draft.slug = free_slug(CourseIndexPage.objects.get(), self.file.course.title)
            draft.loaded_hash = self.file.hash()
            row = add_draft(CourseIndexPage.objects.get(), draft)
            self.report.added.append(self.file.course.code)
        elif _written(before) != _written(draft.serializable_data()):
            draft.save_revision(clean=False)
            self.report.changed.append(self.file.course.code)
        else:
            CoursePage.objects.filter(pk=row.pk).update(loaded_hash=self.file.hash())
            return row
        row = CoursePage.objects.get(pk=row.pk)
        self.loaded(row, loaded_hash=self.file.hash())
        return row

    def write_course(self, draft: CoursePage, quiz: quizzes.Quiz, row: CoursePage | None) -> None:
        told = self.file.course
        draft.title = told.title
        draft.draft_title = told.title
        draft.seo_title = draft.seo_title or ""
        draft.summary = told.summary
        draft.audience = "\n".join(told.audience)
        draft.audience_note = told.audience_note
        draft.minutes = told.estimated_minutes
        draft.pass_mark_percent = _percent(told.pass_mark_percent)
        draft.notice = told.notice
        draft.quiz = quiz
        draft.topic = self.topic
        draft.schema = self.file.schema_
        draft.language = self.file.language
        draft.generated = law.as_day(self.file.generated)
        draft.source_facts = self.facts(row)
        if isinstance(self.file, PlanCourseFile):
            plan = self.documents[law.PLAN_REF]
            draft.main_document = plan
            draft.banner = law.plan_banner(plan)
        else:
            draft.based_on_schema = self.file.based_on_schema
            draft.publication_status = self.file.course.publication_status
            draft.as_of_note = self.file.course.as_of_note
            draft.evidence_key = self.file.evidence_key
            draft.not_covered = "\n".join(self.file.not_covered)
            draft.traps_seen = "\n".join(self.file.traps_seen)
            draft.sources = [  # type: ignore[misc]
                CourseSource(
                    document=self.documents[each.ref],
                    sort_order=at,
                    **{name: value or "" for name, value in each.model_dump(exclude={"ref"}).items()},
                )
                for at, each in enumerate(self.file.sources)
            ]
        draft.glossary = [  # type: ignore[misc]
            self.term(at, term) for at, term in enumerate(self.file.glossary)
        ]

    def facts(self, row: CoursePage | None) -> dict[str, Any]:
        """What a course keeps of its file besides its words, and what the file no longer has."""
        code = self.file.course.code
        ids = {
            uid_of(code, question.id): question.id
            for lesson in self.file.lessons
            for question in lesson.questions
        }
        facts: dict[str, Any] = {
            "place_key": self.place_key(),
            "questions": list(ids),
            "ids": ids,
            "dropped": [],
        }
        if isinstance(self.file, PlanCourseFile):
            facts["source"] = self.file.source.model_dump(mode="json", exclude={"ocr_errata"})
        if row is not None:
            lessons = (
                LessonPage.objects.child_of(row)
                .exclude(uid__in=self.topics)
                .filter(loaded_revision__isnull=False)
            )
            questions = quizzes.Question.objects.filter(topic__in=quizzes.Topic.objects.under(self.topic))
            gone = questions.exclude(uid__in=ids).filter(loaded_revision__isnull=False)
            facts["dropped"] = [*lessons.values_list("uid", flat=True), *gone.values_list("uid", flat=True)]
            known = set(row.source_facts.get("dropped", []))
            self.report.dropped += [uid for uid in facts["dropped"] if uid not in known]
        return facts

    def place_key(self) -> str:
        if self.file.is_plan:
            return "seed_section"
        parts = [part for lesson in self.file.lessons for part in (*lesson.body, *lesson.questions)]
        return "provision" if any(getattr(part, "provision", None) for part in parts) else "seed_section"

    def term(self, at: int, term: Any) -> GlossaryTerm:
        row = GlossaryTerm(term=term.term, meaning=term.meaning, place=term.seed_section or "", sort_order=at)
        if isinstance(term, PlanTerm):
            row.document = self.documents[law.PLAN_REF]
            return row
        citation: Citation = term.citation
        row.document = self.documents[citation.ref]
        row.as_of = law.as_day(citation.as_of)
        for name in ("article", "clause", "point", "evidence", "quote_or_paraphrase", "source"):
            setattr(row, name, getattr(citation, name) or "")
        row.needs_legal_review = term.needs_legal_review
        return row

    def lesson(
        self, course: CoursePage, told: PlanLesson | LegalLesson, questions: Mapping[str, quizzes.Question]
    ) -> None:
        row = LessonPage.objects.filter(uid=told.id).first()
        draft = row.get_latest_revision_as_object() if row else LessonPage(uid=told.id)
        before = None if row is None else draft.serializable_data()
        draft.title = draft.draft_title = told.title
        draft.number = told.order
        draft.minutes = told.estimated_minutes
        draft.objectives = "\n".join(told.objectives)
        draft.key_points = "\n".join(told.key_points)
        draft.sections = "\n".join(told.seed_sections if isinstance(told, PlanLesson) else told.provisions)
        draft.topic = self.topics[told.id]
        keys = [questions[each].pk for each in self.kept[told.id]]
        draft.body = body_of_lesson(told.id, told.body, self.documents, keys)
        if row is None:
            draft.slug = free_slug(course, told.title)
            row = add_draft(CoursePage.objects.get(pk=course.pk), draft)
            self.report.added.append(told.id)
        elif _written(before) != _written(draft.serializable_data()):
            draft.save_revision(clean=False)
            self.report.changed.append(told.id)
        else:
            return
        self.loaded(LessonPage.objects.get(pk=row.pk))

    def order(self, course: CoursePage) -> None:
        """Put the lessons in the order of the file where they are not."""
        numbers = {lesson.id: lesson.order for lesson in self.file.lessons}
        pages = list(LessonPage.objects.child_of(course).order_by("path"))
        wanted = sorted(pages, key=lambda page: numbers.get(page.uid, len(numbers) + 1))
        if pages != wanted:
            for page in wanted:
                LessonPage.objects.get(pk=page.pk).move(
                    CoursePage.objects.get(pk=course.pk), pos="last-child"
                )

    def loaded(self, row: Any, **values: Any) -> None:
        """Remember which revision the file made."""
        row.refresh_from_db()
        type(row).objects.filter(pk=row.pk).update(loaded_revision=row.latest_revision_id, **values)
        row.loaded_revision = row.latest_revision_id


def add_draft(parent: Page, page: Any) -> Any:
    """Add a page below another as a draft with its first revision."""
    page.live = False
    page.has_unpublished_changes = True
    parent.add_child(instance=page)
    page.save_revision(clean=False)
    return page


def _percent(value: int) -> Decimal:
    """As the database gives it back."""
    return Decimal(value).quantize(Decimal("0.01"))


def _sections(draws: Sequence[tuple[int, int]]) -> list[quizzes.Section]:
    return [
        quizzes.Section(topic_id=topic, count=count, sort_order=at) for at, (topic, count) in enumerate(draws)
    ]


def _written(content: dict[str, Any] | None) -> dict[str, Any]:
    """The content of a revision without the keys of its children, which say nothing."""
    told = same_shape(dict(content or {}))
    for relation in ("sources", "glossary"):
        told[relation] = [
            {key: value for key, value in child.items() if key not in {"pk", "course"}}
            for child in told.get(relation, [])
        ]
    return told
