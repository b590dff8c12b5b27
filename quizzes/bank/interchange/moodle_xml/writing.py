"""Our questions as Moodle has them; what Moodle has no words for goes along in our own element."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from quizzes.bank.interchange.base import Drafted, Remark, Weight, Written
from quizzes.bank.interchange.categories import category_of_topic, topic_of_category
from quizzes.bank.interchange.findings import Findings, start_of
from quizzes.bank.interchange.html_text import lines_as_html
from quizzes.bank.interchange.losses import losses_of
from quizzes.bank.interchange.moodle_xml.cloze import write_gaps
from quizzes.bank.interchange.moodle_xml.extension import add_extension, mark_part
from quizzes.bank.interchange.moodle_xml.reading import CATEGORY, STORY, plain_question
from quizzes.bank.interchange.moodle_xml.texts import add_plain, add_text
from quizzes.bank.interchange.moodle_xml.tree import QUESTION, ROOT, Node, written
from quizzes.bank.interchange.scoring import (
    Weighted,
    in_order_of_body,
    pairs_of,
    percent_in_file,
    weighted_options,
    weighted_words,
)

Files = Mapping[str, bytes]
PENALTY = "0.3333333"
GRADING = {"all_or_nothing": "ALL_OR_NOTHING", "adjacent_pairs": "RELATIVE_NEXT_EXCLUDE_LAST"}
LINES = "15"


def write_moodle(questions: Sequence[Drafted]) -> Written:
    """The file, and a note for each question of which Moodle itself does not know everything."""
    root = Node(ROOT)
    topic: tuple[str, ...] = ()
    notes: list[Remark] = []
    for number, question in enumerate(questions, start=1):
        if question.topic != topic:
            topic = question.topic
            category = root.add(QUESTION, type=CATEGORY)
            add_plain(category, CATEGORY, category_of_topic(topic))
        nodes = _nodes(question, str(number))
        plain = plain_question(nodes, topic_of_category(category_of_topic(topic)), Findings())
        add_extension(nodes[0], question, plain)
        root.children += nodes
        if losses_of(number, question, plain):
            told = gettext(
                "“%(question)s” has settings that Moodle does not know. This file keeps them for reading it here again."
            )
            start = start_of(str(question.body["stem"]))
            notes.append(Remark(number, told % {"question": start}, Weight.NOTE))
    return Written(written(root), notes)


def _nodes(question: Drafted, name: str) -> list[Node]:
    if question.kind != "situation":
        return [_node(question)]
    story = _node(question)
    mark_part(story, name)
    nodes = [story]
    for part in question.body["parts"]:
        node = _node(
            replace(
                question,
                kind=part["kind"],
                body=part["body"],
                points=Decimal(str(part.get("points", "1"))),
                uid="",
                explanation="",
                tags=(),
            )  # fmt: skip
        )
        mark_part(node, name, part["id"])
        nodes.append(node)
    return nodes


def _node(question: Drafted) -> Node:
    body, files = question.body, question.files
    kind, write = WRITERS[question.kind]
    node = Node(QUESTION, {"type": kind})
    add_plain(node, "name", question.uid or start_of(str(body["stem"])))
    raw = write_gaps(lines_as_html(str(body["stem"])), _gaps(body)) if question.kind == "cloze" else ""
    add_text(
        node, "questiontext", str(body["stem"]), media=tuple(body.get("media", ())), files=files, raw=raw
    )
    add_text(node, "generalfeedback", question.explanation)
    points = "0" if kind == STORY else f"{question.points:f}"
    node.add("defaultgrade", points)
    node.add("penalty", PENALTY)
    node.add("hidden", "0")
    node.add("idnumber", question.uid)
    write(node, body, files)
    for hint in body.get("hints", ()):
        add_text(node, "hint", hint)
    if question.tags:
        tags = node.add("tags")
        for tag in question.tags:
            add_plain(tags, "tag", tag)
    return node


def _gaps(body: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {gap["id"]: gap for gap in body["gaps"]}


def _choice(node: Node, body: Mapping[str, Any], files: Files) -> None:
    single = isinstance(body["correct"], str)
    node.add("single", "true" if single else "false")
    node.add("shuffleanswers", "true" if body.get("shuffle_options", True) else "false")
    node.add("answernumbering", "abc")
    for option in weighted_options("single_choice" if single else "multiple_choice", body):
        _answer(node, option, files)


def _judgement(node: Node, body: Mapping[str, Any], files: Files) -> None:
    said = {each["id"]: each.get("feedback", "") for each in body.get("options", ())}
    for word in ("true", "false"):
        fraction = "100" if body["correct"] == word else "0"
        answer = add_plain(node, "answer", word, fraction=fraction, format="moodle_auto_format")
        add_text(answer, "feedback", said.get(word, ""))


def _words(node: Node, body: Mapping[str, Any], files: Files) -> None:
    node.add("usecase", "0" if "casefold" in body.get("normalise", ["casefold"]) else "1")
    for each in weighted_words(body):
        answer = add_plain(
            node, "answer", each.text, fraction=percent_in_file(each.percent), format="moodle_auto_format"
        )
        add_text(answer, "feedback", each.feedback)


def _numbers(node: Node, body: Mapping[str, Any], files: Files) -> None:
    for each in body["accepted"]:
        fraction = percent_in_file(Decimal(each.get("share", "1")) * 100)
        answer = add_plain(node, "answer", each["value"], fraction=fraction, format="moodle_auto_format")
        add_text(answer, "feedback", each.get("feedback", ""))
        answer.add("tolerance", each.get("tolerance", "0"))
    if body.get("unit"):
        unit = node.add("units").add("unit")
        unit.add("multiplier", "1")
        unit.add("unit_name", body["unit"])
        node.add("unitgradingtype", "0")
        node.add("showunits", "0")


def _pairs(node: Node, body: Mapping[str, Any], files: Files) -> None:
    node.add("shuffleanswers", "true")
    for left, right in pairs_of(body):
        media = (left["media"],) if left and left.get("media") else ()
        pair = add_text(node, "subquestion", left["text"] if left else "", media=media, files=files)
        add_plain(pair, "answer", right["text"])


def _ordering(node: Node, body: Mapping[str, Any], files: Files) -> None:
    for name, text in (
        ("layouttype", "VERTICAL"), ("selecttype", "ALL"), ("selectcount", "0"),
        ("gradingtype", GRADING[body.get("scoring", "all_or_nothing")]), ("showgrading", "SHOW"),
        ("numberingstyle", "none"),
    ):  # fmt: skip
        node.add(name, text)
    for place, item in enumerate(in_order_of_body(body), start=1):
        _answer(
            node, Weighted(item["text"], Decimal(place), item.get("feedback", ""), item.get("media")), files
        )


def _essay(node: Node, body: Mapping[str, Any], files: Files) -> None:
    uploads = body.get("uploads", 0)
    node.add("responseformat", "editor")
    node.add("responserequired", "1")
    node.add("responsefieldlines", LINES)
    for name, field in (("minwordlimit", "least_words"), ("maxwordlimit", "most_words")):
        if body.get(field):
            node.add(name, str(body[field]))
    node.add("attachments", str(uploads))
    node.add("attachmentsrequired", "0")
    add_text(node, "graderinfo", _for_markers(body))
    add_text(node, "responsetemplate", "")


def _for_markers(body: Mapping[str, Any]) -> str:
    rubric = "\n".join(f"– {each['criterion']} ({each['points']})" for each in body.get("rubric", ()))
    return "\n\n".join(filter(None, (str(body.get("model_answer", "")), rubric)))


def _nothing_more(node: Node, body: Mapping[str, Any], files: Files) -> None:
    """The text of the question says it all."""


def _answer(node: Node, option: Weighted, files: Files) -> None:
    media = (option.media,) if option.media else ()
    answer = add_text(
        node, "answer", option.text, media=media, files=files, fraction=percent_in_file(option.percent)
    )
    add_text(answer, "feedback", option.feedback)


WRITERS: Mapping[str, tuple[str, Callable[[Node, Mapping[str, Any], Files], None]]] = {
    "single_choice": ("multichoice", _choice),
    "multiple_choice": ("multichoice", _choice),
    "true_false": ("truefalse", _judgement),
    "short_answer": ("shortanswer", _words),
    "numerical": ("numerical", _numbers),
    "matching": ("matching", _pairs),
    "ordering": ("ordering", _ordering),
    "essay": ("essay", _essay),
    "cloze": ("cloze", _nothing_more),
    "situation": (STORY, _nothing_more),
}
