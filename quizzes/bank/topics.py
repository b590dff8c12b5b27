"""What questions are about: a tree of topics."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vietnamese import api as vietnamese


class TopicQuerySet(models.QuerySet["Topic"]):
    def under(self, topic: "Topic") -> "TopicQuerySet":
        """The topic itself and everything below it."""
        return self.filter(tree_path__startswith=topic.tree_path)


class Topic(models.Model):
    """One subject of questions, for instance one lesson of a course."""

    uid = models.CharField(pgettext_lazy("identity", "key"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=255)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    tree_path = models.CharField(max_length=400, editable=False, unique=True)
    order = models.PositiveIntegerField(_("order"), default=0)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["tree_path"]

    def __str__(self) -> str:
        return self.title

    @property
    def depth(self) -> int:
        """How many topics stand above it."""
        return max(self.tree_path.strip("/").count("/"), 0)

    @property
    def paths_above(self) -> list[str]:
        """The paths of the topics above it and its own, from the top: what draws from one of them may draw from it."""
        parts = self.tree_path.strip("/").split("/")
        return ["/" + "/".join(parts[: number + 1]) + "/" for number in range(len(parts))]

    def tidy(self) -> None:
        """Bring texts into their stored form and derive the tree column."""
        self.title = vietnamese.clean_line(self.title)
        self.tree_path = f"{self.parent.tree_path if self.parent else '/'}{self.uid}/"


def in_tree_order(topics: Iterable[Topic]) -> list[Topic]:
    """Each topic followed by those below it; among brothers the one with the smaller `order`, then by title.

    A topic whose parent is not among them stands at the top.
    """
    below: dict[int | None, list[Topic]] = {}
    every = list(topics)
    known = {topic.pk for topic in every}
    for topic in every:
        below.setdefault(topic.parent_id if topic.parent_id in known else None, []).append(topic)
    for brothers in below.values():
        brothers.sort(key=lambda topic: (topic.order, vietnamese.sort_key(topic.title), topic.uid))
    ordered: list[Topic] = []

    def walk(parent: int | None) -> None:
        for topic in below.get(parent, []):
            ordered.append(topic)
            walk(topic.pk)

    walk(None)
    return ordered
