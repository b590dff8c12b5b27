"""Which choices a question was answered with, by lower, middle and upper third: numbers, never names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field

from quizzes.bank.questions import QuestionVersion
from quizzes.kinds import KINDS, Kind, UnsoundBody, kind_named

# With fewer attempts no choice is told apart; with fewer than three times as many, no thirds: nobody can be found out.
SMALL = 5

# Beyond this many different choices (typed answers) the rare ones are counted together.
MOST_CHOICES = 30

Answers = Iterable[tuple[int, int, Any, int]]


class Count(BaseModel):
    """How often one thing was chosen, as a run keeps it: `bands` are [lower, middle, upper third]."""

    words: str
    right: bool
    bands: list[int]


class Tally(BaseModel):
    """What was answered to one version: how often each thing was chosen, by its key, and by how many of each third it
    was answered at all."""

    choices: dict[str, Count] = Field(default_factory=dict)
    given: list[int] = Field(default_factory=lambda: [0, 0, 0])


@dataclass(frozen=True)
class Choice:
    """One thing that could be chosen, or was: in words, whether it is right, how often by lower, middle, upper third."""

    words: str
    right: bool
    bands: tuple[int, int, int]

    @property
    def times(self) -> int:
        return sum(self.bands)


def counted_kinds() -> list[str]:
    """The kinds whose answers can be counted: not those that a person marks."""
    return [kind.name for kind in KINDS if not kind.marked_by_person]


def count_choices(versions: Mapping[int, QuestionVersion], answers: Answers) -> dict[int, Tally]:
    """For each version how often each thing was chosen.

    `answers` are those of `gathering.answers_by_band`. A version that can no longer be read counts nothing; of many
    different ones (typed answers) the `MOST_CHOICES` most frequent are kept.
    """
    readable = {key: found for key, version in versions.items() if (found := read(version))}
    rights = {key: _right_keys(*found) for key, found in readable.items()}
    counted: dict[int, Tally] = {}
    for version, band, data, times in answers:
        if version not in readable or data is None:
            continue
        kind, body = readable[version]
        chosen = kind.choices_of(body, data)
        alone = len(chosen) == 1 and kind.mark(body, data) == 1
        tally = counted.setdefault(version, Tally())
        tally.given[band] += times
        for key, words in chosen:
            right = alone or key in rights[version]
            count = tally.choices.setdefault(key, Count(words=words, right=right, bands=[0, 0, 0]))
            count.bands[band] += times
    return {
        version: tally.model_copy(update={"choices": _most_frequent(tally.choices)})
        for version, tally in counted.items()
    }


def choices_of_version(version: QuestionVersion, counted: Mapping[str, Count]) -> list[Choice]:
    """The choices of one version: all that it offers in the author's order, then what else was answered, most often first."""
    found = read(version)
    offered = _offered(*found) if found else {}
    others = sorted(counted.keys() - offered.keys(), key=lambda key: (-sum(counted[key].bands), key))
    return [
        *(_choice(each, counted.get(each.key)) for each in offered.values()),
        *(_kept(counted[key]) for key in others),
    ]


def never_chosen(version: QuestionVersion, counted: Mapping[str, Count]) -> list[str]:
    """The wrong options, in words, that nobody chose."""
    found = read(version)
    offered = _offered(*found) if found else {}
    return [each.words for each in offered.values() if not each.right and each.key not in counted]


def guess_of(version: QuestionVersion) -> float | None:
    """The share that a blind answer earns on average; None where nothing can be guessed or the version cannot be read."""
    found = read(version)
    share = found[0].random_guess_share(found[1]) if found else None
    return None if share is None else float(share)


def stem_of(version: QuestionVersion) -> str:
    """What is asked, as text."""
    found = read(version)
    return found[0].stem_in_words(found[1]) if found else str(version.body.get("stem", ""))


def read(version: QuestionVersion) -> tuple[Kind[Any], Any] | None:
    """The kind and the body of a version; None when it can no longer be read."""
    try:
        kind = kind_named(version.kind)
        return kind, kind.read(version.body)
    except (LookupError, UnsoundBody):
        return None


@dataclass(frozen=True)
class _Offered:
    key: str
    words: str
    right: bool


def _offered(kind: Kind[Any], body: Any) -> dict[str, _Offered]:
    """What a version lets choose from, by key: its options, else the right answer alone."""
    right = _right_keys(kind, body)
    options = {option.id: option.text for option in getattr(body, "options", ())} or right
    return {key: _Offered(key, words, key in right) for key, words in options.items()}


def _right_keys(kind: Kind[Any], body: Any) -> dict[str, str]:
    return dict(kind.choices_of(body, kind.right_response(body)))


def _choice(offered: _Offered, count: Count | None) -> Choice:
    return Choice(offered.words, offered.right, _bands(count))


def _kept(count: Count) -> Choice:
    return Choice(count.words, count.right, _bands(count))


def _bands(count: Count | None) -> tuple[int, int, int]:
    lower, middle, upper = count.bands if count else (0, 0, 0)
    return lower, middle, upper


def _most_frequent(choices: dict[str, Count]) -> dict[str, Count]:
    kept = sorted(choices.items(), key=lambda each: (-sum(each[1].bands), each[0]))[:MOST_CHOICES]
    return dict(kept)
