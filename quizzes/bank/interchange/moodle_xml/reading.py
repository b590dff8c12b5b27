"""A file of Moodle's as a list of questions: each by its own elements, or by our own where both still say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from quizzes.bank.interchange.base import Drafted, ReadFile
from quizzes.bank.interchange.categories import category_of_topic, topic_of_category
from quizzes.bank.interchange.findings import Findings, start_of
from quizzes.bank.interchange.moodle_xml.answers import READERS, UnreadQuestion, answers_of
from quizzes.bank.interchange.moodle_xml.extension import (
    BESIDE_WORDING,
    extension_of,
    fingerprint,
    group_of,
    part_of,
)
from quizzes.bank.interchange.moodle_xml.texts import Texts
from quizzes.bank.interchange.moodle_xml.tree import Node, read_tree
from quizzes.bank.interchange.opening import mending_for
from quizzes.bank.interchange.own_json import fields_told
from quizzes.bank.interchange.scoring import NoneRight, read_number

CATEGORY, STORY = "category", "description"
USUAL_PENALTIES = {"", "0", "0.1", "0.3333333", "1"}


def read_moodle(data: bytes) -> ReadFile:
    """The questions of a file in Moodle XML."""
    reading = _Reading()
    try:
        read_tree(data, reading.add)
        reading.close()
    except _Enough:
        pass
    return reading.findings.read_file()


class _Enough(Exception):
    """So many mistakes were found that the rest of the file need not be read."""


class _Reading:
    """Takes the elements of a file one by one: a category says where the next questions belong; a story waits for its parts."""

    def __init__(self) -> None:
        self.findings = Findings()
        self._topic: tuple[str, ...] = ()
        self._together: list[Node] = []
        self._count = 0

    def add(self, node: Node) -> None:
        if self._belongs_to_story(node):
            self._together.append(node)
            return
        self.close()
        if node.attributes.get("type") == CATEGORY:
            path = node.text_of(CATEGORY)
            self._topic = topic_of_category(mending_for(path)(path))
            return
        self._count += not part_of(node)
        self.findings.check_number(self._count)
        self._together = [node]

    def close(self) -> None:
        """What stands together is whole."""
        if self._together:
            _take(self._together, self._topic, self.findings)
            self._together = []
        if self.findings.enough:
            raise _Enough

    def _belongs_to_story(self, node: Node) -> bool:
        if not self._together or not part_of(node):
            return False
        story = self._together[0]
        return (
            story.attributes.get("type") == STORY
            and bool(group_of(story))
            and group_of(story) == group_of(node)
        )


def plain_question(
    nodes: Sequence[Node], topic: tuple[str, ...], findings: Findings, beside: Mapping[str, Any] | None = None
) -> Drafted | None:
    """The question that Moodle's own elements say; several nodes are a situation and its parts.

    `beside`: fields that these elements do not have. None, with a remark, where there is no such question here.
    """
    node, *parts = nodes
    if parts:
        return _situation(node, parts, topic, findings, beside or {})
    return _one(node, topic, findings, beside or {})


def _take(nodes: Sequence[Node], topic: tuple[str, ...], findings: Findings) -> None:
    node = nodes[0]
    apart = Findings()
    plain = plain_question(nodes, topic, apart)
    ours = extension_of(node)
    if ours is None:
        findings.merge(apart)
        return
    fields = fields_told(node.line, ours.told, findings)
    if fields is None:
        return
    if ours.of == fingerprint(plain):
        files = {**(plain.files if plain else {}), **ours.files}
        # Some titles with strokes cannot be told from each other in a category: then ours say which it was.
        if topic != topic_of_category(category_of_topic(tuple(fields.get("topic", ())))):
            fields["topic"] = topic
        findings.take(ours.told["kind"], ours.told["body"], line=node.line, files=files, **fields)
        return
    apart = Findings()
    beside = {name: fields[name] for name in BESIDE_WORDING if name in fields}
    if changed := plain_question(nodes, topic, apart, beside):
        told = gettext(
            "“%(question)s” was changed outside this portal. It is taken as it stands now; settings that Moodle does not know are the usual ones."
        )
        apart.doubt(node.line, told % {"question": start_of(str(changed.body["stem"]))})
    findings.merge(apart)


def _one(node: Node, topic: tuple[str, ...], findings: Findings, beside: Mapping[str, Any]) -> Drafted | None:
    kind = node.attributes.get("type", "")
    texts = Texts(node, findings)
    if kind not in READERS:
        _leave_out(kind, node, texts)
        return None
    stem, media = (
        ("", []) if READERS[kind] is READERS["cloze"] else texts.with_media(node.child("questiontext"))
    )
    try:
        scored = answers_of(kind, node, texts)
    except (UnreadQuestion, NoneRight) as error:
        start = start_of(stem or node.text_of("name"))
        findings.leave_out(
            node.line, gettext("“%(question)s” is left out: %(why)s") % {"question": start, "why": error}
        )
        return None
    body = {"stem": stem, "media": media, **scored.body, "hints": _hints(node, texts)}
    for doubt in scored.doubts:
        findings.doubt(node.line, f"“{start_of(str(body['stem']))}”: {doubt}")
    points = node.text_of("defaultgrade", "1")
    if scored.kind == "cloze" and node.child("defaultgrade") is None:
        points = str(sum(int(gap["points"]) for gap in body["gaps"]))
    return findings.take(
        scored.kind, body, line=node.line, mending=texts.mending, files=texts.files,
        **{**_common(node, topic, texts, start=str(body["stem"])), "points": _points(points), **beside},
    )  # fmt: skip


def _situation(
    node: Node, parts: Sequence[Node], topic: tuple[str, ...], findings: Findings, beside: Mapping[str, Any]
) -> Drafted | None:
    """A story (a description in Moodle) with the questions that follow it."""
    texts = Texts(node, findings)
    stem, media = texts.with_media(node.child("questiontext"))
    apart = Findings()
    read = [(part_of(each), _one(each, (), apart, {})) for each in parts]
    apart.questions.clear()
    findings.merge(apart)
    told = [
        {"id": name, "kind": each.kind, "points": str(each.points), "body": each.body}
        for name, each in read
        if each is not None
    ]
    if not told:
        return None
    files = {key: data for _name, each in read if each for key, data in each.files.items()}
    body = {"stem": stem, "media": media, "hints": _hints(node, texts), "parts": told}
    common = _common(node, topic, texts, start=stem)
    points = sum(each.points for _name, each in read if each)
    return findings.take(
        "situation", body, line=node.line, mending=texts.mending, files={**texts.files, **files},
        **{**common, "points": points, **beside},
    )  # fmt: skip


def _common(node: Node, topic: tuple[str, ...], texts: Texts, *, start: str) -> dict[str, Any]:
    findings, line = texts.findings, node.line
    name, uid = texts.mending(node.text_of("name")), texts.mending(node.text_of("idnumber"))
    if name and name != uid and start_of(name)[:40] not in start_of(start, most=200):
        told = gettext("Names of questions are not kept; here a question goes by its own words.")
        findings.note_once(line, told)
    if node.text_of("hidden", "0") not in {"", "0"}:
        findings.doubt(line, gettext("“%(question)s” was hidden in Moodle.") % {"question": start_of(start)})
    for field in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        if node.text_of(field):
            told = gettext("What is said to right, partly right and wrong answers as such is not kept.")
            findings.note_once(line, told)
    if node.text_of("penalty").rstrip("0").rstrip(".") not in USUAL_PENALTIES:
        told = gettext("How much a further try costs is not kept: here the test says it, not the question.")
        findings.note_once(line, told)
    tags = node.child("tags")
    return {
        "topic": topic,
        "uid": uid,
        "explanation": texts.plain(node.child("generalfeedback")),
        "tags": tuple(texts.mending(each.text_of("text")) for each in (tags.all("tag") if tags else ())),
    }


def _hints(node: Node, texts: Texts) -> list[str]:
    return [text for each in node.all("hint") if (text := texts.plain(each))]


def _points(text: str) -> Any:
    number = read_number(text)
    return text if number is None else number


def _leave_out(kind: str, node: Node, texts: Texts) -> None:
    start = start_of(texts.plain(node.child("questiontext")) or node.text_of("name"))
    if kind == STORY:
        told = gettext("“%(text)s” asks nothing (a description in Moodle) and is left out.")
        texts.findings.leave_out(node.line, told % {"text": start})
    else:
        told = gettext("“%(text)s” is left out: questions of the kind “%(kind)s” cannot be asked here.")
        texts.findings.leave_out(node.line, told % {"text": start, "kind": kind[:40]})
