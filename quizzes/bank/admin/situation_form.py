"""The form of a situation: its story, and for each part the form of that part's kind.

A part is begun by choosing its kind. Without a script the form of the new part appears when the page is saved; with one
at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from quizzes.bank.admin.bodies import BodyForm
from quizzes.bank.admin.number_form import comma, number_from
from quizzes.bank.admin.rows import new_ids
from quizzes.kinds.holding import MOST_PARTS
from quizzes.kinds.situation import SituationPart

# Stands for the number of a part that the script adds.
BLANK = "__part__"


class PartHead(forms.Form):
    """What a part has beside the fields of its kind."""

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    points = forms.CharField(label=_("Weight"), required=False, max_length=10)
    ORDER = forms.IntegerField(label=_("Place"), required=False, min_value=1)
    DELETE = forms.BooleanField(label=_("Remove this part"), required=False)

    def clean_points(self) -> str:
        text = self.cleaned_data["points"]
        return number_from(text) if text else ""


@dataclass
class PartBlock:
    """One part on the form. `is_new`: its kind was chosen just now, its fields were not there to be filled in."""

    number: int | str
    kind_name: str
    head: PartHead
    body_form: BodyForm
    is_new: bool = False

    @property
    def is_removed(self) -> bool:
        return bool(self.head.is_bound and self.head.is_valid() and self.head.cleaned_data["DELETE"])

    def is_valid(self) -> bool:
        if self.is_removed:
            return True
        return not self.is_new and self.head.is_valid() and self.body_form.is_valid()


class SituationForm(BodyForm):
    kind_name = "situation"
    template_name = "quizzes/bank/bodies/situation.html"
    # The forms of the kinds that a part may have; set where all forms are listed.
    part_forms: Mapping[str, type[BodyForm]] = {}

    stem = forms.CharField(
        label=_("Situation"),
        required=False,
        widget=AdminAutoHeightTextInput(attrs={"rows": 4}),
        help_text=_(
            "The story, as the learner reads it. A short first line becomes its title. The questions about it are written as parts below."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.blocks = list(self._sent_blocks() if self.is_bound else self._stored_blocks())

    @property
    def total(self) -> int:
        """The number of the field in which the kind of one more part is chosen."""
        return max((int(block.number) for block in self.blocks), default=-1) + 1

    @property
    def total_field(self) -> str:
        return f"{self.prefix}-parts-TOTAL"

    @property
    def next_kind_field(self) -> str:
        return f"{self.prefix}-parts-{self.total}-kind"

    @property
    def kinds(self) -> list[tuple[str, Any]]:
        """What a part can be, for the list in which its kind is chosen."""
        return [(name, kind.label) for name, kind in SituationPart.kinds.items()]

    def blank_blocks(self) -> list[PartBlock]:
        """An empty part of each kind, for the script."""
        return [self._block(BLANK, name, {}, bound=False) for name in self.part_forms]

    def is_valid(self) -> bool:
        return super().is_valid() and all(block.is_valid() for block in self.blocks)

    def has_inner_faults(self) -> bool:
        # All parts are looked at, so that every faulty field is shown at once.
        sound = [block.is_valid() for block in self.blocks]
        return not all(sound)

    def compose(self) -> dict[str, Any]:
        kept = [block for block in self.blocks if not block.is_removed]
        kept.sort(key=lambda block: (block.head.cleaned_data["ORDER"] or MOST_PARTS * 2, int(block.number)))
        ids = self._ids_for(kept)
        parts = []
        for number, (part_id, block) in enumerate(zip(ids, kept, strict=True)):
            self.place(("parts", number), block.head, "points")
            parts.append(
                {
                    "id": part_id,
                    "kind": block.kind_name,
                    "points": block.head.cleaned_data["points"] or "1",
                    "body": block.body_form.written,
                }
            )
        return {"parts": parts}

    def _ids_for(self, blocks: Sequence[PartBlock]) -> list[str]:
        own = {part["id"]: part["kind"] for part in self.stored.get("parts", [])}
        sent = [block.head.cleaned_data["id"] for block in blocks]
        kept = [
            each if own.get(each) == block.kind_name and sent.index(each) == place else ""
            for place, (each, block) in enumerate(zip(sent, blocks, strict=True))
        ]
        fresh = iter(new_ids({*self.taken_ids, *own}, kept.count("")))
        return [each or next(fresh) for each in kept]

    def _stored_blocks(self) -> Iterator[PartBlock]:
        for number, part in enumerate(self.stored.get("parts", [])):
            if part["kind"] in self.part_forms:
                yield self._block(number, part["kind"], part, bound=False)

    def _sent_blocks(self) -> Iterator[PartBlock]:
        stored = {part["id"]: part for part in self.stored.get("parts", [])}
        sent = str(self.data.get(self.total_field) or "0")
        for number in range(min(int(sent) if sent.isdecimal() else 0, MOST_PARTS * 3) + 1):
            prefix = f"{self.prefix}-parts-{number}"
            kind_name = self.data.get(f"{prefix}-kind") or ""
            if kind_name not in self.part_forms:
                continue
            known = stored.get(self.data.get(f"{prefix}-id") or "", {})
            part = known if known.get("kind") == kind_name else {}
            yield self._block(number, kind_name, part, bound=f"{prefix}-stem" in self.data)

    def _block(self, number: int | str, kind_name: str, part: Mapping[str, Any], *, bound: bool) -> PartBlock:
        prefix = f"{self.prefix}-parts-{number}"
        initial = {"points": comma(str(part.get("points", "1"))), "id": part.get("id", "")}
        if isinstance(number, int):
            initial["ORDER"] = number + 1
        body_form = self.part_forms[kind_name](
            self.data if bound else None,
            self.files if bound else None,
            stored=part.get("body", {}),
            taken_ids=self.taken_ids,
            by=self.by,
            prefix=prefix,
            inside=True,
        )
        return PartBlock(
            number,
            kind_name,
            PartHead(self.data if bound else None, prefix=prefix, initial=initial),
            body_form,
            is_new=self.is_bound and not bound and number != BLANK,
        )
