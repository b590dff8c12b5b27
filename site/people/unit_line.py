"""Where a person belongs, in one line under the masthead."""

from django.core.cache import cache

from people.units import Membership
from people.users import User

KEPT_SECONDS = 300


def unit_line(person: User) -> str:
    """ "Thôn Đông, Xã Tân Hưng"; empty for nobody's place. Kept for five minutes: it stands on every page."""
    key = f"unit-line:{person.pk}"
    kept: str | None = cache.get(key)
    if kept is None:
        home = (
            Membership.objects.filter(person=person, until__isnull=True)
            .select_related("unit__parent")
            .first()
        )
        units = [home.unit, home.unit.parent] if home else []
        kept = ", ".join(unit.name for unit in units if unit is not None)
        cache.set(key, kept, KEPT_SECONDS)
    return kept
