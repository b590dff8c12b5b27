"""Topics as Moodle writes them: "$course$/top/Lesson 1/Part //2" is ("Lesson 1", "Part /2"). Pure."""

from __future__ import annotations

import re

from vietnamese import api as vietnamese

# "$course$", "$system$", "$cat1$" name the place in Moodle where categories hang, "top" the root of them.
PLACE = re.compile(r"\$[a-z0-9]*\$")
ROOT = "top"
SLASH = "\ufdef"
MOST_TOPICS = 12


def topic_of_category(text: str) -> tuple[str, ...]:
    """The titles from the top down that a category's path names."""
    parts = [each.strip() for each in text.replace("//", SLASH).split("/")]
    if parts and PLACE.fullmatch(parts[0]):
        parts = parts[1:]
    if parts and parts[0] == ROOT:
        parts = parts[1:]
    titles = [vietnamese.clean_line(each.replace(SLASH, "/")) for each in parts]
    return tuple(each for each in titles if each)[:MOST_TOPICS]


def category_of_topic(titles: tuple[str, ...]) -> str:
    """The path of a category from which `topic_of_category` makes the same titles."""
    return "/".join(["$course$", ROOT, *(each.replace("/", "//") for each in titles)])
