"""How one QTI item becomes a question: its interactions, its right answers, its points. Pure."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from quizzes.bank.interchange.qti_declared import (
    RESPONSE,
    CannotTake,
    decimal_from,
)
from quizzes.bank.interchange.qti_pieces import Finder, Pieces
from quizzes.bank.interchange.qti_tree import (
    BLOCK_INTERACTIONS,
    HERE,
    INLINE_INTERACTIONS,
    Shown,
    all_named,
    classes,
    first_named,
    inside,
    interaction_of,
    name_of,
    shown,
    value_of,
)
from quizzes.kinds.short_answer import USUAL_STEPS

_PART_ID = re.compile(r"[A-Za-z0-9]{1,20}")


@dataclass
class Item:
    """What an item asks, the files of its body, and sentences about what is doubtful."""

    kind: str
    body: dict[str, Any]
    points: Decimal
    explanation: str
    files: dict[str, bytes]
    doubts: list[str]


def read_item(root: ET.Element, find: Finder) -> Item:
    """The question of an item. Refuses with `CannotTake`."""
    reading = _Reading(root, find)
    kind, body = reading.asked()
    return Item(
        kind,
        {**body, **reading.hints()},
        reading.points(),
        reading.explanation(),
        reading.files,
        reading.doubts,
    )


class _Reading(Pieces):
    def asked(self) -> tuple[str, dict[str, Any]]:
        body = first_named(self.root, "item-body")
        if body is None:
            raise CannotTake(gettext("The item has no body."))
        parts = [each for each in all_named(body, "div") if "part" in classes(each)]
        if parts:
            return "situation", self._own_parts(body, parts)
        return self._of_elements(list(inside(body)), body)

    def points(self) -> Decimal:
        """The most that can be earned: MAXSCORE, or the normal maximum of SCORE; 1 where neither is told."""
        for each in all_named(self.root, "outcome-declaration"):
            name = value_of(each, "identifier")
            told = value_of(each, "normal-maximum") if name == "SCORE" else ""
            if name == "MAXSCORE":
                told = next((value.text or "" for value in all_named(each, "value")), "")
            points = decimal_from(told)
            if points is not None and points > 0:
                return points
        return Decimal(1)

    def explanation(self) -> str:
        """What is said to everybody: modal feedback that belongs to no single answer."""
        texts = [
            shown(inside(each)).text
            for each in all_named(self.root, "modal-feedback")
            if value_of(each, "identifier") not in self.said_of_answers
        ]
        return "\n".join(dict.fromkeys(text for text in texts if text))

    def _of_elements(self, elements: Sequence[ET.Element], holder: ET.Element) -> tuple[str, dict[str, Any]]:
        """The question that a run of elements asks."""
        found = shown(elements)
        if found.has_formulas:
            self.doubt(gettext("Formulas are kept as plain text. Look whether they still read right."))
        kinds = [interaction_of(each) for each in found.interactions]
        known = BLOCK_INTERACTIONS | INLINE_INTERACTIONS | {"upload"}
        for each in kinds:
            if each not in known:
                told = gettext("Questions of the kind “%(name)s” cannot be asked here.")
                raise CannotTake(told % {"name": each})
        if not kinds:
            raise CannotTake(gettext("The item has nothing to answer."))
        blocks = [each for each in kinds if each not in INLINE_INTERACTIONS]
        if len(blocks) > 1 or blocks and len(kinds) > 1:
            return "situation", self._parts_in_a_row(found)
        if blocks:
            return self._block(found)
        if kinds == ["text-entry"] and _stands_alone(found.text):
            return self._entry(found, holder)
        return "cloze", self._cloze(found)

    def _block(self, found: Shown) -> tuple[str, dict[str, Any]]:
        interaction = found.interactions[0]
        prompt = [each for each in interaction if name_of(each) == "prompt"]
        asked = shown(prompt)
        text = found.text.replace(HERE, "").strip()
        stem = "\n".join(filter(None, (text, asked.text)))
        body = {"stem": stem, **self.media([*found.media, *asked.media])}
        way = interaction_of(interaction)
        make = {
            "choice": self._choice,
            "match": self._match,
            "order": self._order,
            "extended-text": self._extended,
            "upload": self._upload,
        }[way]
        kind, rest = make(interaction)
        return kind, {**body, **rest}

    def _choice(self, interaction: ET.Element) -> tuple[str, dict[str, Any]]:
        declared = self.response(interaction)
        options, ids = self.options(all_named(interaction, "simple-choice"))
        right = [ids[each] for each in declared.correct if each in ids]
        if not right:
            earning = {key: value for key, value in declared.mapped.items() if value > 0 and key in ids}
            right = [ids[key] for key in earning]
        if not right:
            raise CannotTake(gettext("No answer of this question is marked as right."))
        shuffled = value_of(interaction, "shuffle", "false") == "true"
        body: dict[str, Any] = {"options": options, "shuffle_options": shuffled}
        if {each["id"] for each in options} == {"true", "false"} and declared.cardinality == "single":
            return "true_false", {**body, "correct": right[0]}
        if declared.cardinality == "single":
            if declared.mapped and max(declared.mapped.values()) > 0:
                best = max(declared.mapped, key=lambda key: declared.mapped[key])
                right = [ids.get(best, right[0])] if not declared.correct else right
            self.tell_partial(declared, full=1)
            return "single_choice", {**body, "correct": right[0]}
        body["correct"] = [each["id"] for each in options if each["id"] in right]
        body["scoring"] = "shares" if declared.mapped else "all_or_nothing"
        self.tell_partial(declared, full=len(right))
        return "multiple_choice", body

    def _match(self, interaction: ET.Element) -> tuple[str, dict[str, Any]]:
        declared = self.response(interaction)
        sets = list(all_named(interaction, "simple-match-set"))
        if len(sets) != 2:
            raise CannotTake(gettext("A matching question needs two sides."))
        left, left_ids = self.options(all_named(sets[0], "simple-associable-choice"))
        right, right_ids = self.options(all_named(sets[1], "simple-associable-choice"))
        correct: dict[str, str] = {}
        for pair in declared.correct or [key for key, value in declared.mapped.items() if value > 0]:
            one, _space, other = pair.partition(" ")
            if one not in left_ids or other.strip() not in right_ids:
                raise CannotTake(gettext("“%(pair)s” names a line that is not there.") % {"pair": pair})
            if left_ids[one] in correct:
                raise CannotTake(gettext("A line on the left has two partners, which cannot be asked here."))
            correct[left_ids[one]] = right_ids[other.strip()]
        scoring = "per_pair" if declared.mapped else "all_or_nothing"
        return "matching", {"left": left, "right": right, "correct": correct, "scoring": scoring}

    def _order(self, interaction: ET.Element) -> tuple[str, dict[str, Any]]:
        declared = self.response(interaction)
        items, ids = self.options(all_named(interaction, "simple-choice"))
        correct = [ids[each] for each in declared.correct if each in ids]
        scoring = value_of(interaction, "data-scoring") or "all_or_nothing"
        return "ordering", {
            "items": [{key: value for key, value in each.items() if key != "pinned"} for each in items],
            "correct": correct,
            "scoring": scoring if scoring == "adjacent_pairs" else "all_or_nothing",
        }

    def _extended(self, interaction: ET.Element) -> tuple[str, dict[str, Any]]:
        body: dict[str, Any] = {}
        scope = self._part_of(interaction)
        for block in all_named(self.root, "rubric-block"):
            if value_of(block, "data-part") == value_of(scope, "data-part") or block in list(scope.iter()):
                self.add_rubric(block, body)
        for name, key in (
            ("least_words", "data-least-words"),
            ("most_words", "data-most-words"),
            ("uploads", "data-uploads"),
        ):
            if (told := value_of(interaction, key)).isdigit():
                body[name] = int(told)
        return "essay", body

    def _upload(self, interaction: ET.Element) -> tuple[str, dict[str, Any]]:
        kind, body = self._extended(interaction)
        return kind, {**body, "uploads": body.get("uploads", 1)}

    def _entry(self, found: Shown, holder: ET.Element) -> tuple[str, dict[str, Any]]:
        interaction = found.interactions[0]
        marked = next(
            (each for each in all_named(holder, "p", "div") if {"answer"} & set(classes(each))), None
        )
        unit = next((shown([each]).text for each in all_named(holder, "span") if "unit" in classes(each)), "")
        before = found.text.partition(HERE)[0].strip()
        stem = (
            shown(list(inside(holder)), leave=lambda each: each is marked).text
            if marked is not None
            else before
        )
        kind, body = self._gap_body(interaction)
        if unit and kind == "numerical":
            body["unit"] = unit
        if kind == "short_answer" and (label := value_of(interaction, "data-label")):
            body["label"] = label
        return kind, {"stem": stem.replace(HERE, "").strip(), **self.media(found.media), **body}

    def _cloze(self, found: Shown) -> dict[str, Any]:
        names = [value_of(each, "response-identifier") for each in found.interactions]
        ids = [name.removeprefix(f"{RESPONSE}_") for name in names]
        ours = all(name.startswith(f"{RESPONSE}_") for name in names)
        if not ours or any(not _PART_ID.fullmatch(each) for each in ids) or len(set(ids)) < len(ids):
            ids = [str(number) for number in range(1, len(names) + 1)]
        text = found.text
        gaps = []
        for each, interaction in zip(ids, found.interactions, strict=True):
            text = text.replace(HERE, f"[[{each}]]", 1)
            kind, body = self._gap_body(interaction)
            points = value_of(interaction, "data-points") or "1"
            if unit := value_of(interaction, "data-unit"):
                body["unit"] = unit
            gaps.append({"id": each, "kind": kind, "points": points, "body": body})
        return {"stem": text, **self.media(found.media), "gaps": gaps}

    def _gap_body(self, interaction: ET.Element) -> tuple[str, dict[str, Any]]:
        declared = self.response(interaction)
        if interaction_of(interaction) == "inline-choice":
            options, ids = self.options(all_named(interaction, "inline-choice"))
            right = [ids[each] for each in declared.correct if each in ids]
            if not right:
                raise CannotTake(gettext("No answer of this question is marked as right."))
            shuffled = value_of(interaction, "shuffle", "false") == "true"
            return "single_choice", {"options": options, "correct": right[0], "shuffle_options": shuffled}
        if declared.type in {"float", "integer"}:
            return "numerical", {"accepted": self.numbers(interaction, declared)}
        accepted = list(dict.fromkeys([*declared.correct, *(k for k, v in declared.mapped.items() if v > 0)]))
        if not accepted:
            raise CannotTake(gettext("No answer of this question is marked as right."))
        self.tell_partial(declared, full=1)
        steps = value_of(interaction, "data-normalise").split()
        usual = [step for step in USUAL_STEPS if step != "casefold" or not declared.exact_case]
        body: dict[str, Any] = {"accepted": accepted, "normalise": steps or usual}
        if said := self.said_of_texts(interaction):
            body["feedback"] = said
        return "short_answer", {**body, "wildcards": True} if value_of(
            interaction, "data-wildcards"
        ) else body

    def _own_parts(self, body: ET.Element, parts: Sequence[ET.Element]) -> dict[str, Any]:
        """A situation as we write it: each part in a division of its own."""
        story = shown(inside(body), leave=lambda each: "part" in classes(each))
        asked = []
        for number, each in enumerate(parts, start=1):
            kind, part_body = self._of_elements(list(inside(each)), each)
            name = value_of(each, "data-part") or str(number)
            points = value_of(each, "data-points") or "1"
            asked.append({"id": name, "kind": kind, "points": points, "body": part_body})
        return {"stem": story.text, **self.media(story.media), "parts": asked}

    def _parts_in_a_row(self, found: Shown) -> dict[str, Any]:
        """An item with several interactions: what stands before the first is the story."""
        self.doubt(gettext("The item asks several things: read as a situation with several questions."))
        story, *between = found.text.split(HERE)
        parts = []
        for number, interaction in enumerate(found.interactions):
            before = between[number - 1].strip() if number else ""
            holder = ET.Element("div")
            if before or not any(name_of(each) == "prompt" for each in interaction):
                words = ET.SubElement(holder, "p")
                words.text = before or gettext("Part %(number)d") % {"number": number + 1}
            holder.append(interaction)
            kind, body = self._of_elements(list(holder), holder)
            parts.append({"id": str(number + 1), "kind": kind, "body": body})
        return {
            "stem": story.strip() or gettext("Read and answer."),
            **self.media(found.media),
            "parts": parts,
        }

    def _part_of(self, interaction: ET.Element) -> ET.Element:
        """The division of our own that holds an interaction, or the whole item."""
        for each in all_named(self.root, "div"):
            if "part" in classes(each) and interaction in list(each.iter()):
                return each
        return self.root


def _stands_alone(text: str) -> bool:
    """Whether nothing but a unit stands behind the field of a short answer, and no words before it in its line."""
    before, _here, after = text.partition(HERE)
    return not before.rpartition("\n")[2].strip() and "\n" not in after.strip() and len(after.split()) <= 3
