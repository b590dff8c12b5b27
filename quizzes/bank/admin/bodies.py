"""The part of a question's form that depends on its kind: from the stored body to fields, and back.

What is sound is said by the kind alone (`Kind.read`); this shows each of its sentences at the field it speaks of.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from quizzes.bank.admin.fields import LinesField
from quizzes.bank.admin.file_fields import StemFiles, initial_media, media_of
from quizzes.bank.admin.rows import Row, Rows, new_ids, open_rows
from quizzes.kinds import Kind, UnsoundBody, kind_named
from quizzes.kinds.base import Path

PREFIX = "body"


class BodyForm(forms.Form):
    """The fields of one kind. After `is_valid`, `written` holds the body as it is stored.

    `stored` is the body before; `taken_ids` are ids that this question has or had in an earlier version, which no new
    row may get. Parts of a stored body that have no field here are kept. `inside` another question there are no hints.
    `by` is who writes, `files` what he sent.
    """

    kind_name: ClassVar[str]
    template_name = "quizzes/bank/bodies/base.html"
    row_lists: ClassVar[Mapping[str, type[Rows]]] = {}

    stem = forms.CharField(
        label=pgettext_lazy("of the bank", "Question"),
        required=False,
        widget=AdminAutoHeightTextInput(attrs={"rows": 2}),
        help_text=_("What is asked, as the learner reads it."),
    )

    hints = LinesField(
        label=_("Hints"),
        required=False,
        help_text=_("One a line. They are given one after the other in tests that allow several tries."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        stored: Mapping[str, Any] | None = None,
        taken_ids: Iterable[str] = (),
        by: Any = None,
        prefix: str = PREFIX,
        inside: bool = False,
    ) -> None:
        self.stored = dict(stored or {})
        self.taken_ids = set(taken_ids)
        self.written: dict[str, Any] = {}
        self.kind: Kind[Any] = kind_named(self.kind_name)
        self.by = by
        shared = {"stem": self.stored.get("stem", ""), "hints": self.stored.get("hints", [])}
        super().__init__(data, files, prefix=prefix, initial={**shared, **self.initial_fields()})
        if inside:
            del self.fields["hints"]
        rows = {
            **self.initial_rows(),
            "media": [initial_media(each) for each in self.stored.get("media", [])],
        }
        self.rows = {
            name: open_rows(made, data, files, prefix=f"{prefix}-{name}", initial=rows.get(name, []), by=by)
            for name, made in {**self.row_lists, "media": StemFiles}.items()
        }
        # Where a sentence about a part of the body is shown: the form and the field.
        self._places: dict[Path, tuple[forms.Form, str]] = {}

    # What each kind says for itself.

    def initial_fields(self) -> dict[str, Any]:
        """The stored body as values of the fields."""
        return {}

    def initial_rows(self) -> dict[str, list[dict[str, Any]]]:
        """The stored body as rows, by the name of the list."""
        return {}

    def compose(self) -> dict[str, Any]:
        """The body from fields and rows; calls `place` for each part of which a fault may speak."""
        raise NotImplementedError

    def has_inner_faults(self) -> bool:
        """Is something wrong in a part that has a form of its own?"""
        return False

    # What all have in common.

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["quizzes/admin/rows.js"])

    def place(self, path: Path, form: forms.Form, field: str) -> None:
        """Sentences about `path` and what is inside it belong to `field` of `form`."""
        self._places[path] = (form, field)

    def is_valid(self) -> bool:
        return super().is_valid() and all(rows.is_valid() for rows in self.rows.values())

    def has_changed(self) -> bool:
        """Is the body another one than before? Spare rows and the order of fields do not count."""
        return self.written != self.stored if self.written else super().has_changed()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # All lists are looked at, so that every faulty field is shown at once.
        faulty = [rows.has_faults() for rows in self.rows.values()]
        if any(faulty) or self.has_inner_faults() or self.errors:
            return cleaned
        data = {**self.stored, **self.compose(), **self._shared(cleaned)}
        try:
            self.written = self.kind.write(self.kind.read(data))
        except UnsoundBody as error:
            for fault in error.faults:
                self._show(fault.path, fault.sentence)
        return cleaned

    def _shared(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        media: list[dict[str, Any]] = []
        for row in self.rows["media"].filled():
            written = media_of(row)
            if written:
                self.place(("media", len(media)), row, "media_alt")
                media.append(written)
        return {"stem": cleaned.get("stem", ""), "media": media, "hints": cleaned.get("hints", [])}

    def is_multipart(self) -> bool:
        """Rows take files, so the form does."""
        return True

    def ids_for(self, rows: list[Row], *, field: str = "id", letter: str = "") -> list[str]:
        """The id of each row: its own where it has one that this question knows, else a new one."""
        known = self.taken_ids
        own = [row.given(field) for row in rows]
        seen: set[str] = set()
        kept = []
        for each in own:
            kept.append(each if each in known and each not in seen else "")
            seen.add(each)
        fresh = iter(new_ids(known, kept.count(""), letter=letter))
        return [each or next(fresh) for each in kept]

    def _show(self, path: Path, sentence: str) -> None:
        for length in range(len(path), 0, -1):
            if path[:length] in self._places:
                form, field = self._places[path[:length]]
                form.add_error(field, sentence)
                return
        name = str(path[0]) if path else ""
        if name in self.rows:
            self.rows[name].list_errors.append(sentence)
        elif name in self.fields:
            self.add_error(name, sentence)
        else:
            self.add_error(None, sentence)


def some_body_is_wrong() -> str:
    """The sentence above a form whose question or answers cannot stay as they are."""
    return gettext("The question or its answers need another look: see the notes at the fields below.")
