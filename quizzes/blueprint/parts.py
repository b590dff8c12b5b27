"""One part of a paper: so many questions of a topic, or a fixed one, and how it stands there."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from quizzes.bank.questions import Level
from quizzes.blueprint.quizzes import Section


@dataclass(frozen=True)
class Part:
    """So many questions of one topic and those below it, of one level and tag where these are given; or one fixed question.

    `points` replaces those of the questions. What else there is says how the part stands in the paper: see `Section`.
    """

    topic_uid: str
    title: str
    tree_path: str
    count: int
    level: str = ""
    tag: str = ""
    question_id: int | None = None
    points: Decimal | None = None
    heading: str = ""
    new_page: bool = False
    requires_previous: bool = False

    @property
    def keeps_its_place(self) -> bool:
        """Whether its questions must stand together, so that a paper cannot be shuffled as a whole."""
        return bool(self.heading) or self.new_page or self.requires_previous

    @property
    def name(self) -> str:
        """The part in words: its topic, with the level and tag that it asks for."""
        more = [str(Level(self.level).label)] if self.level else []
        more += [f"#{self.tag}"] if self.tag else []
        more += [gettext("a fixed question")] if self.question_id is not None else []
        return f"{self.title} ({', '.join(more)})" if more else self.title

    def as_json(self) -> dict[str, Any]:
        """What an attempt keeps of it; what says nothing is left out."""
        more: dict[str, Any] = {
            "level": self.level,
            "tag": self.tag,
            "question": self.question_id,
            "points": None if self.points is None else str(self.points),
            "heading": self.heading,
            "new_page": self.new_page,
            "requires_previous": self.requires_previous,
        }
        kept = {key: value for key, value in more.items() if value not in ("", None, False)}
        return {"topic": self.topic_uid, "title": self.title, "count": self.count, **kept}


def part_of(section: Section) -> Part:
    """A section as a part of a blueprint; it may stand in a form and not be stored yet."""
    question, topic = section.question, section.topic
    if question is not None:
        topic = question.topic
    if topic is None:
        raise ValueError("a section draws from a topic or is one question")
    return Part(
        topic_uid=topic.uid,
        title=topic.title,
        tree_path=topic.tree_path,
        count=1 if question is not None else section.count,
        level=section.level,
        tag=section.tag,
        question_id=None if question is None else question.pk,
        points=section.points,
        heading=section.heading,
        new_page=section.new_page,
        requires_previous=section.requires_previous,
    )
