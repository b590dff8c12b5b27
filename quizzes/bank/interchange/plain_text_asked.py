"""What one question of the usual Vietnamese form asks: its kind and body, made from its pieces. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from quizzes.bank.interchange.findings import start_of
from quizzes.bank.interchange.pictures import NO_WORDS, Found
from quizzes.bank.interchange.plain_text_answers import (
    compared_from,
    criterion_from,
    gap_from,
    numbers_from,
    split_words,
)
from quizzes.bank.interchange.plain_text_gathering import (
    PAIRS,
    Choice,
    Gathered,
    gather,
    option_text,
    text_of,
    unescaped,
)
from quizzes.bank.interchange.plain_text_lines import Line, letters_of
from quizzes.bank.interchange.plain_text_right import (
    Unclear,
    letters_standing_out,
    told_letters,
    truths_of,
)
from quizzes.bank.interchange.wording import kind_from, letter, plain, points_from, truth_from, yes_from
from quizzes.kinds.cloze import MARK
from vietnamese import api as vietnamese

_SEVERAL = re.compile(
    r"\b(?:chon (?:tat ca|nhung|cac|moi|nhieu|du|\d+|hai|ba|bon|nam)|nhung .*\bnao\b|cac .*\bnao\b)"
)
_ORDER = re.compile(r"\b(?:sap xep|thu tu|trinh tu)\b")
_CHAIN = re.compile(r"[A-Za-z](?:\s*(?:[-–—→>,;]|->)+\s*[A-Za-z]){2,}")
_WORDS = re.compile(r"(?P<least>\d+)?\s*[-–]?\s*(?P<most>\d+)?")
MOST_IN_SHORT_ANSWER = 200
# Fields that a part of a situation does not have: below the last part they mean the whole.
OF_THE_WHOLE = {
    "explanation", "level", "law", "topic", "tags", "uid", "place", "practice", "review", "hint",
}  # fmt: skip


@dataclass
class Asked:
    """The kind and body of a question, the pictures in it, what a person should look at (line, sentence)."""

    kind: str
    body: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)
    doubts: list[tuple[int, str]] = field(default_factory=list)
    by_looks: str = ""


def asked_from(lines: Sequence[Line], key: str = "") -> tuple[Asked, Gathered]:
    """What the lines of one question ask. `key`: its right answer in a table apart. Refuses with `Unclear`."""
    gathered = gather(lines)
    making = _Making(gathered, key)
    return making.make(), gathered


class _Making:
    def __init__(self, gathered: Gathered, key: str) -> None:
        self._all = gathered
        self._key = key
        self._files: dict[str, bytes] = {}
        self._doubts: list[tuple[int, str]] = []
        self._by_looks = ""
        self._line = gathered.stem[0].number if gathered.stem else 0
        self._stem = text_of(gathered.stem)
        self._kind = kind_from(gathered.value("kind"))
        if gathered.value("kind") and not self._kind:
            told = gettext("No kind of question is called “%(name)s”.")
            raise Unclear(self._line, told % {"name": gathered.value("kind")})
        answer = gathered.first("answer")
        self._answer = gathered.text(answer) if answer else ""
        self._answer_line = answer.line.number if answer else self._line
        if not self._answer:
            self._answer = key
        elif key and plain(key) != plain(self._answer) and letters_of(key) != letters_of(self._answer):
            told = gettext("The question says “%(own)s”, the key apart says “%(key)s”: the first was taken.")
            self._doubt(self._answer_line, told % {"own": start_of(self._answer), "key": key})

    def make(self) -> Asked:
        kind, body = self._made()
        told = {"stem": self._stem, **body}
        pictures = [each for line in self._all.stem for each in line.pictures]
        if pictures:
            told["media"] = [self._media(each, self._line) for each in pictures]
        if hints := self._all.values("hint"):
            told["hints"] = hints
        return Asked(kind, told, self._files, self._doubts, self._by_looks)

    def _made(self) -> tuple[str, dict[str, Any]]:
        """The kind, and the body without its stem."""
        if self._all.parts:
            return "situation", {"parts": [self._part(*each) for each in self._all.parts]}
        if self._all.gaps or self._kind == "cloze":
            return "cloze", {"gaps": self._gaps()}
        if self._all.left or self._kind == "matching":
            return "matching", self._matching()
        if self._all.choices:
            return self._with_options()
        return self._without_options()

    def _with_options(self) -> tuple[str, dict[str, Any]]:
        self._check_letters()
        truths = truths_of(self._answer, [each.letter.upper() for each in self._all.choices])
        if truths and self._kind in {"", "true_false", "situation"}:
            return self._judged_one_by_one(truths)
        chain = _CHAIN.fullmatch(self._answer.strip(" ."))
        in_order = bool(_ORDER.search(vietnamese.fold(self._stem)))
        all_named = len(letters_of(re.sub(r"[-–—→>;]+", ",", self._answer))) == len(self._all.choices)
        if self._kind == "ordering" or not self._kind and in_order and chain and all_named:
            return "ordering", self._ordering()
        says_truth = {plain(text_of(each.pieces)) for each in self._all.choices} == {"dung", "sai"}
        if self._kind == "true_false" or not self._kind and says_truth:
            return "true_false", self._true_or_false_options()
        right = self._right_letters()
        options = self._options(self._all.choices)
        kind = self._kind if self._kind in {"single_choice", "multiple_choice"} else ""
        if not kind:
            kind = "single_choice" if len(right) == 1 else "multiple_choice"
            if len(right) > 1 and not _SEVERAL.search(vietnamese.fold(self._stem)):
                told = gettext(
                    "%(letters)s are marked as right, so this is read as a question with several right answers."
                )
                self._doubt(self._answer_line, told % {"letters": ", ".join(right)})
        if kind == "single_choice" and len(right) > 1:
            told = gettext("Exactly one option may be right here; %(letters)s are marked as right.")
            raise Unclear(self._answer_line, told % {"letters": ", ".join(right)})
        body: dict[str, Any] = {"options": options}
        body["correct"] = right[0].lower() if kind == "single_choice" else [each.lower() for each in right]
        if kind == "multiple_choice" and self._in_shares():
            body["scoring"] = "shares"
        if yes_from(self._all.value("shuffle")) is False:
            body["shuffle_options"] = False
        return kind, body

    def _without_options(self) -> tuple[str, dict[str, Any]]:
        truth = truth_from(self._answer)
        if self._kind == "true_false" or not self._kind and truth is not None:
            if truth is None:
                raise Unclear(self._answer_line, gettext("Write “Đáp án: Đúng” or “Đáp án: Sai”."))
            return "true_false", {"correct": "true" if truth else "false"}
        if self._kind == "numerical":
            return "numerical", self._numerical()
        if self._kind in {"single_choice", "multiple_choice", "ordering"}:
            raise Unclear(
                self._line, gettext("No options were found. Begin each with its letter: “A. …”, “B. …”.")
            )
        if self._kind == "essay" or not self._kind and not self._is_short(self._answer):
            return "essay", self._essay()
        if not self._kind:
            if letters_of(self._answer) and len(self._answer) < 3:
                told = gettext(
                    "The answer is “%(answer)s”, but no options were found. Begin each with its letter: “A. …”."
                )
                raise Unclear(self._line, told % {"answer": self._answer})
            told = gettext("There are no options: read as a short answer, “%(answer)s”.")
            self._doubt(self._line, told % {"answer": start_of(self._answer)})
        return "short_answer", self._short_answer()

    def _is_short(self, answer: str) -> bool:
        return bool(answer) and "\n" not in answer and len(answer) <= MOST_IN_SHORT_ANSWER

    def _short_answer(self) -> dict[str, Any]:
        label = self._all.value("label")
        return {
            "accepted": split_words(self._answer, ";"),
            **({"label": label} if label else {}),
            **compared_from(self._all.value("compare")),
        }

    def _numerical(self) -> dict[str, Any]:
        accepted = numbers_from(self._answer)
        if accepted is None:
            told = gettext("“%(answer)s” is not a number. Write it like 12,5 or 12,5 ± 0,5.")
            raise Unclear(self._answer_line, told % {"answer": start_of(self._answer)})
        for each in self._all.fields:
            if each.name == "feedback" and each.argument.isdigit() and int(each.argument) <= len(accepted):
                accepted[int(each.argument) - 1]["feedback"] = self._all.text(each)
        unit = self._all.value("unit")
        return {"accepted": accepted, **({"unit": unit} if unit else {})}

    def _essay(self) -> dict[str, Any]:
        if not self._kind:
            self._doubt(self._line, gettext("There are no options and no short answer: read as an essay."))
        body: dict[str, Any] = {}
        if model := self._all.value("model") or self._answer:
            body["model_answer"] = model
        rubric = [criterion_from(each) for each in self._all.values("criterion")]
        if rubric:
            body["rubric"] = rubric
        found = _WORDS.fullmatch(self._all.value("words").strip())
        for name in ("least", "most"):
            if found and found[name]:
                body[f"{name}_words"] = int(found[name])
        if uploads := self._all.value("uploads").strip():
            body["uploads"] = int(uploads) if uploads.isdigit() else 0
        return body

    def _ordering(self) -> dict[str, Any]:
        order = letters_of(re.sub(r"[-–—→>;]+", ",", self._answer))
        known = [each.letter.upper() for each in self._all.choices]
        if sorted(order) != sorted(known):
            raise Unclear(
                self._answer_line,
                gettext("The right order must name each letter once, like “Đáp án: C-A-B”."),
            )
        body: dict[str, Any] = {
            "items": self._options(self._all.choices),
            "correct": [each.lower() for each in order],
        }
        return {**body, "scoring": "adjacent_pairs"} if self._in_shares() else body

    def _matching(self) -> dict[str, Any]:
        left, right = self._all.left, self._all.choices
        known = {each.letter.upper(): f"R{at}" for at, each in enumerate(right, start=1)}
        ids = {each.letter: f"L{at}" for at, each in enumerate(left, start=1)}
        correct = {}
        for number, other in PAIRS.findall(self._answer):
            if number not in ids or other.upper() not in known:
                told = gettext("“%(pair)s” names a line that is not there.")
                raise Unclear(self._answer_line, told % {"pair": f"{number}-{other}"})
            correct[ids[number]] = known[other.upper()]
        if len(correct) < len(left) or not left:
            raise Unclear(
                self._answer_line,
                gettext("Each line on the left needs its letter, like “Đáp án: 1-B, 2-A, 3-C”."),
            )
        body: dict[str, Any] = {
            "left": [{**option, "id": f"L{at}"} for at, option in enumerate(self._options(left), start=1)],
            "right": [{**option, "id": f"R{at}"} for at, option in enumerate(self._options(right), start=1)],
            "correct": correct,
        }
        return {**body, "scoring": "all_or_nothing"} if self._all_or_nothing() else body

    def _gaps(self) -> list[dict[str, Any]]:
        marks = MARK.findall(self._stem)
        if not self._all.gaps:
            raise Unclear(
                self._line,
                gettext("The gaps have no answers. Write a line for each: “[[1]] = nhân dân; dân”."),
            )
        gaps = [{"id": each.argument, **gap_from(each.value)} for each in self._all.gaps]
        return sorted(gaps, key=lambda gap: marks.index(gap["id"]) if gap["id"] in marks else len(marks))

    def _part(self, name: str, lines: list[Line]) -> dict[str, Any]:
        asked, gathered = asked_from(lines)
        self._files |= asked.files
        self._doubts += asked.doubts
        points = points_from(gathered.value("points")) if gathered.value("points") else None
        for each in gathered.fields:
            if each.name in OF_THE_WHOLE:
                self._all.fields.append(each)
                self._all.more[id(each)] = gathered.more[id(each)]
        return {
            "id": name,
            "kind": asked.kind,
            "points": f"{points:f}" if points else "1",
            "body": asked.body,
        }

    def _true_or_false_options(self) -> dict[str, Any]:
        right = self._right_letters()
        if len(right) > 1 or len(self._all.choices) != 2:
            raise Unclear(self._answer_line, gettext("Of “Đúng” and “Sai” exactly one must be right."))
        options, correct = self._options(self._all.choices), ""
        usual = {plain(each["text"]) for each in options} == {"dung", "sai"}
        for at, (each, option) in enumerate(zip(self._all.choices, options, strict=True)):
            is_true = plain(option["text"]) == "dung" if usual else at == 0
            option["id"] = "true" if is_true else "false"
            correct = option["id"] if each.letter.upper() == right[0] else correct
        return {
            "options": options,
            "correct": correct,
            "shuffle_options": yes_from(self._all.value("shuffle")) is True,
        }

    def _judged_one_by_one(self, truths: Sequence[bool]) -> tuple[str, dict[str, Any]]:
        self._doubt(
            self._line,
            gettext("Each statement is judged for itself: read as a situation with true or false questions."),
        )
        parts = [
            {
                "id": each.letter.lower(),
                "kind": "true_false",
                "body": {"stem": text_of(each.pieces), "correct": "true" if truth else "false"},
            }
            for each, truth in zip(self._all.choices, truths, strict=True)
        ]
        return "situation", {"parts": parts}

    def _right_letters(self) -> list[str]:
        letters = [each.letter.upper() for each in self._all.choices]
        texts = {
            vietnamese.same_name_key(text_of(each.pieces)): each.letter.upper() for each in self._all.choices
        }
        said = told_letters(self._answer, letters, texts, self._answer_line)
        starred = [each.letter.upper() for each in self._all.choices if each.starred]
        looks, how = letters_standing_out(self._all.choices, self._line, said=bool(said or starred))
        if said and starred and said != starred:
            told = gettext("“Đáp án” says %(said)s, but the star stands at %(starred)s: the first was taken.")
            self._doubt(self._answer_line, told % {"said": ", ".join(said), "starred": ", ".join(starred)})
        if said and looks and not starred and said != looks:
            told = gettext("“Đáp án” says %(said)s, but %(looks)s stands out (%(how)s): the first was taken.")
            self._doubt(
                self._answer_line,
                told % {"said": ", ".join(said), "looks": ", ".join(looks), "how": how},
            )
        right = said or starred or looks
        if not right:
            raise Unclear(
                self._line,
                gettext(
                    "No right answer was found. Write “Đáp án: B” below the options, or a star before one."
                ),
            )
        self._by_looks = how if right is looks else ""
        return right

    def _check_letters(self) -> None:
        letters = [each.letter.upper() for each in self._all.choices]
        for at, each in enumerate(self._all.choices):
            if each.letter.upper() in letters[:at]:
                told = gettext(
                    "The letter %(letter)s stands twice. If a new question begins here, write “Câu 2.” before it."
                )
                raise Unclear(each.line, told % {"letter": each.letter})
        if len(letters) == 1:
            raise Unclear(
                self._all.choices[0].line, gettext("There is only one option; a question needs two or more.")
            )
        expected = [letter(at) for at in range(len(letters))]
        if letters != expected:
            missing = next((each for each in expected if each not in letters), expected[-1])
            told = gettext("Option %(letter)s is missing between the others. Look whether it was overlooked.")
            self._doubt(self._all.choices[0].line, told % {"letter": missing})
        for each in self._all.continued:
            told = gettext(
                "Option %(letter)s goes on in another line: “%(start)s”. Look whether it belongs there."
            )
            more = start_of(unescaped(each.pieces[1].words))
            self._doubt(each.pieces[1].number, told % {"letter": each.letter, "start": more})

    def _options(self, choices: Sequence[Choice]) -> list[dict[str, Any]]:
        pinned = set(letters_of(self._all.value("pinned")))
        feedback = {
            each.argument: self._all.text(each) for each in self._all.fields if each.name == "feedback"
        }
        options = []
        for each in choices:
            text = option_text(each)
            option: dict[str, Any] = {"id": each.letter.lower(), "text": text}
            pictures = [picture for piece in each.pieces for picture in piece.pictures]
            if pictures:
                option["media"] = self._media(pictures[0], each.line)
                option["text"] = text or pictures[0].alt or f"Hình {each.letter.upper()}"
                for _more in pictures[1:]:
                    self._doubt(
                        each.line, gettext("An option holds one picture; the second one is left out.")
                    )
            if each.letter.upper() in pinned:
                option["pinned"] = True
            if each.letter.upper() in feedback:
                option["feedback"] = feedback[each.letter.upper()]
            options.append(option)
        return options

    def _media(self, picture: Found, line: int) -> Mapping[str, Any]:
        self._files[picture.key] = picture.data
        if not picture.alt:
            told = gettext(
                "A picture needs a text alternative for those who cannot see it. “%(words)s” stands there for now."
            )
            self._doubt(line, told % {"words": NO_WORDS})
        return picture.media()

    def _in_shares(self) -> bool:
        return plain(self._all.value("scoring")).startswith("tung phan")

    def _all_or_nothing(self) -> bool:
        return plain(self._all.value("scoring")).startswith("dung het")

    def _doubt(self, line: int, sentence: str) -> None:
        self._doubts.append((line, sentence))
