"""Topics by their titles: the path that a file names below a topic, and the path of a topic below another."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from quizzes.bank.search import free_uid
from quizzes.bank.topics import Topic
from vietnamese import api as vietnamese

LONGEST_UID = 60
LONGEST_PATH = 400


class TopicTooDeep(ValueError):
    """A topic lies below too many others. Says which."""


class TopicsBelow:
    """Topics below one topic, by their titles; `made` are those that did not exist."""

    def __init__(self, root: Topic) -> None:
        self.made: list[Topic] = []
        self._root = root
        self._by_path: dict[tuple[str, ...], Topic] = {(): root}
        known: dict[int | None, tuple[str, ...]] = {root.pk: ()}
        for topic in Topic.objects.under(root).exclude(pk=root.pk).order_by("tree_path"):
            above = known.get(topic.parent_id)
            if above is not None:
                known[topic.pk] = path = (*above, _key(topic.title))
                self._by_path.setdefault(path, topic)

    def find(self, titles: Sequence[str]) -> Topic | None:
        """The topic at this path, when there is one."""
        return self._by_path.get(tuple(map(_key, titles)))

    def at(self, titles: Sequence[str]) -> Topic:
        """The topic at this path, made when it is missing. Refuses with `TopicTooDeep`."""
        topic = self._root
        for depth in range(1, len(titles) + 1):
            path = tuple(map(_key, titles[:depth]))
            if path not in self._by_path:
                self._by_path[path] = self._make(titles[depth - 1], topic)
            topic = self._by_path[path]
        return topic

    def _make(self, title: str, parent: Topic) -> Topic:
        topic = Topic(uid=free_uid(Topic, title, longest=LONGEST_UID), title=title, parent=parent)
        topic.tidy()
        if len(topic.tree_path) > LONGEST_PATH:
            told = gettext("The topic “%(title)s” lies below too many others. Move it higher in the file.")
            raise TopicTooDeep(told % {"title": title})
        topic.save()
        self.made.append(topic)
        return topic


def path_below(topics: Sequence[Topic], root: Topic) -> dict[int, tuple[str, ...]]:
    """For each topic at or below `root`: the titles from there down to it."""
    by_key = {topic.pk: topic for topic in topics}
    paths: dict[int, tuple[str, ...]] = {root.pk: ()}
    for topic in sorted(topics, key=lambda each: each.tree_path):
        if topic.pk != root.pk and topic.parent_id in paths:
            paths[topic.pk] = (*paths[topic.parent_id], by_key[topic.pk].title)
    return paths


def _key(title: str) -> str:
    return vietnamese.same_name_key(title)
