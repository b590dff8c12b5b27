"""How the weights that Moodle gives to answers become our scorings, and the other way round. Pure.

Moodle gives each answer a percentage. We have a right option, or right options that are marked all or nothing or in equal
shares; what lies between is brought to the nearest of these, and that is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext

from quizzes.kinds.short_answer import USUAL_STEPS
from quizzes.kinds.true_false import TRUE_AND_FALSE
from vietnamese import api as vietnamese

FULL = Decimal(100)
# 33.33333 and 33.3 are a third.
CLOSE = Decimal("0.1")
STAR = "*"


class NoneRight(ValueError):
    """No answer of the question is right. Says so in a sentence."""

    def __init__(self) -> None:
        super().__init__(gettext("No answer of this question is marked as right."))


@dataclass(frozen=True)
class Weighted:
    """One answer of a file: its text, the percentage that it earns, what is said to whoever gives it."""

    text: str
    percent: Decimal = Decimal(0)
    feedback: str = ""
    media: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Scored:
    """The kind and the answers' part of a body, with a sentence for each thing that the nearest scoring changes."""

    kind: str
    body: dict[str, Any]
    doubts: tuple[str, ...] = ()


def read_number(text: str) -> Decimal | None:
    """The number that a text writes with a point or a comma for the decimals; None for anything else."""
    line = text.strip().replace(" ", "").replace("\xa0", "")
    if "." not in line:
        line = line.replace(",", ".", 1)
    try:
        number = Decimal(line)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 30 else None


def plain_number(number: Decimal) -> str:
    """A number as bodies hold it: "12.5"."""
    told = f"{number:f}"
    return told.rstrip("0").rstrip(".") if "." in told else told


def read_percent(text: str) -> Decimal | None:
    """The percentage that a text writes ("33.33333", "-50", "33,3"); None for anything else."""
    try:
        percent = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return percent if percent.is_finite() and abs(percent) <= FULL else None


def scored_choice(options: Sequence[Weighted], *, single: bool) -> Scored:
    """The choice that weighted options come nearest to. Refuses with `NoneRight` those without a right one."""
    kept = _without_repeats(options)
    doubts = []
    if len(kept) < len(options):
        doubts.append(gettext("An option that stands twice is kept once."))
    right = [each for each in kept if each.percent > 0]
    if not right:
        raise NoneRight
    if single:
        return _scored_single(kept, doubts)
    return _scored_multiple(kept, right, doubts)


def option_ids(count: int) -> list[str]:
    """The ids that options get which have none: a, b … z, aa."""
    return [_letters(number) for number in range(count)]


def scored_words(answers: Sequence[Weighted], *, exact_case: bool = False) -> Scored:
    """The short answer that weighted texts come nearest to: what earns everything is accepted.

    Refuses with `NoneRight` when nothing does.
    """
    accepted = list(dict.fromkeys(each.text for each in answers if each.percent >= FULL - CLOSE))
    if not accepted:
        raise NoneRight
    doubts = [
        gettext(
            "“%(text)s” earned %(percent)s percent; a short answer is right or wrong here, so it is left out."
        )
        % {"text": each.text, "percent": _shown(each.percent)}
        for each in answers
        if 0 < each.percent < FULL - CLOSE
    ]
    said = [{"text": each.text, "feedback": each.feedback} for each in answers if each.feedback and each.text]
    body: dict[str, Any] = {
        "accepted": accepted,
        "normalise": [step for step in USUAL_STEPS if not (exact_case and step == "casefold")],
        "feedback": said,
        "wildcards": any(STAR in text for text in [*accepted, *(each["text"] for each in said)]),
    }
    return Scored("short_answer", body, tuple(doubts))


