"""The matters that a named person must settle before a loaded course may certify anything."""

from courses.loading.file_schema import AWAITS_REVIEW, LegalCourseFile, PlanCourseFile
from courses.pages.models import CoursePage
from courses.pages.settled import ReleaseGateItem

REVIEW_ITEM = "Biên tập viên pháp luật đã thẩm định toàn bộ nội dung khóa học."


def gate_texts(file: PlanCourseFile | LegalCourseFile) -> list[str]:
    """What must be settled, in order; the review of the whole course comes last."""
    if isinstance(file, PlanCourseFile):
        return []
    texts = list(file.course.release_gate)
    return [*texts, REVIEW_ITEM] if file.course.publication_status == AWAITS_REVIEW else texts


def keep_gate(course: CoursePage, texts: list[str]) -> bool:
    """Bring the open matters to these; what somebody has settled stays as a fact. Says whether anything changed."""
    stored = {item.text: item for item in course.gate_items.all()}
    changed = False
    for order, text in enumerate(texts):
        item = stored.pop(text, None) or ReleaseGateItem(course=course, text=text)
        if item.pk is None or item.order != order:
            item.order = order
            item.save()
            changed = True
    for item in stored.values():
        if item.ticked_at is None:
            item.delete()
            changed = True
    return changed


def open_matters(course: CoursePage) -> list[str]:
    """What nobody has settled yet."""
    return list(course.gate_items.filter(ticked_at__isnull=True).values_list("text", flat=True))
