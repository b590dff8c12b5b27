"""One question in GIFT. What the format has no words for is left out; whoever writes the file tells that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from quizzes.bank.interchange.base import Drafted
from quizzes.bank.interchange.categories import category_of_topic
from quizzes.bank.interchange.findings import start_of
from quizzes.bank.interchange.gift.signs import CATEGORY, FORMATS, escaped
from quizzes.bank.interchange.scoring import (
    Weighted,
    in_order_of_body,
    pairs_of,
    percent_in_file,
    weighted_options,
    weighted_words,
)
from quizzes.kinds.cloze import MARK

ORDERING = {"all_or_nothing": "ALL_OR_NOTHING", "adjacent_pairs": "RELATIVE_NEXT_EXCLUDE_LAST"}


def category_line(topic: tuple[str, ...]) -> str:
    """The line that says where the next questions belong."""
    return f"{CATEGORY} {escaped(category_of_topic(topic))}\n"


def gift_text(question: Drafted) -> str | None:
    """The lines of one question; None where GIFT has nothing like it."""
    stem, kind, body = str(question.body["stem"]), question.kind, question.body
    after = ""
    if kind == "cloze":
        if len(body["gaps"]) != 1:
            return None
        before, _mark, after = MARK.sub("\ufdd0", stem).partition("\ufdd0")
        gap = body["gaps"][0]
        stem, kind, body = before, gap["kind"], gap["body"]
        if not after.strip() or not before.strip():
            return None
    answers = _answers(kind, body)
    if answers is None:
        return None
    general = f"####{escaped(question.explanation)}" if question.explanation else ""
    inside = "".join(f"\n\t{each}" for each in [*answers, *([general] if general else [])])
    if kind in {"true_false", "essay"}:
        inside = "".join([*answers, general])
    elif kind == "numerical":
        inside = "#" + inside
    elif kind == "ordering":
        inside = "\n".join([*answers, *([general] if general else [])])
    closing = "}" if kind in {"true_false", "essay"} else "\n}"
    name = escaped(question.uid or start_of(str(question.body["stem"])))
    return f"{_comment(question)}::{name}::{_format(question)}{escaped(stem)}{{{inside}{closing}{escaped(after)}\n"


def _comment(question: Drafted) -> str:
    told = [f"[id:{_in_brackets(question.uid)}]"] if question.uid else []
    told += [f"[tag:{_in_brackets(tag)}]" for tag in question.tags]
    return f"// {' '.join(told)}\n" if told else ""


def _in_brackets(text: str) -> str:
    return text.replace("\\", "\\\\").replace("]", "\\]")


def _format(question: Drafted) -> str:
    """Signs of HTML in a text stand for themselves, and so does the name of a format in brackets."""
    told = str(question.body) + question.explanation
    marked = "<" in told or "&" in told or any(f"[{name}]" in told for name in FORMATS)
    return "[plain]" if marked or str(question.body["stem"]).startswith("[") else ""


def _answers(kind: str, body: Mapping[str, Any]) -> Sequence[str] | None:
    if kind == "essay":
        return [""]
    if kind == "true_false":
        return [_judgement(body)]
    if kind in {"single_choice", "multiple_choice"}:
        return [_option(kind, each) for each in weighted_options(kind, body)]
    if kind == "matching":
        return [
            f"={_side(left['text'] if left else '')} -> {escaped(right['text'])}"
            for left, right in pairs_of(body)
        ]
    if kind == "ordering":
        items = in_order_of_body(body)
        scoring = ORDERING[body.get("scoring", "all_or_nothing")]
        return [f">{len(items)} ALL VERTICAL {scoring} HIDE none", *(escaped(each["text"]) for each in items)]
    if kind == "short_answer":
        return [_word(each) for each in weighted_words(body)]
    if kind == "numerical":
        return [_number(each) for each in body["accepted"]]
    return None


def _option(kind: str, option: Weighted) -> str:
    if kind == "single_choice":
        sign = "=" if option.percent > 0 else "~"
    else:
        sign = f"~%{percent_in_file(option.percent)}%" if option.percent else "~"
    return sign + escaped(option.text) + _said(option.feedback)


def _word(answer: Weighted) -> str:
    sign = "=" if answer.percent else "=%0%"
    return sign + escaped(answer.text) + _said(answer.feedback)


def _number(accepted: Mapping[str, Any]) -> str:
    share = Decimal(accepted.get("share", "1")) * 100
    sign = "=" if share == 100 else f"=%{percent_in_file(share)}%"
    return f"{sign}{accepted['value']}:{accepted.get('tolerance', '0')}{_said(accepted.get('feedback', ''))}"


def _judgement(body: Mapping[str, Any]) -> str:
    said = {each["id"]: each.get("feedback", "") for each in body.get("options", ())}
    right = body["correct"]
    wrong = "false" if right == "true" else "true"
    told = right.upper()
    if said.get(wrong) or said.get(right):
        told += f"#{escaped(said.get(wrong, ''))}"
    return told + (f"#{escaped(said[right])}" if said.get(right) else "")


def _side(text: str) -> str:
    """An arrow inside the left text would end it."""
    return escaped(text.replace("->", "→"))


def _said(feedback: str) -> str:
    return f"#{escaped(feedback)}" if feedback else ""