def paired(pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> Scored:
    """The matching of pairs of sides (`{"text": …}`); a pair without a left text is a right side that belongs to none."""
    left: list[dict[str, Any]] = []
    right: dict[str, dict[str, Any]] = {}
    correct: dict[str, str] = {}
    for one, other in pairs:
        key = vietnamese.same_name_key(other["text"])
        side = right.setdefault(key, {**other, "id": f"R{len(right) + 1}"})
        if one["text"]:
            left.append({**one, "id": f"L{len(left) + 1}"})
            correct[left[-1]["id"]] = side["id"]
    return Scored("matching", {"left": left, "right": list(right.values()), "correct": correct})


def ordered(items: Sequence[Mapping[str, Any]], *, scoring: str) -> Scored:
    """The ordering of items that stand in their right order."""
    made = [{**item, "id": f"S{number}"} for number, item in enumerate(items, start=1)]
    return Scored("ordering", {"items": made, "correct": [each["id"] for each in made], "scoring": scoring})


def judged(correct: bool, *, if_true: str = "", if_false: str = "") -> Scored:
    """The true or false question, with what is said to whoever says true or false."""
    body: dict[str, Any] = {"correct": "true" if correct else "false"}
    if if_true or if_false:
        said = {"true": if_true, "false": if_false}
        body["options"] = [
            {**option.model_dump(mode="json"), **({"feedback": said[option.id]} if said[option.id] else {})}
            for option in TRUE_AND_FALSE
        ]
    return Scored("true_false", body)


def in_order_of_body(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The items of an ordering in their right order."""
    items = {each["id"]: each for each in body["items"]}
    return [items[each] for each in body["correct"]]


def pairs_of(body: Mapping[str, Any]) -> list[tuple[Mapping[str, Any] | None, Mapping[str, Any]]]:
    """The pairs of a matching, and each right side that belongs to none with None."""
    right = {each["id"]: each for each in body["right"]}
    used = set(body["correct"].values())
    pairs: list[tuple[Mapping[str, Any] | None, Mapping[str, Any]]] = [
        (each, right[body["correct"][each["id"]]]) for each in body["left"]
    ]
    return pairs + [(None, each) for key, each in right.items() if key not in used]


def weighted_options(kind: str, body: Mapping[str, Any]) -> list[Weighted]:
    """The options of a choice with the percentages that Moodle would give them."""
    correct = body["correct"]
    right = {correct} if isinstance(correct, str) else set(correct)
    share = FULL / len(right)
    wrong = Decimal(0)
    if kind == "multiple_choice":
        wrong = -FULL if body.get("scoring", "all_or_nothing") == "all_or_nothing" else -share
    return [
        Weighted(
            each["text"],
            share if each["id"] in right else wrong,
            each.get("feedback", ""),
            each.get("media"),
        )
        for each in body["options"]
    ]


def weighted_words(body: Mapping[str, Any]) -> list[Weighted]:
    """The texts of a short answer with their percentages; what has only feedback earns nothing."""
    said = {each["text"]: each["feedback"] for each in body.get("feedback", ())}
    accepted = [Weighted(text, FULL, said.pop(text, "")) for text in body["accepted"]]
    return accepted + [Weighted(text, Decimal(0), feedback) for text, feedback in said.items()]


def percent_in_file(percent: Decimal) -> str:
    """A percentage as Moodle writes it: "50", "33.33333", "-16.66667"."""
    return f"{percent.quantize(Decimal('0.00001')):f}".rstrip("0").rstrip(".") if percent else "0"


def _scored_single(options: Sequence[Weighted], doubts: list[str]) -> Scored:
    ids = option_ids(len(options))
    full = [each for each in options if each.percent >= FULL - CLOSE]
    if len(full) > 1:
        doubts.append(
            gettext("Several options are right, each by itself; here all of them are to be ticked together.")
        )
        right = [key for key, each in zip(ids, options, strict=True) if each in full]
        return Scored("multiple_choice", {"options": _options(options), "correct": right}, tuple(doubts))
    best = max(options, key=lambda each: each.percent)
    if not full:
        doubts.append(
            gettext("No option earns everything; the one that earns most, “%(text)s”, is right here.")
            % {"text": best.text}
        )
    if any(each.percent and each is not best for each in options):
        doubts.append(
            gettext("Other options earned a part or cost something; here only the right one earns.")
        )
    body = {"options": _options(options), "correct": ids[list(options).index(best)]}
    return Scored("single_choice", body, tuple(doubts))


def _scored_multiple(options: Sequence[Weighted], right: Sequence[Weighted], doubts: list[str]) -> Scored:
    ids = option_ids(len(options))
    share = FULL / len(right)
    wrong = {each.percent for each in options if each.percent <= 0}
    if any(abs(each.percent - share) > CLOSE for each in right):
        doubts.append(gettext("The right options weighed differently; here each weighs the same."))
    scoring = "shares"
    if wrong and all(abs(percent + FULL) <= CLOSE for percent in wrong):
        scoring = "all_or_nothing"
        if len(right) > 1:
            doubts.append(
                gettext(
                    "A part of the right options earned a part; here all of them are needed, for a wrong one costs all."
                )
            )
    elif any(abs(percent + share) > CLOSE for percent in wrong):
        doubts.append(
            gettext("Wrong options cost something else; here each takes away as much as a right one earns.")
        )
    correct = [key for key, each in zip(ids, options, strict=True) if each.percent > 0]
    body = {"options": _options(options), "correct": correct, "scoring": scoring}
    return Scored("multiple_choice", body, tuple(doubts))


def _options(options: Sequence[Weighted]) -> list[dict[str, Any]]:
    made = []
    for key, each in zip(option_ids(len(options)), options, strict=True):
        option: dict[str, Any] = {"id": key, "text": each.text}
        if each.feedback:
            option["feedback"] = each.feedback
        if each.media:
            option["media"] = each.media
        made.append(option)
    return made


def _without_repeats(options: Sequence[Weighted]) -> list[Weighted]:
    """Options that read the same and weigh the same are one; those that weigh differently are left for the kind to refuse."""
    kept: dict[tuple[str, Decimal], Weighted] = {}
    for each in options:
        kept.setdefault((vietnamese.same_name_key(each.text), each.percent), each)
    return list(kept.values())


def _letters(number: int) -> str:
    first, last = divmod(number, 26)
    return (_letters(first - 1) if first else "") + "abcdefghijklmnopqrstuvwxyz"[last]


def _shown(percent: Decimal) -> str:
    return vietnamese.decimal_comma(percent.quantize(Decimal("0.1")))
