"""What questions are about: a tree of topics."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vietnamese import api as vietnamese


class TopicQuerySet(models.QuerySet["Topic"]):
    def under(self, topic: "Topic") -> "TopicQuerySet":
        """The topic itself and everything below it."""
        return self.filter(tree_path__startswith=topic.tree_path)


class Topic(models.Model):
    """One subject of questions, for instance one lesson of a course."""

    uid = models.CharField(_("key"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=255)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to"))
    tree_path = models.CharField(max_length=400, editable=False, unique=True)
    order = models.PositiveIntegerField(_("order"), default=0)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["tree_path"]

    def __str__(self) -> str:
        return self.title

    def tidy(self) -> None:
        """Bring texts into their stored form and derive the tree column."""
        self.title = vietnamese.clean_line(self.title)
        self.tree_path = f"{self.parent.tree_path if self.parent else '/'}{self.uid}/"
