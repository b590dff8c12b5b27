"""One form for each kind of question, in the order of the list of kinds."""

from collections.abc import Mapping
from typing import Any

from quizzes.bank.admin.bodies import BodyForm
from quizzes.bank.admin.choice_forms import MultipleChoiceForm, SingleChoiceForm, TrueFalseForm
from quizzes.bank.admin.cloze_form import ClozeForm
from quizzes.bank.admin.matching_form import MatchingForm
from quizzes.bank.admin.number_form import NumericalForm
from quizzes.bank.admin.ordering_form import OrderingForm
from quizzes.bank.admin.situation_form import SituationForm
from quizzes.bank.admin.written_forms import EssayForm, ShortAnswerForm
from quizzes.kinds.situation import SituationPart

FORMS: tuple[type[BodyForm], ...] = (
    SingleChoiceForm,
    MultipleChoiceForm,
    TrueFalseForm,
    MatchingForm,
    OrderingForm,
    ShortAnswerForm,
    NumericalForm,
    ClozeForm,
    EssayForm,
    SituationForm,
)
SituationForm.part_forms = {form.kind_name: form for form in FORMS if form.kind_name in SituationPart.kinds}


def body_form_of(kind_name: str) -> type[BodyForm]:
    """The form for a kind. Refuses names that are none with KeyError."""
    return {form.kind_name: form for form in FORMS}[kind_name]


def ids_in(body: Mapping[str, Any]) -> set[str]:
    """The ids of everything in a body that can be chosen, placed or paired."""
    lists = [body.get(name) or [] for name in ("options", "left", "right", "items", "gaps", "parts")]
    entries = [each for some in lists for each in some if isinstance(each, dict) and "id" in each]
    inner = [ids_in(each["body"]) for each in entries if isinstance(each.get("body"), dict)]
    return {each["id"] for each in entries}.union(*inner)
