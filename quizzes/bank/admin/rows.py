"""Rows of a form, of which there are as many as an author needs: options, pairs, steps, criteria.

A row that was left empty is no row. Spare empty rows are always shown, so that more can be written without a script.
"""

from collections.abc import Iterable, Mapping, Sequence
from string import ascii_lowercase
from typing import Any

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME, ORDERING_FIELD_NAME, BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

SPARE_ROWS = 2


class Row(forms.Form):
    """One row. `folded` names the fields that few rows need, shown behind a fold. `by` is who writes.

    `folds`: there is a fold, whatever stands in it.
    """

    folds: bool = False
    folded: Sequence[str] = ()

    def __init__(self, *args: Any, by: Any = None, **kwargs: Any) -> None:
        self.by = by
        super().__init__(*args, **kwargs)

    @property
    def opens(self) -> bool:
        """Is something in the fold, or something wrong there?"""
        return any(self[name].value() not in (None, "", False) or self[name].errors for name in self.folded)

    @property
    def is_filled(self) -> bool:
        """Was anything written or ticked here? The place in the order alone says nothing."""
        ignored = {ORDERING_FIELD_NAME, DELETION_FIELD_NAME}
        return any(
            value not in (None, "", False)
            for name, value in getattr(self, "cleaned_data", {}).items()
            if name not in ignored
        )

    def given(self, field: str) -> Any:
        """What was sent in one field, made sound; an empty text for nothing."""
        return getattr(self, "cleaned_data", {}).get(field) or ""


class Rows(BaseFormSet):
    """The rows of one list. `list_errors` are sentences about the list as a whole."""

    least = SPARE_ROWS
    spare = SPARE_ROWS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.list_errors: list[str] = []

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if self.can_order:
            form.fields[ORDERING_FIELD_NAME].label = _("Place")
            form.fields[ORDERING_FIELD_NAME].widget.attrs.update({"min": 1, "data-row-place": ""})
        form.fields[DELETION_FIELD_NAME].label = _("Remove")
        form.fields[DELETION_FIELD_NAME].widget.attrs["data-row-remove"] = ""

    def is_valid(self) -> bool:
        return super().is_valid() and not self.list_errors

    def has_faults(self) -> bool:
        """Is something wrong in a field itself, before the rows are looked at together?"""
        return not super().is_valid()

    def filled(self) -> list[Row]:
        """The rows that count, in the order that the author gave them: a row without a place comes after those with one."""
        kept = [
            (form.cleaned_data.get(ORDERING_FIELD_NAME) or len(self.forms) + number, number, form)
            for number, form in enumerate(self.forms)
            if form.is_valid() and form.is_filled and not self._should_delete_form(form)  # type: ignore[attr-defined]
        ]
        return [form for _place, _number, form in sorted(kept, key=lambda each: each[:2])]


def rows_of(row: type[Row], *, least: int, ordered: bool = True) -> type[Rows]:
    """A class of rows; at least `least` of them are shown, and always two to spare (one where `least` is one)."""
    made: Any = formset_factory(
        row, formset=Rows, can_order=ordered, can_delete=True, extra=SPARE_ROWS, max_num=200
    )
    return type("Rows", (made,), {"least": least, "spare": min(least, SPARE_ROWS)})


def open_rows(
    made: type[Rows],
    data: Mapping[str, Any] | None,
    files: Any = None,
    *,
    prefix: str,
    initial: Sequence[Mapping[str, Any]],
    by: Any = None,
) -> Rows:
    """The rows of a form, with what is stored already and the empty rows after it."""
    rows = made(data, files, prefix=prefix, initial=list(initial), form_kwargs={"by": by})
    rows.extra = max(made.spare, made.least - len(initial))
    return rows


def new_ids(taken: Iterable[str], count: int, *, letter: str = "") -> list[str]:
    """Ids that nothing in the question has or ever had: a, b, c … or, with a letter, L1, L2 …"""
    known = set(taken)
    found: list[str] = []
    number = 0
    while len(found) < count:
        number += 1
        candidate = f"{letter}{number}" if letter else _in_letters(number)
        if candidate not in known:
            found.append(candidate)
    return found


def by_id(entries: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Options of a stored body by their id, in their order."""
    return {each["id"]: dict(each) for each in entries}


def _in_letters(number: int) -> str:
    name = ""
    while number:
        number, rest = divmod(number - 1, len(ascii_lowercase))
        name = ascii_lowercase[rest] + name
    return name
