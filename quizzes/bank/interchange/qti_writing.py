"""How a question becomes a QTI 3.0 item. Pure.

What QTI has an element for is said with it; a few settings of ours stand in `data-` attributes, which QTI allows and other
programs pass over.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from quizzes.bank.interchange.base import Drafted
from quizzes.bank.interchange.qti_elements import (
    RESPONSE,
    SCORE,
    add_lines,
    add_mapping,
    add_media,
    fit,
    names_of,
    share_of,
    sub,
    when_right,
)
from quizzes.bank.interchange.qti_frame import Frame
from quizzes.kinds.cloze import MARK
from quizzes.kinds.short_answer import USUAL_STEPS


def item_xml(question: Drafted, identifier: str) -> bytes:
    """The item of one question. Files of its body are named `../media/…`."""
    return _Writing(question, identifier).xml()


class _Writing(Frame):
    def xml(self) -> bytes:
        question = self.question
        if question.kind == "situation":
            self._situation(question.body)
        else:
            self._asked(self.body, question.kind, question.body, RESPONSE, SCORE)
        self.put_together()
        return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(self.root, encoding="utf-8")

    def _asked(
        self, into: ET.Element, kind: str, body: Mapping[str, Any], response: str, outcome: str
    ) -> None:
        write: Callable[..., None] = {
            "single_choice": self._choice,
            "multiple_choice": self._choice,
            "true_false": self._choice,
            "matching": self._matching,
            "ordering": self._ordering,
            "short_answer": self._entry,
            "numerical": self._entry,
            "essay": self._essay,
            "cloze": self._cloze,
        }[kind]
        if kind != "cloze":
            add_lines(into, body["stem"])
            add_media(into, body.get("media", ()))
        write(into, kind, body, response, outcome)

    def _choice(
        self, into: ET.Element, kind: str, body: Mapping[str, Any], response: str, outcome: str
    ) -> None:
        several = kind == "multiple_choice"
        names = names_of(body["options"])
        right = [names[each] for each in (body["correct"] if several else [body["correct"]])]
        declared = self.declare(response, "multiple" if several else "single", "identifier", right)
        shares = body.get("scoring") == "shares"
        if shares:
            each = share_of(1, len(right))
            add_mapping(
                declared, {name: each if name in right else f"-{each}" for name in names.values()}, lower="0"
            )
        interaction = sub(
            into, "qti-choice-interaction",
            **{
                "response-identifier": response,
                "shuffle": "true" if body.get("shuffle_options", True) else "false",
                "max-choices": "0" if several else "1",
            },
        )  # fmt: skip
        for option in body["options"]:
            self.option(interaction, "qti-simple-choice", option, names, says=response, several=several)
        self.score(response, outcome, "map_response" if shares else "match_correct")

    def _matching(
        self, into: ET.Element, _kind: str, body: Mapping[str, Any], response: str, outcome: str
    ) -> None:
        names = {
            **names_of(body["left"], "L_"),
            **{f"R {k}": v for k, v in names_of(body["right"], "R_").items()},
        }
        pairs = [f"{names[one]} {names[f'R {other}']}" for one, other in body["correct"].items()]
        declared = self.declare(response, "multiple", "directedPair", pairs)
        per_pair = body.get("scoring", "per_pair") == "per_pair"
        if per_pair:
            add_mapping(declared, dict.fromkeys(pairs, share_of(1, len(pairs))))
        interaction = sub(
            into, "qti-match-interaction",
            **{"response-identifier": response, "max-associations": str(len(body["left"])), "shuffle": "true"},
        )  # fmt: skip
        for side, most, key in (("left", "1", ""), ("right", "0", "R ")):
            match_set = sub(interaction, "qti-simple-match-set")
            for option in body[side]:
                renamed = {option["id"]: names[f"{key}{option['id']}"]}
                choice = self.option(match_set, "qti-simple-associable-choice", option, renamed)
                choice.set("match-max", most)
        self.score(response, outcome, "map_response" if per_pair else "match_correct")

    def _ordering(
        self, into: ET.Element, _kind: str, body: Mapping[str, Any], response: str, outcome: str
    ) -> None:
        names = names_of(body["items"])
        self.declare(response, "ordered", "identifier", [names[each] for each in body["correct"]])
        interaction = sub(
            into, "qti-order-interaction", **{"response-identifier": response, "shuffle": "true"}
        )
        if body.get("scoring") == "adjacent_pairs":
            interaction.set("data-scoring", "adjacent_pairs")
        for option in body["items"]:
            self.option(interaction, "qti-simple-choice", option, names)
        self.score(response, outcome, "match_correct")

    def _entry(
        self, into: ET.Element, kind: str, body: Mapping[str, Any], response: str, outcome: str
    ) -> None:
        line = sub(into, "p")
        line.set("class", "answer")
        entry = self._text_entry(line, kind, body, response, outcome, "1")
        if body.get("label"):
            entry.set("data-label", fit(body["label"]))
        if body.get("unit"):
            unit = sub(line, "span")
            unit.set("class", "unit")
            unit.text = fit(body["unit"])

    def _text_entry(
        self, into: ET.Element, kind: str, body: Mapping[str, Any], response: str, outcome: str, points: str
    ) -> ET.Element:
        entry = sub(into, "qti-text-entry-interaction", **{"response-identifier": response})
        if kind == "numerical":
            full = next(each for each in body["accepted"] if Decimal(each.get("share", "1")) == 1)
            self.declare(response, "single", "float", [full["value"]])
            self.conditions.append(self.near(response, outcome, body["accepted"], points))
            return entry
        declared = self.declare(response, "single", "string", body["accepted"][:1])
        steps = body.get("normalise", USUAL_STEPS)
        exact = "true" if "casefold" not in steps else "false"
        add_mapping(declared, dict.fromkeys(body["accepted"], points), case=exact)
        if list(steps) != [step for step in USUAL_STEPS if step != "casefold" or exact == "false"]:
            entry.set("data-normalise", " ".join(steps))
        if body.get("wildcards"):
            entry.set("data-wildcards", "true")
        self.score(response, outcome, "map_response")
        if body.get("feedback"):
            self.conditions.append(self.said_to(response, body["feedback"], exact))
        return entry

    def _essay(
        self, into: ET.Element, _kind: str, body: Mapping[str, Any], response: str, _outcome: str
    ) -> None:
        self.declare(response, "single", "string", [])
        interaction = sub(into, "qti-extended-text-interaction", **{"response-identifier": response})
        for name in ("least_words", "most_words", "uploads"):
            if body.get(name):
                interaction.set(f"data-{name.replace('_', '-')}", str(body[name]))
        if body.get("model_answer") or body.get("rubric"):
            # QTI wants it right below the body, whichever part it belongs to.
            block = sub(self.body, "qti-rubric-block", view="scorer", use="scoring")
            if part := into.get("data-part"):
                block.set("data-part", part)
            content = sub(block, "qti-content-body")
        if body.get("model_answer"):
            model = sub(content, "div")
            model.set("class", "model-answer")
            add_lines(model, body["model_answer"])
        if body.get("rubric"):
            criteria = sub(content, "ul")
            for each in body["rubric"]:
                line = sub(criteria, "li", **{"data-points": str(each["points"])})
                line.text = fit(each["criterion"])

    def _cloze(
        self, into: ET.Element, _kind: str, body: Mapping[str, Any], _response: str, _outcome: str
    ) -> None:
        gaps = {each["id"]: each for each in body["gaps"]}
        for line in body["stem"].split("\n"):
            paragraph = sub(into, "p")
            pieces = MARK.split(line)
            paragraph.text = fit(pieces[0])
            if not line.strip():
                sub(paragraph, "br")
            for name, after in zip(pieces[1::2], pieces[2::2], strict=True):
                self._gap(paragraph, gaps[name])
                paragraph[-1].tail = fit(after)
        add_media(into, body.get("media", ()))

    def _gap(self, into: ET.Element, gap: Mapping[str, Any]) -> None:
        response, outcome = f"{RESPONSE}_{gap['id']}", f"{SCORE}_{gap['id']}"
        points = str(gap.get("points", "1"))
        self.outcomes.append(outcome)
        body = gap["body"]
        if gap["kind"] == "single_choice":
            names = names_of(body["options"])
            self.declare(response, "single", "identifier", [names[body["correct"]]])
            shuffled = "true" if body.get("shuffle_options", True) else "false"
            element = sub(
                into,
                "qti-inline-choice-interaction",
                **{"response-identifier": response, "shuffle": shuffled},
            )
            for option in body["options"]:
                self.option(element, "qti-inline-choice", option, names, says=response)
            self.conditions.append(when_right(response, outcome, points))
        else:
            element = self._text_entry(into, gap["kind"], body, response, outcome, points)
            if body.get("unit"):
                element.set("data-unit", fit(body["unit"]))
        if points != "1":
            element.set("data-points", points)

    def _situation(self, body: Mapping[str, Any]) -> None:
        add_lines(self.body, body["stem"])
        add_media(self.body, body.get("media", ()))
        for part in body["parts"]:
            name = part["id"]
            division = sub(
                self.body, "div", **{"data-part": name, "data-points": str(part.get("points", "1"))}
            )
            division.set("class", "part")
            outcome = f"{SCORE}_{name}"
            self.outcomes.append(outcome)
            self._asked(division, part["kind"], part["body"], f"{RESPONSE}_{name}", outcome)
