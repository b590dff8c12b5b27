"""Where questions are asked outside of tests, found in Wagtail's index of references: lessons stand above this app."""

from wagtail.models import ReferenceIndex

from quizzes.bank.questions import Question

SELF_CHECK = "self_check"


def lessons_that_ask(question: Question) -> list[str]:
    """Titles of the lessons whose self-check asks this question, each once, in order."""
    references = ReferenceIndex.get_references_to(question).filter(model_path__contains=SELF_CHECK)
    return sorted({str(lesson) for lesson, _found in references.group_by_source_object()})
