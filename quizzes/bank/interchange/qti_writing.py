"""How a question becomes a QTI 3.0 item. Pure.

What QTI has an element for is said with it; a few settings of ours stand in `data-` attributes, which QTI allows and other
programs pass over.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping, Sequence
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
    add_mapping,
    add_media,
    add_template,
    fit,
    media_element,
    names_of,
    set_score,
    share_of,
    sub,
    when_right,
)
from quizzes.kinds.cloze import MARK
from quizzes.kinds.short_answer import USUAL_STEPS


def item_xml(question: Drafted, identifier: str) -> bytes:
    """The item of one question. Files of its body are named `../media/…`."""
    return _Writing(question, identifier).xml()


class _Writing:
    def __init__(self, question: Drafted, identifier: str) -> None:
        self._question = question
        self._root = ET.Element(
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
            self._root.set("label", fit(question.uid))
        self._declarations: list[ET.Element] = []
        self._body = ET.Element("qti-item-body")
        self._conditions: list[ET.Element] = []
        self._template = ""
        self._outcomes: list[str] = []
        # Outcomes that name what is said, each with its response and its cardinality.
        self._feedback: dict[str, tuple[str, str]] = {}
        self._said: list[tuple[str, str, str]] = []

    def xml(self) -> bytes:
        question = self._question
        if question.kind == "situation":
            self._situation(question.body)
        else:
            self._asked(self._body, question.kind, question.body, RESPONSE, SCORE)
        self._put_together()
        return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(self._root, encoding="utf-8")

    def _put_together(self) -> None:
        self._root.extend(self._declarations)
        points = f"{self._question.points:f}"
        score = sub(
            self._root,
            "qti-outcome-declaration",
            identifier=SCORE,
            cardinality="single",
            **{"base-type": "float", "normal-maximum": points, "normal-minimum": "0"},
        )
        if self._question.kind == "essay":
            score.set("external-scored", "human")
        for name in self._outcomes:
            sub(
                self._root,
                "qti-outcome-declaration",
                identifier=name,
                cardinality="single",
                **{"base-type": "float"},
            )
        for name, (_response, cardinality) in self._feedback.items():
            sub(
                self._root, "qti-outcome-declaration", identifier=name, cardinality=cardinality,
                **{"base-type": "identifier"},
            )  # fmt: skip
        if self._question.explanation:
            declared = sub(
                self._root, "qti-outcome-declaration", identifier="EXPLANATION", cardinality="single",
                **{"base-type": "identifier"},
            )  # fmt: skip
            sub(sub(declared, "qti-default-value"), "qti-value").text = "explanation"
        self._root.append(self._body)
        if self._question.body.get("hints"):
            add_hints(self._root, self._body, self._question.body["hints"])
        self._processing()
        if self._question.explanation:
            self._said.append(("EXPLANATION", "explanation", self._question.explanation))
        for outcome, name, text in self._said:
            feedback = sub(
                self._root, "qti-modal-feedback", identifier=name,
                **{"outcome-identifier": outcome, "show-hide": "show"},
            )  # fmt: skip
            add_lines(sub(feedback, "qti-content-body"), text)

    def _processing(self) -> None:
        if self._template and not self._conditions and not self._feedback:
            sub(self._root, "qti-response-processing", template=f"{TEMPLATES}/{self._template}.xml")
            return
        if not self._conditions and not self._template:
            return
        processing = sub(self._root, "qti-response-processing")
        if self._template:
            add_template(processing, self._template)
        processing.extend(self._conditions)
        if self._outcomes:
            total = sub(sub(processing, "qti-set-outcome-value", identifier=SCORE), "qti-sum")
            for name in self._outcomes:
                sub(total, "qti-variable", identifier=name)
        for name, (response, _cardinality) in self._feedback.items():
            if response:
                said = sub(processing, "qti-set-outcome-value", identifier=name)
                sub(said, "qti-variable", identifier=response)

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
        declared = self._declare(response, "multiple" if several else "single", "identifier", right)
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
            self._option(interaction, "qti-simple-choice", option, names, says=response, several=several)
        self._score(response, outcome, "map_response" if shares else "match_correct")

    def _matching(
        self, into: ET.Element, _kind: str, body: Mapping[str, Any], response: str, outcome: str
    ) -> None:
        names = {
            **names_of(body["left"], "L_"),
            **{f"R {k}": v for k, v in names_of(body["right"], "R_").items()},
        }
        pairs = [f"{names[one]} {names[f'R {other}']}" for one, other in body["correct"].items()]
        declared = self._declare(response, "multiple", "directedPair", pairs)
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
                choice = self._option(match_set, "qti-simple-associable-choice", option, renamed)
                choice.set("match-max", most)
        self._score(response, outcome, "map_response" if per_pair else "match_correct")

    def _ordering(
        self, into: ET.Element, _kind: str, body: Mapping[str, Any], response: str, outcome: str
    ) -> None:
        names = names_of(body["items"])
        self._declare(response, "ordered", "identifier", [names[each] for each in body["correct"]])
        interaction = sub(
            into, "qti-order-interaction", **{"response-identifier": response, "shuffle": "true"}
        )
        if body.get("scoring") == "adjacent_pairs":
            interaction.set("data-scoring", "adjacent_pairs")
        for option in body["items"]:
            self._option(interaction, "qti-simple-choice", option, names)
        self._score(response, outcome, "match_correct")

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
            self._declare(response, "single", "float", [full["value"]])
            self._conditions.append(self._near(response, outcome, body["accepted"], points))
            return entry
        declared = self._declare(response, "single", "string", body["accepted"][:1])
        steps = body.get("normalise", USUAL_STEPS)
        exact = "true" if "casefold" not in steps else "false"
        add_mapping(declared, dict.fromkeys(body["accepted"], points), case=exact)
        if list(steps) != [step for step in USUAL_STEPS if step != "casefold" or exact == "false"]:
            entry.set("data-normalise", " ".join(steps))
        if body.get("wildcards"):
            entry.set("data-wildcards", "true")
        self._score(response, outcome, "map_response")
        if body.get("feedback"):
            self._conditions.append(self._said_to(response, body["feedback"], exact))
        return entry

    def _said_to(self, response: str, feedback: Sequence[Mapping[str, Any]], exact: str) -> ET.Element:
        """What is said to whoever writes one of these texts; the first that fits."""
        condition = ET.Element("qti-response-condition")
        said = response.replace(RESPONSE, FEEDBACK, 1)
        self._feedback[said] = ("", "single")
        for number, each in enumerate(feedback, start=1):
            when = sub(condition, "qti-response-if" if number == 1 else "qti-response-else-if")
            match = sub(when, "qti-string-match", **{"case-sensitive": exact})
            sub(match, "qti-variable", identifier=response)
            sub(match, "qti-base-value", **{"base-type": "string"}).text = fit(each["text"])
            name = f"{response.replace(RESPONSE, 'text', 1)}_{number}"
            told = sub(when, "qti-set-outcome-value", identifier=said)
            sub(told, "qti-base-value", **{"base-type": "identifier"}).text = name
            self._said.append((said, name, each["feedback"]))
        return condition

    def _essay(
        self, into: ET.Element, _kind: str, body: Mapping[str, Any], response: str, _outcome: str
    ) -> None:
        self._declare(response, "single", "string", [])
        interaction = sub(into, "qti-extended-text-interaction", **{"response-identifier": response})
        for name in ("least_words", "most_words", "uploads"):
            if body.get(name):
                interaction.set(f"data-{name.replace('_', '-')}", str(body[name]))
        if body.get("model_answer") or body.get("rubric"):
            # QTI wants it right below the body, whichever part it belongs to.
            block = sub(self._body, "qti-rubric-block", view="scorer", use="scoring")
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
        self._outcomes.append(outcome)
        body = gap["body"]
        if gap["kind"] == "single_choice":
            names = names_of(body["options"])
            self._declare(response, "single", "identifier", [names[body["correct"]]])
            shuffled = "true" if body.get("shuffle_options", True) else "false"
            element = sub(
                into,
                "qti-inline-choice-interaction",
                **{"response-identifier": response, "shuffle": shuffled},
            )
            for option in body["options"]:
                self._option(element, "qti-inline-choice", option, names, says=response)
            self._conditions.append(when_right(response, outcome, points))
        else:
            element = self._text_entry(into, gap["kind"], body, response, outcome, points)
            if body.get("unit"):
                element.set("data-unit", fit(body["unit"]))
        if points != "1":
            element.set("data-points", points)

    def _situation(self, body: Mapping[str, Any]) -> None:
        add_lines(self._body, body["stem"])
        add_media(self._body, body.get("media", ()))
        for part in body["parts"]:
            name = part["id"]
            division = sub(
                self._body, "div", **{"data-part": name, "data-points": str(part.get("points", "1"))}
            )
            division.set("class", "part")
            outcome = f"{SCORE}_{name}"
            self._outcomes.append(outcome)
            self._asked(division, part["kind"], part["body"], f"{RESPONSE}_{name}", outcome)

    def _score(self, response: str, outcome: str, template: str) -> None:
        if outcome == SCORE:
            self._template = template
        elif template == "match_correct":
            self._conditions.append(when_right(response, outcome, "1"))
        else:
            scored = ET.Element("qti-set-outcome-value", identifier=outcome)
            sub(scored, "qti-map-response", identifier=response)
            self._conditions.append(scored)

    def _declare(self, response: str, cardinality: str, base: str, correct: Sequence[str]) -> ET.Element:
        declared = ET.Element(
            "qti-response-declaration",
            {"identifier": response, "cardinality": cardinality, "base-type": base},
        )
        if correct:
            values = sub(declared, "qti-correct-response")
            for each in correct:
                sub(values, "qti-value").text = fit(each)
        self._declarations.append(declared)
        return declared

    def _option(
        self,
        into: ET.Element,
        tag: str,
        option: Mapping[str, Any],
        names: Mapping[str, str],
        *,
        says: str = "",
        several: bool = False,
    ) -> ET.Element:
        """One option; `says`: the response whose choice brings up what is said of it."""
        choice = sub(into, tag, identifier=names[option["id"]])
        choice.text = fit(option["text"])
        if option.get("pinned"):
            choice.set("fixed", "true")
        if option.get("media"):
            choice.append(media_element(option["media"]))
        if option.get("feedback") and says:
            outcome = says.replace(RESPONSE, FEEDBACK, 1)
            self._feedback[outcome] = (says, "multiple" if several else "single")
            said = sub(
                choice, "qti-feedback-inline", identifier=names[option["id"]],
                **{"outcome-identifier": outcome, "show-hide": "show"},
            )  # fmt: skip
            add_inline_lines(said, option["feedback"])
        return choice

    def _near(
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
                self._feedback[said] = ("", "single")
                self._said.append((said, name, each["feedback"]))
                told = sub(when, "qti-set-outcome-value", identifier=said)
                sub(told, "qti-base-value", **{"base-type": "identifier"}).text = name
        return condition
