"""Where one person stands in courses: what is read, what is passed, what is the one next step."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F
from django.db.models.functions import Length, Substr
from django.urls import reverse
from django.utils.translation import gettext

from courses.certificates.models import Certificate
from courses.completions.models import Completion
from courses.enrolment import Enrolment
from courses.pages.models import CoursePage, LessonPage
from courses.pages.settled import BannerClearance, ReleaseGateItem
from courses.progress import LessonProgress
from people import api as people
from quizzes import api as quizzes

STEP = 4  # characters of one level in the path of a page


@dataclass(frozen=True)
class Step:
    """The one next step: `kind` is lesson, wait, shut, test, resume, certificate or results.

    wait: the test opens by itself later; shut: it does not, or nobody can say when.
    """

    kind: str
    label: str
    href: str
    lesson: LessonPage | None = None
    certificate: bool = False


@dataclass(frozen=True)
class Study:
    """One published course as one person stands in it (or stands before it: `enrolled` is false).

    `refusal`: the sentence why the test is not the next thing to do: it cannot be started now, or the last attempt is still
    being marked. Empty when it is, and when it runs.
    """

    course: CoursePage
    lessons: Sequence[LessonPage]
    read: frozenset[int]
    enrolled: bool
    under_notice: bool
    banner: str
    test: quizzes.AttemptState | None = None
    completion: Completion | None = None
    certificate: Certificate | None = None
    refusal: str = ""

    @property
    def href(self) -> str:
        return reverse("courses:course", args=[self.course.slug])

    @property
    def done(self) -> int:
        """How many of the published lessons are read."""
        return sum(1 for lesson in self.lessons if lesson.pk in self.read)

    @property
    def unread(self) -> list[LessonPage]:
        return [lesson for lesson in self.lessons if lesson.pk not in self.read]

    @property
    def current(self) -> LessonPage | None:
        """The first lesson still to read."""
        return next(iter(self.unread), None)

    @property
    def steps(self) -> list[str]:
        """One word for each lesson, for the bar: "on" read, "now" next, "" later."""
        current = self.current
        return [
            "on" if lesson.pk in self.read else "now" if self.enrolled and lesson == current else ""
            for lesson in self.lessons
        ]

    @property
    def rows(self) -> list[tuple[LessonPage, str]]:
        """Each lesson with its state: read, now or unread."""
        current = self.current if self.enrolled else None
        return [
            (lesson, "read" if lesson.pk in self.read else "now" if lesson == current else "unread")
            for lesson in self.lessons
        ]

    @property
    def begun(self) -> bool:
        return bool(self.done) or bool(self.test and self.test.used)

    @property
    def is_open(self) -> bool:
        """Is there still something to do?"""
        return self.enrolled and self.completion is None

    @property
    def test_href(self) -> str:
        return reverse("quizzes:start", args=[self.course.quiz.uid]) if self.course.quiz else ""

    def next_step(self) -> Step:
        """What to do now. A test that runs comes first: its clock does not wait."""
        if self.test and self.test.open:
            return Step("resume", gettext("Go on with the test"), self.test.open_url)
        if self.completion is None and self.current:
            return self._read_on(self.current)
        if self.completion is None and self.course.quiz and not (self.test and self.test.passed):
            return self._to_test()
        if self.certificate:
            href = reverse("certificates:download", args=[self.certificate.code])
            return Step("certificate", gettext("Download the certificate"), href, certificate=True)
        return Step("results", gettext("See my results"), reverse("courses:results"))

    def _to_test(self) -> Step:
        """The test, or while it cannot be started the page that says until when."""
        if self.refusal:
            test = self.test
            waits = bool(
                test
                and test.not_before
                and test.left != 0
                and test.closed_at is None
                and not test.being_marked
            )
            home = reverse("courses:my_training")
            return Step("wait" if waits else "shut", gettext("Back to My training"), home)
        return Step("test", gettext("Take the test"), self.test_href)

    def _read_on(self, lesson: LessonPage) -> Step:
        href = reverse("courses:lesson", args=[self.course.slug, lesson.slug])
        words = (
            gettext("Go on with lesson %(number)s") if self.begun else gettext("Start with lesson %(number)s")
        )
        return Step("lesson", words % {"number": lesson.number}, href, lesson)


@dataclass
class _Facts:
    """What is stored of one person in several courses, by the key of the course."""

    enrolled: set[int] = field(default_factory=set)
    read: set[int] = field(default_factory=set)
    completions: dict[int, Completion] = field(default_factory=dict)
    certificates: dict[int, Certificate] = field(default_factory=dict)
    tests: dict[int, quizzes.AttemptState] = field(default_factory=dict)


def published_courses() -> list[CoursePage]:
    """The courses that anybody may see, in their order."""
    return list(CoursePage.objects.live().select_related("quiz", "main_document").order_by("path"))


def published_course(slug: str) -> CoursePage | None:
    return CoursePage.objects.live().select_related("quiz", "main_document").filter(slug=slug).first()


def studies(person: people.User | None, courses: Iterable[CoursePage], *, at: datetime) -> list[Study]:
    """How the person stands in each of the courses, in the same order; the number of queries does not grow with them."""
    wanted = list(courses)
    keys = [course.pk for course in wanted]
    lessons = _lessons_of(wanted)
    under_notice = set(
        ReleaseGateItem.objects.filter(course__in=keys, ticked_at__isnull=True).values_list(
            "course_id", flat=True
        )
    )
    cleared = set(
        BannerClearance.objects.filter(course__in=keys, banner=F("course__banner")).values_list(
            "course_id", flat=True
        )
    )
    facts = _facts_of(person, wanted, at=at) if person else _Facts()
    return [
        Study(
            course=course,
            lessons=lessons[course.path],
            read=frozenset(facts.read),
            enrolled=course.pk in facts.enrolled,
            under_notice=course.pk in under_notice,
            banner="" if course.pk in cleared else course.banner,
            test=facts.tests.get(course.quiz_id) if course.quiz_id else None,
            completion=facts.completions.get(course.pk),
            certificate=facts.certificates.get(course.pk),
            refusal=refusal_of(facts.tests.get(course.quiz_id), at=at) if course.quiz_id else "",
        )
        for course in wanted
    ]


def refusal_of(test: quizzes.AttemptState | None, *, at: datetime) -> str:
    """The sentence why a test is not the next thing to do; empty when it is, or runs."""
    if test is None or test.open:
        return ""
    if test.being_marked:
        return gettext("The last attempt is still being marked.")
    try:
        quizzes.refuse_start(test, at=at)
    except quizzes.AttemptRefused as refusal:
        return refusal.sentence
    return ""


def study_of(person: people.User | None, course: CoursePage, *, at: datetime) -> Study:
    """How the person stands in one course."""
    return studies(person, [course], at=at)[0]


def _lessons_of(courses: Sequence[CoursePage]) -> dict[str, list[LessonPage]]:
    """The published lessons of each course by the course's path, without their bodies."""
    found: dict[str, list[LessonPage]] = defaultdict(list)
    lessons = (
        LessonPage.objects.live()
        .annotate(course_path=Substr("path", 1, Length("path") - STEP))
        .filter(course_path__in=[course.path for course in courses])
        .order_by("path")
        .only("title", "slug", "path", "number", "minutes", "live_revision_id", "topic_id")
    )
    for lesson in lessons:
        found[lesson.course_path].append(lesson)
    return found


