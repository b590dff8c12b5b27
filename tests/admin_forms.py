"""Reads a form of the admin as a browser would send it, and the errors that stand at its fields."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any


class Form(HTMLParser):
    """The fields of the editor as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, Any] = {}
        self._inside = False
        self._template = 0
        self._textarea = ""
        self._select = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "template":
            self._template += 1
        if tag == "form" and given.get("id") in {"w-editor-form", "page-edit-form"}:
            self._inside = True
        if not self._inside or self._template or ("name" not in given and tag != "option"):
            return
        name = given.get("name", "")
        if tag == "input":
            if given.get("type") in {"checkbox", "radio"} and "checked" not in given:
                return
            if given.get("type") in {"submit", "button"}:
                return
            self._add(name, given.get("value", "on" if given.get("type") == "checkbox" else ""))
        elif tag == "textarea":
            self._textarea, self._text = name, ""
        elif tag == "select":
            self._select = name
            self.data.setdefault(name, "")
        elif tag == "option" and self._select and "selected" in given:
            self.data[self._select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._template -= 1
        elif tag == "textarea" and self._textarea:
            self.data[self._textarea] = self._text.removeprefix("\n")
            self._textarea = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._text += data

    def _add(self, name: str, value: str) -> None:
        if name in self.data:
            before = self.data[name]
            self.data[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            self.data[name] = value


def form_on(content: bytes) -> dict[str, Any]:
    form = Form()
    form.feed(content.decode())
    form.data.pop("csrfmiddlewaretoken", None)
    return form.data


def errors_on(content: bytes) -> list[str]:
    found = re.findall(r'<p class="error-message"[^>]*>(.*?)</p>', content.decode(), re.S)
    return [unescape(" ".join(re.sub(r"<[^>]+>", " ", each).split())) for each in found]
