"""Fields of forms in the admin: numbers with a decimal comma, lists with one entry a line."""

from collections.abc import Mapping
from typing import Any

from django import forms

from vietnamese import api as vietnamese


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(each) for each in value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[Any]:
        lines = vietnamese.clean_text(super().clean(value) or "").split("\n")
        return [line for line in lines if line]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.clean(data)


class SourcesField(LinesField):
    """Sources of advice, one a line: who published it | what it says."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(_source_line(each) for each in value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[Any]:
        made = []
        for line in super().clean(value):
            publisher, _bar, paraphrase = (part.strip() for part in line.partition("|"))
            made.append({"publisher": publisher, "paraphrase": paraphrase})
        return made


def _source_line(source: Any) -> str:
    if not isinstance(source, Mapping):
        return str(source)
    return " | ".join(str(source[key]) for key in ("publisher", "paraphrase") if source.get(key))