def _facts_of(person: people.User, courses: Sequence[CoursePage], *, at: datetime) -> _Facts:
    keys = [course.pk for course in courses]
    completions = {each.course_id: each for each in Completion.objects.filter(person=person, course__in=keys)}
    certificates = Certificate.objects.filter(
        completion__in=completions.values(), revocation__isnull=True, replaced_by__isnull=True
    ).select_related("completion")
    return _Facts(
        enrolled=set(
            Enrolment.objects.filter(person=person, course__in=keys).values_list("course_id", flat=True)
        ),
        # A lesson that was read stays read in whatever course it stands today.
        read=set(LessonProgress.objects.filter(person=person).values_list("lesson_id", flat=True)),
        completions=completions,
        certificates={each.completion.course_id: each for each in certificates},
        tests=quizzes.attempt_states(person, [course.quiz for course in courses if course.quiz], at=at),
    )


def first_things_first(mine: Sequence[Study]) -> list[Study]:
    """Courses with something to do, the most urgent first: a test that runs, what is begun, what is not.

    Last comes where nothing can be done now: the test cannot be started yet.
    """

    def urgency(study: Study) -> int:
        if study.test and study.test.open:
            return 0
        if study.next_step().kind in ("wait", "shut"):
            return 3
        return 1 if study.begun else 2

    return sorted((study for study in mine if study.is_open), key=urgency)
