"""The texts of one question in Moodle XML: in four formats, with pictures and sounds beside them."""

from __future__ import annotations

import base64
import binascii
import html
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from django.utils.translation import gettext

from quizzes.bank.interchange.findings import Findings, start_of
from quizzes.bank.interchange.html_text import Reference, escaped, lines_as_html
from quizzes.bank.interchange.moodle_xml.tree import Node
from quizzes.bank.interchange.opening import mending_for
from quizzes.bank.interchange.pictures import EXTENSIONS, found_in

OWN_FILES = "@@PLUGINFILE@@/"
FILE = "file"
# Our own element inside a question, which Moodle passes over.
EXTENSION = "coreforces"


class Texts:
    """Reads the texts of one question as plain text; pictures and sounds are gathered in `files` by their SHA-256."""

    def __init__(self, node: Node, findings: Findings) -> None:
        self.findings = findings
        self.line = node.line
        self.mending = mending_for(html.unescape("\n".join(_all_texts(node))))
        self.files: dict[str, bytes] = {}

    def plain(self, node: Node | None) -> str:
        """A text that can have no picture here."""
        text, media = self.with_media(node)
        if media:
            told = gettext("A picture or sound in an explanation, a hint or feedback is not kept.")
            self.findings.doubt(self.line, told)
        return text

    def with_media(self, node: Node | None) -> tuple[str, list[dict[str, Any]]]:
        """A text, and the pictures and sounds in it in their order."""
        if node is None:
            return "", []
        inner = node.child("text")
        return self.from_source((inner or node).text, node)

    def from_source(self, source: str, node: Node) -> tuple[str, list[dict[str, Any]]]:
        """As `with_media`, of a text that was taken out of its node."""
        kind = node.attributes.get("format", "html").strip()
        if kind == "plain_text":
            return self.mending(source), []
        if kind == "markdown":
            self.findings.note_once(self.line, gettext("Signs of Markdown stay as they are written."))
            return self.mending(source), []
        marked = "<" in source or "&" in source
        if kind in {"moodle_auto_format", "wiki_like"}:
            if not marked:
                return self.mending(source), []
            source = source.replace("\n", "<br>")
        plain = self.findings.plain(self.line, source)
        if "$$" in plain.text or "\\(" in plain.text:
            told = gettext("A formula (TeX) stays as it is written; learners will see its signs.")
            self.findings.doubt(self.line, told)
        return self.mending(plain.text), self._media(plain.references, node)

    def _media(self, references: tuple[Reference, ...], node: Node) -> list[dict[str, Any]]:
        own = {unquote(each.attributes.get("name", "")): each for each in node.all(FILE)}
        media: list[dict[str, Any]] = []
        words = ""
        for reference in references:
            if not reference.source:
                words = reference.alt
                continue
            if found := self._one(reference, own, words):
                media.append(found)
            words = ""
        for name in own:
            self._tell(gettext("The file “%(name)s” is shown nowhere in the question and is not kept."), name)
        return media

    def _one(self, reference: Reference, own: dict[str, Node], words: str) -> dict[str, Any] | None:
        data = self._bytes(reference, own)
        if data is None:
            return None
        alt = self.mending(reference.alt or words)
        found = found_in(data, alt)
        if found is None:
            told = gettext("“%(name)s” is no picture or sound that can be shown here, and is not kept.")
            self._tell(told, reference.source)
            return None
        self.files[found.key] = data
        if not found.alt:
            told = gettext(
                "The picture or sound “%(name)s” has no words for those who cannot see or hear it. Write them."
            )
            self._tell(told, reference.source)
        return found.media()

    def _bytes(self, reference: Reference, own: dict[str, Node]) -> bytes | None:
        source = reference.source
        if source.startswith(OWN_FILES):
            name = unquote(source.removeprefix(OWN_FILES))
            node = own.pop(name, None) or own.pop(name.rpartition("/")[2], None)
            if node is None:
                self._tell(gettext("The picture or sound “%(name)s” is not in the file."), name)
                return None
            return self._decoded(node.text, name)
        if source.startswith("data:"):
            _type, _sign, text = source.partition("base64,")
            return self._decoded(text, gettext("a picture inside the text"))
        self._tell(
            gettext("The picture or sound “%(name)s” lies elsewhere on the net and is not kept."), source
        )
        return None

    def _decoded(self, text: str, name: str) -> bytes | None:
        try:
            return base64.b64decode("".join(text.split()), validate=True)
        except (ValueError, binascii.Error):
            self._tell(gettext("The picture or sound “%(name)s” is damaged in this file."), name[:60])
            return None

    def _tell(self, sentence: str, name: str) -> None:
        self.findings.doubt(self.line, sentence % {"name": start_of(name)})


def add_text(
    parent: Node, tag: str, text: str, *, media: tuple[Mapping[str, Any], ...] = (),
    files: Mapping[str, bytes] | None = None, raw: str = "", **attributes: str,
) -> Node:  # fmt: skip
    """A text in HTML with the pictures and sounds that belong to it. `raw`: the HTML, where it is made already."""
    node = parent.add(tag, format="html", **attributes)
    shown = raw or (lines_as_html(text) if "\n" in text or media else escaped(text))
    node.add("text", shown + "".join(_drawn(each) for each in media))
    for each in media:
        if files and each["file"] in files:
            told = base64.b64encode(files[each["file"]]).decode("ascii")
            node.add(FILE, told, name=_file_name(each), path="/", encoding="base64")
    return node


def add_plain(parent: Node, tag: str, text: str, **attributes: str) -> Node:
    """A text without marks."""
    node = parent.add(tag, **attributes)
    node.add("text", text)
    return node


def _drawn(media: Mapping[str, Any]) -> str:
    alt = html.escape(str(media["alt"]))
    source = f"{OWN_FILES}{_file_name(media)}"
    if str(media["type"]).startswith("audio/"):
        return f'<p><audio controls="controls" title="{alt}"><source src="{source}"></audio></p>'
    size = "".join(f' {name}="{media[name]}"' for name in ("width", "height") if media.get(name))
    return f'<p><img src="{source}" alt="{alt}"{size}></p>'


def _file_name(media: Mapping[str, Any]) -> str:
    return f"{str(media['file'])[:16]}.{EXTENSIONS[str(media['type'])]}"


def _all_texts(node: Node) -> Iterator[str]:
    for child in node.children:
        if child.tag in {FILE, EXTENSION}:
            continue
        if child.tag == "text" or not child.children:
            yield child.text
        yield from _all_texts(child)
