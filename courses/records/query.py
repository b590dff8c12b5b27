"""Which completion records a person may see, narrowed by what was asked."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from courses.certificates.models import Certificate
from courses.completions.models import Completion
from courses.pages.models import CoursePage
from people import api as people
from vietnamese import api as vietnamese


@dataclass(frozen=True)
class Asked:
    """What narrows the records. Days are included on both ends; `unit` means the unit and all below it, as it was then."""

    unit: people.Unit | None = None
    course_code: str = ""
    since: date | None = None
    until: date | None = None
    words: str = ""


def records_for(viewer: people.User | None, asked: Asked | None = None) -> QuerySet[Completion]:
    """Records of the viewer's subtrees (of everybody for the machine itself, viewer None), newest first.

    A record belongs to the unit of its day; the administrators of the unit where the person is at home today see it too.
    Each has `certificate_number` and `certificate_code` of the newest certificate, or None.
    """
    records = Completion.objects.all()
    if viewer is not None:
        paths = people.tree_paths_managed_by(viewer)
        if paths != ["/"]:
            at_home = people.User.objects.filter(people.home_in(paths)).values("pk")
            records = records.filter(people.within(paths, "unit_tree_path") | Q(person__in=at_home))
    newest = Certificate.objects.filter(completion=OuterRef("pk"), replaced_by__isnull=True).order_by("-pk")
    records = records.annotate(
        certificate_number=Subquery(newest.values("number_words")[:1]),
        certificate_code=Subquery(newest.values("code")[:1]),
    )
    return narrow(records, asked or Asked()).order_by("-completed_on", "-pk")


def narrow(records: QuerySet[Completion], asked: Asked) -> QuerySet[Completion]:
    if asked.unit is not None:
        records = records.filter(unit_tree_path__startswith=asked.unit.tree_path)
    if asked.course_code:
        records = records.filter(course_code=asked.course_code)
    if asked.since:
        records = records.filter(completed_on__gte=asked.since)
    if asked.until:
        records = records.filter(completed_on__lte=asked.until)
    words = vietnamese.clean_line(asked.words)
    if vietnamese.fold(words):
        found = Q()
        for word in words.split():
            found &= Q(name_folded__contains=vietnamese.fold(word)) | _numbered(word)
        records = records.filter(found | _numbered(words)).distinct()
    return records


def _numbered(words: str) -> Q:
    """A condition: a certificate bears this number. SQLite takes Đ and đ for different letters, so both are asked for."""
    spellings = {words, words.upper(), words.lower()}
    return Q(certificates__number_words__in=spellings) | Q(certificates__number_words__iexact=words)


def courses_recorded() -> list[tuple[str, str]]:
    """(code, title) of the courses there are, for the filter."""
    return list(CoursePage.objects.order_by("code").values_list("code", "title"))
