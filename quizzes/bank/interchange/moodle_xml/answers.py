"""The kinds of question of Moodle XML and their answers' part of a body. One function a kind; the list READERS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from quizzes.bank.interchange.moodle_xml.cloze import UnreadGap, read_gaps
from quizzes.bank.interchange.moodle_xml.texts import Texts
from quizzes.bank.interchange.moodle_xml.tree import Node
from quizzes.bank.interchange.scoring import (
    Scored,
    Weighted,
    judged,
    ordered,
    paired,
    plain_number,
    read_number,
    read_percent,
    scored_choice,
    scored_words,
)

PERCENT = Decimal(100)
MOST_UPLOADS = 10
NO = {"", "0", "false"}


class UnreadQuestion(ValueError):
    """A question of Moodle that has no like here, or is not written as Moodle writes it. Says why."""


def answers_of(kind: str, node: Node, texts: Texts) -> Scored:
    """The kind and the answers' part of the body. Refuses with `UnreadQuestion`."""
    return READERS[kind](node, texts)


def _choice(node: Node, texts: Texts) -> Scored:
    options = [_option(each, texts) for each in node.all("answer")]
    single = node.text_of("single", "true") not in NO
    return _shuffled(scored_choice(options, single=single), node)


def _choice_as_a_set(node: Node, texts: Texts) -> Scored:
    """The plug-in "all or nothing": each right option is marked with 100."""
    options = [_option(each, texts) for each in node.all("answer")]
    count = sum(each.percent > 0 for each in options) or 1
    options = [
        Weighted(each.text, PERCENT / count if each.percent > 0 else -PERCENT, each.feedback, each.media)
        for each in options
    ]
    scored = scored_choice(options, single=False)
    return _shuffled(Scored(scored.kind, {**scored.body, "scoring": "all_or_nothing"}), node)


def _shuffled(scored: Scored, node: Node) -> Scored:
    shuffle = node.text_of("shuffleanswers", "false") not in NO
    return Scored(scored.kind, {**scored.body, "shuffle_options": shuffle}, scored.doubts)


def _option(answer: Node, texts: Texts) -> Weighted:
    text, media = texts.with_media(answer)
    if len(media) > 1:
        told = gettext("An option shows several pictures or sounds; only the first is kept.")
        texts.findings.doubt(texts.line, told)
    first = media[0] if media else None
    return Weighted(
        text or (str(first["alt"]) if first else ""),
        _percent(answer),
        texts.plain(answer.child("feedback")),
        first,
    )


def _judgement(node: Node, texts: Texts) -> Scored:
    correct, said = True, {"true": "", "false": ""}
    for place, answer in enumerate(node.all("answer")):
        word = (answer.text_of("text") or answer.text).casefold()
        # Old files write the word in the language of the site, true first.
        word = word if word in said else ("true", "false")[min(place, 1)]
        said[word] = texts.plain(answer.child("feedback"))
        if _percent(answer) > 0:
            correct = word == "true"
    return judged(correct, if_true=said["true"], if_false=said["false"])


def _words(node: Node, texts: Texts) -> Scored:
    answers = [
        Weighted(texts.mending(_raw(each)), _percent(each), texts.plain(each.child("feedback")))
        for each in node.all("answer")
    ]
    return scored_words(answers, exact_case=node.text_of("usecase", "0") not in NO)


def _numbers(node: Node, texts: Texts) -> Scored:
    accepted, doubts = [], []
    for answer in node.all("answer"):
        text, percent = _raw(answer), _percent(answer)
        feedback = texts.plain(answer.child("feedback"))
        number, margin = read_number(text), read_number(answer.text_of("tolerance", "0"))
        if percent <= 0:
            doubts.append(
                gettext("“%(text)s” earns nothing; it and what is said to it are left out.") % {"text": text}
            )
        elif number is None or margin is None:
            raise UnreadQuestion(gettext("“%(text)s” is not a number.") % {"text": text[:60]})
        else:
            entry = {"value": plain_number(number), "tolerance": plain_number(abs(margin))}
            accepted.append({**entry, "share": plain_number(percent / PERCENT), "feedback": feedback})
    unit, more = _unit(node, texts)
    return Scored("numerical", {"accepted": accepted, "unit": unit}, (*doubts, *more))


