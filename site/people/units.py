"""Where people belong: organisation units, dated, with successors. A unit is never a part of a course."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vietnamese import api as vietnamese


class UnitType(models.TextChoices):
    PROVINCE = "province", _("province")
    DISTRICT = "district", _("district (historical)")
    COMMUNE = "commune", _("commune")
    WARD = "ward", _("ward")
    TOWN = "town", _("town (historical)")
    VILLAGE = "village", _("village")
    RESIDENTIAL_GROUP = "residential_group", _("residential group")


class UnitQuerySet(models.QuerySet["Unit"]):
    def valid_on(self, day: date) -> "UnitQuerySet":
        """Units that exist on that day: [valid_from, valid_to), an empty end is open."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        )

    def under(self, unit: "Unit") -> "UnitQuerySet":
        """The unit itself and everything below it."""
        return self.filter(tree_path__startswith=unit.tree_path)


class Unit(models.Model):
    """One organisation unit for as long as it exists. A rename, merge or split ends it and names its successors.

    `uid` is our own key. `code` is the official code, which counts only together with the validity: all 104 codes of
    today were codes of former units.
    """

    uid = models.CharField(_("our key"), max_length=60, unique=True)
    code = models.CharField(_("official code"), max_length=12, blank=True)
    type = models.CharField(_("type"), max_length=20, choices=UnitType.choices)
    name = models.CharField(_("name"), max_length=120)
    name_variant = models.CharField(_("other spelling"), max_length=120, blank=True)
    name_folded = models.CharField(max_length=260, editable=False)
    sort_key = models.CharField(max_length=400, editable=False, db_index=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    # "/hy/hy-tan-hung/": a unit and all below it are found by one prefix.
    tree_path = models.CharField(max_length=400, editable=False, unique=True)
    valid_from = models.DateField(_("exists from"), null=True, blank=True)
    valid_to = models.DateField(_("exists until (day not included)"), null=True, blank=True)
    basis = models.CharField(_("instrument"), max_length=200, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["sort_key", "uid"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gt=models.F("valid_from")),
                name="unit_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["code"], name="unit_code")]

    def __str__(self) -> str:
        return self.name

    def tidy(self) -> None:
        """Bring texts into their stored form and derive search, sort and tree columns. The parent must be tidy."""
        self.name = vietnamese.clean_line(self.name)
        self.name_variant = vietnamese.clean_line(self.name_variant)
        self.name_folded = vietnamese.fold(f"{self.name} {self.name_variant}".strip())
        self.sort_key = vietnamese.sort_key(self.name)[:400]
        above = self.parent.tree_path if self.parent else "/"
        self.tree_path = f"{above}{self.uid}/"


class UnitSuccession(models.Model):
    """One former unit continued, whole or in part, by one later unit. Records are never moved along it by rule."""

    class Share(models.TextChoices):
        WHOLE = "whole", _("whole")
        PART = "part", _("part")

    former = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="predecessions")
    share = models.CharField(max_length=5, choices=Share.choices)
    basis = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("succession of units")
        verbose_name_plural = _("successions of units")
        constraints = [
            models.UniqueConstraint(fields=["former", "successor"], name="one_succession_each_way")
        ]


class MembershipQuerySet(models.QuerySet["Membership"]):
    def homes(self) -> "MembershipQuerySet":
        """For each person the one row that says where they belong: the open membership, or else the latest one."""
        others = Membership.objects.filter(person=OuterRef("person"))
        later = Q(since__gt=OuterRef("since")) | Q(since=OuterRef("since"), pk__gt=OuterRef("pk"))
        return self.filter(
            Q(until__isnull=True) | ~Exists(others.filter(Q(until__isnull=True) | later)),
        )


class Membership(models.Model):
    """A person belongs to a unit from a day until another (not included)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership of a unit")
        verbose_name_plural = _("memberships of units")
        constraints = [
            # One home at a time: whoever may edit a person is then never in doubt.
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="one_open_membership"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="membership_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["unit", "until"], name="membership_unit")]


def unit_path(unit: Unit, *, separator: str = ", ") -> str:
    """The unit and those above it up to the province, smallest first: "Thôn Đông, Xã Tân Hưng, Tỉnh Hưng Yên"."""
    names: list[str] = []
    step: Unit | None = unit
    while step is not None:
        names.append(step.name)
        step = step.parent
    return separator.join(names)


def unit_label(unit: Unit) -> str:
    """A unit below a commune with its commune, others alone: a list of communes would only repeat the province."""
    above = unit.parent
    return f"{unit.name}, {above.name}" if above is not None and above.parent_id is not None else unit.name


__all__ = [
    "Membership",
    "MembershipQuerySet",
    "Unit",
    "UnitQuerySet",
    "UnitSuccession",
    "UnitType",
    "unit_label",
    "unit_path",
]
