"""How the tests answer a question: by the form that its template draws."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.template.loader import render_to_string

from quizzes.kinds import Kind, kind_named
from tests.quizzes.kinds.examples import EXAMPLES
from tests.quizzes.kinds.plain_examples import Example

VOID = {"br", "input", "img", "hr"}


def question(name: str) -> tuple[Kind[Any], Any, Example]:
    """The kind of this example, its body, and the example."""
    kind, example = kind_named(name.partition("/")[0]), EXAMPLES[name]
    return kind, kind.read(example.body), example


def draw(kind: Kind[Any], shown: dict[str, Any], *, field: str = "answer", **context: Any) -> str:
    """The question as HTML, as a learner gets it."""
    return render_to_string(kind.template, {"q": {**shown, "uid": "KH157/B1-Q01", "name": field}, **context})


def form(pairs: list[tuple[str, str]]) -> QueryDict:
    """What a browser would post."""
    return QueryDict(urlencode(pairs))


class Page(HTMLParser):
    """What of a piece of HTML a browser and assistive technology work with."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.posted: list[tuple[str, str]] = []
        self.names: list[str] = []
        self.unlabelled: list[str] = []
        self.label_targets: set[str] = set()
        self.legends: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self._select = ""
        self._area: tuple[str, str] | None = None
        self.feed(html)
        self.close()
        assert self._open == [], f"not closed: {self._open}"

    @property
    def ids(self) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get("id"))]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if tag not in VOID:
            self._open.append(tag)
        name = attributes.get("name") or ""
        if tag == "legend":
            self.legends.append("")
        elif tag == "label":
            self.label_targets.add(attributes.get("for") or "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in attributes:
            self.posted.append((self._select, attributes.get("value") or ""))
        elif tag == "textarea":
            self._area = (name, "")
        elif tag == "input" and attributes.get("type") in {"radio", "checkbox"}:
            if "checked" in attributes:
                self.posted.append((name, attributes.get("value") or ""))
        elif tag == "input":
            self.posted.append((name, attributes.get("value") or ""))
        if tag in {"input", "select", "textarea"}:
            self.names.append(name)
            if "label" not in self._open and attributes.get("id") not in self.label_targets:
                self.unlabelled.append(name)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> without a start"
        assert self._open[-1] == tag, f"</{tag}> closes <{self._open[-1]}>"
        self._open.pop()
        if tag == "textarea" and self._area:
            name, text = self._area
            self.posted.append((name, text.removeprefix("\n").replace("\n", "\r\n")))
            self._area = None

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._area:
            self._area = (self._area[0], self._area[1] + data)
        if "legend" in self._open:
            self.legends[-1] += data
