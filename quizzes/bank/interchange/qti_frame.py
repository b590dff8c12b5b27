"""What stands around the questions of a QTI item: what it declares, what is earned and said, and the order of it all. Pure."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from quizzes.bank.interchange.base import Drafted
from quizzes.bank.interchange.findings import start_of
from quizzes.bank.interchange.qti_elements import (
    FEEDBACK,
    ITEM,
    RESPONSE,
    SCHEMA,
    SCORE,
    TEMPLATES,
    XML,
    XSI,
    add_hints,
    add_inline_lines,
    add_lines,
    add_template,
    fit,
    media_element,
    set_score,
    sub,
    when_right,
)


class Frame:
    """An item that is being written. The kinds of question add to its parts; `put_together` makes them an item."""

    def __init__(self, question: Drafted, identifier: str) -> None:
        self.question = question
        self.root = ET.Element(
            "qti-assessment-item",
            {
                "xmlns": ITEM,
                f"{{{XSI}}}schemaLocation": f"{ITEM} {SCHEMA}",
                "identifier": identifier,
                "title": fit(start_of(question.body["stem"])),
                "adaptive": "false",
                "time-dependent": "false",
                f"{{{XML}}}lang": "vi",
            },
        )
        if question.uid:
            self.root.set("label", fit(question.uid))
        self.declarations: list[ET.Element] = []
        self.body = ET.Element("qti-item-body")
        self.conditions: list[ET.Element] = []
        self.template = ""
        self.outcomes: list[str] = []
        # Outcomes that name what is said, each with its response and its cardinality.
        self.feedback: dict[str, tuple[str, str]] = {}
        self.said: list[tuple[str, str, str]] = []

    def put_together(self) -> None:
        """The item's elements in the order in which QTI wants them."""
        self.root.extend(self.declarations)
        points = f"{self.question.points:f}"
        score = sub(
            self.root,
            "qti-outcome-declaration",
            identifier=SCORE,
            cardinality="single",
            **{"base-type": "float", "normal-maximum": points, "normal-minimum": "0"},
        )
        if self.question.kind == "essay":
            score.set("external-scored", "human")
        for name in self.outcomes:
            sub(
                self.root,
                "qti-outcome-declaration",
                identifier=name,
                cardinality="single",
                **{"base-type": "float"},
            )
        for name, (_response, cardinality) in self.feedback.items():
            sub(
                self.root, "qti-outcome-declaration", identifier=name, cardinality=cardinality,
                **{"base-type": "identifier"},
            )  # fmt: skip
        if self.question.explanation:
            declared = sub(
                self.root, "qti-outcome-declaration", identifier="EXPLANATION", cardinality="single",
                **{"base-type": "identifier"},
            )  # fmt: skip
            sub(sub(declared, "qti-default-value"), "qti-value").text = "explanation"
        self.root.append(self.body)
        if self.question.body.get("hints"):
            add_hints(self.root, self.body, self.question.body["hints"])
        self._processing()
        if self.question.explanation:
            self.said.append(("EXPLANATION", "explanation", self.question.explanation))
        for outcome, name, text in self.said:
            feedback = sub(
                self.root, "qti-modal-feedback", identifier=name,
                **{"outcome-identifier": outcome, "show-hide": "show"},
            )  # fmt: skip
            add_lines(sub(feedback, "qti-content-body"), text)

    def _processing(self) -> None:
        if self.template and not self.conditions and not self.feedback:
            sub(self.root, "qti-response-processing", template=f"{TEMPLATES}/{self.template}.xml")
            return
        if not self.conditions and not self.template:
            return
        processing = sub(self.root, "qti-response-processing")
        if self.template:
            add_template(processing, self.template)
        processing.extend(self.conditions)
        if self.outcomes:
            total = sub(sub(processing, "qti-set-outcome-value", identifier=SCORE), "qti-sum")
            for name in self.outcomes:
                sub(total, "qti-variable", identifier=name)
        for name, (response, _cardinality) in self.feedback.items():
            if response:
                said = sub(processing, "qti-set-outcome-value", identifier=name)
                sub(said, "qti-variable", identifier=response)

    def score(self, response: str, outcome: str, template: str) -> None:
        if outcome == SCORE:
            self.template = template
        elif template == "match_correct":
            self.conditions.append(when_right(response, outcome, "1"))
        else:
            scored = ET.Element("qti-set-outcome-value", identifier=outcome)
            sub(scored, "qti-map-response", identifier=response)
            self.conditions.append(scored)

    def declare(self, response: str, cardinality: str, base: str, correct: Sequence[str]) -> ET.Element:
        """What the answer to a response earns: by a template of QTI for the item as a whole, else written out."""
        declared = ET.Element(
            "qti-response-declaration",
            {"identifier": response, "cardinality": cardinality, "base-type": base},
        )
        if correct:
            values = sub(declared, "qti-correct-response")
            for each in correct:
                sub(values, "qti-value").text = fit(each)
        self.declarations.append(declared)
        return declared

    def option(
        self,
        into: ET.Element,
        tag: str,
        option: Mapping[str, Any],
        names: Mapping[str, str],
        *,
        says: str = "",
        several: bool = False,
    ) -> ET.Element:
        """Declare a response with its right values; more may be said within what is given back."""
        """One option; `says`: the response whose choice brings up what is said of it."""
        choice = sub(into, tag, identifier=names[option["id"]])
        choice.text = fit(option["text"])
        if option.get("pinned"):
            choice.set("fixed", "true")
        if option.get("media"):
            choice.append(media_element(option["media"]))
        if option.get("feedback") and says:
            outcome = says.replace(RESPONSE, FEEDBACK, 1)
            self.feedback[outcome] = (says, "multiple" if several else "single")
            said = sub(
                choice, "qti-feedback-inline", identifier=names[option["id"]],
                **{"outcome-identifier": outcome, "show-hide": "show"},
            )  # fmt: skip
            add_inline_lines(said, option["feedback"])
        return choice

    def said_to(self, response: str, feedback: Sequence[Mapping[str, Any]], exact: str) -> ET.Element:
        """What is said to whoever writes one of these texts; the first that fits."""
        condition = ET.Element("qti-response-condition")
        said = response.replace(RESPONSE, FEEDBACK, 1)
        self.feedback[said] = ("", "single")
        for number, each in enumerate(feedback, start=1):
            when = sub(condition, "qti-response-if" if number == 1 else "qti-response-else-if")
            match = sub(when, "qti-string-match", **{"case-sensitive": exact})
            sub(match, "qti-variable", identifier=response)
            sub(match, "qti-base-value", **{"base-type": "string"}).text = fit(each["text"])
            name = f"{response.replace(RESPONSE, 'text', 1)}_{number}"
            told = sub(when, "qti-set-outcome-value", identifier=said)
            sub(told, "qti-base-value", **{"base-type": "identifier"}).text = name
            self.said.append((said, name, each["feedback"]))
        return condition

    def near(
        self, response: str, outcome: str, accepted: Sequence[Mapping[str, Any]], points: str
    ) -> ET.Element:
        """The first number that holds the answer counts."""
        condition = ET.Element("qti-response-condition")
        for number, each in enumerate(accepted):
            when = sub(condition, "qti-response-if" if number == 0 else "qti-response-else-if")
            tolerance = each.get("tolerance", "0")
            equal = sub(
                when, "qti-equal", **{"tolerance-mode": "absolute", "tolerance": f"{tolerance} {tolerance}"}
            )
            sub(equal, "qti-variable", identifier=response)
            sub(equal, "qti-base-value", **{"base-type": "float"}).text = each["value"]
            set_score(when, outcome, f"{Decimal(each.get('share', '1')) * Decimal(points):f}")
            if each.get("feedback"):
                said = response.replace(RESPONSE, FEEDBACK, 1)
                name = f"{response.replace(RESPONSE, 'near', 1)}_{number + 1}"
                self.feedback[said] = ("", "single")
                self.said.append((said, name, each["feedback"]))
                told = sub(when, "qti-set-outcome-value", identifier=said)
                sub(told, "qti-base-value", **{"base-type": "identifier"}).text = name
        return condition