def _unit(node: Node, texts: Texts) -> tuple[str, list[str]]:
    units = node.child("units")
    named = [
        (texts.mending(each.text_of("unit_name")), read_number(each.text_of("multiplier", "1")))
        for each in (units.all("unit") if units else ())
    ]
    own = next((name for name, factor in named if factor == 1), "")
    told = gettext("The unit “%(name)s” is not kept: here a number has one unit.")
    return own, [told % {"name": name} for name, _factor in named if name != own]


def _pairs(node: Node, texts: Texts) -> Scored:
    pairs: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = []
    for each in node.all("subquestion"):
        text, media = texts.with_media(each)
        left: dict[str, Any] = {"text": text or (media[0]["alt"] if media else "")}
        if media:
            left["media"] = media[0]
        answer = each.child("answer")
        pairs.append((left, {"text": texts.mending(_raw(answer)) if answer else ""}))
    return paired(pairs)


def _ordering(node: Node, texts: Texts) -> Scored:
    items, doubts = [], []
    for answer in node.all("answer"):
        text, media = texts.with_media(answer)
        item: dict[str, Any] = {"text": text or (media[0]["alt"] if media else "")}
        if media:
            item["media"] = media[0]
        if feedback := texts.plain(answer.child("feedback")):
            item["feedback"] = feedback
        items.append(item)
    way = node.text_of("gradingtype").upper()
    if way not in {"ALL_OR_NOTHING", "-1", "RELATIVE_NEXT_EXCLUDE_LAST", "1"}:
        doubts.append(
            gettext(
                "The steps were marked in another way; here each two neighbours in the right order earn a share."
            )
        )
    if node.text_of("selecttype", "ALL").upper() not in {"ALL", "0", ""}:
        doubts.append(gettext("Moodle showed some of the steps only; here all of them are put in order."))
    scoring = "all_or_nothing" if way in {"ALL_OR_NOTHING", "-1"} else "adjacent_pairs"
    scored = ordered(items, scoring=scoring)
    return Scored(scored.kind, scored.body, tuple(doubts))


def _essay(node: Node, texts: Texts) -> Scored:
    body: dict[str, Any] = {"model_answer": texts.plain(node.child("graderinfo"))}
    doubts = []
    for name, field in (("minwordlimit", "least_words"), ("maxwordlimit", "most_words")):
        if node.text_of(name).isdecimal() and int(node.text_of(name)) > 0:
            body[field] = int(node.text_of(name)[:6])
    attachments = node.text_of("attachments", "0")
    if attachments not in NO:
        body["uploads"] = min(int(attachments), MOST_UPLOADS) if attachments.isdecimal() else MOST_UPLOADS
    if texts.plain(node.child("responsetemplate")):
        doubts.append(gettext("The text with which answers begin is not kept."))
    if node.text_of("responseformat") == "noinline":
        doubts.append(gettext("Only files were to be handed in; here a text may be written beside them."))
    return Scored("essay", body, tuple(doubts))


def _cloze(node: Node, texts: Texts) -> Scored:
    asked = node.child("questiontext")
    if asked is None:
        raise UnreadQuestion(gettext("The question has no text."))
    inner = asked.child("text")

    def plain(source: str) -> str:
        return texts.mending(texts.findings.plain(texts.line, source).text)

    try:
        stem, found = read_gaps((inner or asked).text, plain)
    except UnreadGap as error:
        raise UnreadQuestion(str(error)) from error
    if not found:
        raise UnreadQuestion(gettext("There is no gap in this text."))
    text, media = texts.from_source(stem, asked)
    gaps = [
        {"id": str(number), "kind": gap.scored.kind, "points": str(gap.points), "body": gap.scored.body}
        for number, gap in enumerate(found, start=1)
    ]
    doubts = [doubt for gap in found for doubt in gap.scored.doubts]
    return Scored("cloze", {"stem": text, "media": media, "gaps": gaps}, tuple(doubts))


def _raw(answer: Node) -> str:
    """The text of an answer that is no HTML."""
    return (answer.child("text") or answer).text


def _percent(answer: Node) -> Decimal:
    return read_percent(answer.attributes.get("fraction", "0")) or Decimal(0)


READERS: Mapping[str, Callable[[Node, Texts], Scored]] = {
    "multichoice": _choice,
    "multichoiceset": _choice_as_a_set,
    "truefalse": _judgement,
    "shortanswer": _words,
    "numerical": _numbers,
    "match": _pairs,
    "matching": _pairs,
    "ordering": _ordering,
    "essay": _essay,
    "cloze": _cloze,
    "multianswer": _cloze,
}
