"""The pieces that questions of QTI items are made of: options, pictures, numbers, feedback, what markers are told. Pure."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from quizzes.bank.interchange.pictures import NO_WORDS, Found
from quizzes.bank.interchange.qti_declared import CannotTake, Declared, decimal_from, declared_in
from quizzes.bank.interchange.qti_elements import HINT
from quizzes.bank.interchange.qti_tree import all_named, classes, first_named, inside, shown, value_of
from quizzes.kinds.options import ID
from vietnamese import api as vietnamese

_SHARE = Decimal("0.0000000001")
# Gives the picture or sound that an item names, relative to the item; None where it is not there.
Finder = Callable[[str, str], Found | None]


class Pieces:
    """An item, and what has been found in it so far: files of its body, doubts."""

    def __init__(self, root: ET.Element, find: Finder) -> None:
        self.root = root
        self._find = find
        self._declared = {
            value_of(each, "identifier"): declared_in(each)
            for each in all_named(root, "response-declaration")
        }
        self.files: dict[str, bytes] = {}
        self.doubts: list[str] = []
        self.said_of_answers: set[str] = set()
        if first_named(root, "assessment-stimulus-ref") is not None:
            self.doubt(gettext("The item has a text in another file, which is not taken over."))

    def modal(self, name: str) -> str:
        """What modal feedback says of an answer with this identifier; it is then no explanation."""
        for each in all_named(self.root, "modal-feedback"):
            if value_of(each, "identifier") == name:
                self.said_of_answers.add(name)
                return shown(inside(each)).text
        return ""

    def numbers(self, interaction: ET.Element, declared: Declared) -> list[dict[str, str]]:
        """Accepted numbers: from the conditions that compare the response, or the right one alone."""
        accepted: list[dict[str, str]] = []
        earnings: list[Decimal] = []
        for condition, equal in self._compared(interaction, "equal"):
            base = first_named(equal, "base-value")
            value = (base.text or "").strip() if base is not None else next(iter(declared.correct), "")
            tolerance = (value_of(equal, "tolerance").split() or ["0"])[0]
            number = {"value": value, "tolerance": tolerance}
            for told in all_named(condition, "set-outcome-value"):
                base = first_named(told, "base-value")
                text = (base.text or "").strip() if base is not None else ""
                if base is not None and value_of(base, "base-type") == "identifier":
                    number["feedback"] = self.modal(text)
                elif earned := decimal_from(text):
                    earnings.append(earned)
                    number["share"] = text
            accepted.append(number)
        most = max(earnings, default=Decimal(1))
        for number in accepted:
            if "share" in number:
                number["share"] = f"{(Decimal(number['share']) / most).quantize(_SHARE).normalize():f}"
        if not accepted:
            accepted = [{"value": each} for each in declared.correct]
        if not accepted:
            raise CannotTake(gettext("No answer of this question is marked as right."))
        return accepted

    def said_of_texts(self, interaction: ET.Element) -> list[dict[str, str]]:
        """What is said to whoever writes a certain text: from the conditions that match the response with it."""
        said: list[dict[str, str]] = []
        for condition, match in self._compared(interaction, "string-match"):
            text = first_named(match, "base-value")
            for told in all_named(condition, "set-outcome-value"):
                base = first_named(told, "base-value")
                if base is None or text is None or value_of(base, "base-type") != "identifier":
                    continue
                feedback = self.modal((base.text or "").strip())
                if feedback and (text.text or "").strip():
                    said.append({"text": (text.text or "").strip(), "feedback": feedback})
        return said

    def _compared(self, interaction: ET.Element, way: str) -> Iterator[tuple[ET.Element, ET.Element]]:
        """The conditions that compare the answer of an interaction in a way ("equal" …), each with the comparison."""
        response = value_of(interaction, "response-identifier")
        for condition in all_named(self.root, "response-if", "response-else-if"):
            comparison = first_named(condition, way)
            variable = first_named(comparison, "variable") if comparison is not None else None
            if (
                comparison is not None
                and variable is not None
                and value_of(variable, "identifier") == response
            ):
                yield condition, comparison

    def hints(self) -> dict[str, Any]:
        """The hints of our own catalog, as a body has them."""
        hints = [
            text
            for card in all_named(self.root, "card")
            if value_of(card, "support") == HINT
            for content in all_named(card, "html-content")
            if (text := shown(inside(content)).text)
        ]
        return {"hints": hints} if hints else {}

    def add_rubric(self, block: ET.Element, body: dict[str, Any]) -> None:
        """What markers are told: our own blocks piece by piece, others as a model answer."""
        model = next((each for each in all_named(block, "div") if "model-answer" in classes(each)), None)
        criteria = [each for each in all_named(block, "li") if value_of(each, "data-points")]
        if model is not None:
            body["model_answer"] = shown([model]).text
        if criteria:
            body["rubric"] = [
                {
                    "criterion": shown(inside(each)).text.replace("\n", " "),
                    "points": value_of(each, "data-points"),
                }
                for each in criteria
            ]
        if model is None and not criteria and {"scorer", "tutor"} & set(value_of(block, "view").split()):
            text = shown(inside(block)).text
            if text:
                body["model_answer"] = "\n".join(filter(None, (body.get("model_answer", ""), text)))
                self.doubt(gettext("What markers are told in this item stands in the model answer now."))

    def options(self, choices: Any) -> tuple[list[dict[str, Any]], dict[str, str]]:
        """Options, and our ids by those of the file."""
        elements = list(choices)
        names = [value_of(each, "identifier") for each in elements]
        sound = all(ID.fullmatch(each) for each in names) and len(set(names)) == len(names)
        ids = {name: name if sound else f"o{number}" for number, name in enumerate(names, start=1)}
        options = []
        for element, name in zip(elements, names, strict=True):
            found = shown(inside(element))
            option: dict[str, Any] = {"id": ids[name], "text": vietnamese.clean_line(found.text)}
            media = self.media(found.media).get("media", [])
            if media:
                option["media"] = media[0]
                option["text"] = option["text"] or media[0]["alt"]
            if value_of(element, "fixed") == "true":
                option["pinned"] = True
            feedback = [shown(inside(each)).text for each in all_named(element, "feedback-inline")]
            if not feedback and (text := self.modal(name)):
                feedback = [text]
            if feedback:
                option["feedback"] = "\n".join(feedback)
            options.append(option)
        return options, ids

    def media(self, elements: Sequence[ET.Element]) -> dict[str, Any]:
        """The pictures and sounds that elements show, as a body names them; those that are not there are told."""
        media = []
        for each in elements:
            source = value_of(each, "src") or value_of(each, "data")
            inner = first_named(each, "source", "img")
            if not source and inner is not None:
                source = value_of(inner, "src")
            alt = value_of(each, "alt") or value_of(each, "title") or value_of(each, "aria-label")
            found = self._find(source, alt) if source else None
            if found is None:
                told = gettext(
                    "The picture or sound “%(name)s” is not in the file, or cannot be shown; it is left out."
                )
                self.doubt(told % {"name": source[:100]})
                continue
            if not found.alt:
                told = gettext(
                    "A picture needs a text alternative for those who cannot see it. “%(words)s” stands there for now."
                )
                self.doubt(told % {"words": NO_WORDS})
            self.files[found.key] = found.data
            media.append(found.media())
        return {"media": media} if media else {}

    def response(self, interaction: ET.Element) -> Declared:
        """What the item declares of the answer of an interaction. Refuses with `CannotTake` where it declares none."""
        name = value_of(interaction, "response-identifier")
        if name not in self._declared:
            raise CannotTake(gettext("The answer “%(name)s” is not declared in the item.") % {"name": name})
        return self._declared[name]

    def tell_partial(self, declared: Declared, *, full: int) -> None:
        """Weights that our scorings do not have."""
        right = {value for value in declared.mapped.values() if value > 0}
        if (
            len(right) > 1
            or full == 1
            and any(
                key not in declared.correct
                for key in declared.mapped
                if declared.correct and declared.mapped[key] not in {0, max(declared.mapped.values())}
            )
        ):
            self.doubt(
                gettext("Answers earn different shares in the file; here each right one earns the same.")
            )

    def doubt(self, sentence: str) -> None:
        """Something that a person should look at."""
        self.doubts.append(sentence)
