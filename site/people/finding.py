"""Which unit somebody means by a uid, a code of the day, or a full name typed with or without marks."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from people.units import Unit, UnitSuccession
from vietnamese import api as vietnamese

MOST_CANDIDATES = 12


class UnitNotFound(LookupError):
    """No unit answers to the text; `message` is the sentence for the person who typed it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UnitUnclear(UnitNotFound):
    """The text does not name one unit for certain; `candidates` are those that may have been meant."""

    def __init__(self, message: str, candidates: list[Unit]) -> None:
        super().__init__(message)
        self.candidates = candidates


def find_unit(text: str, *, on: date | None = None) -> Unit:
    """The one unit that `text` names on the day `on` (today, if left out).

    `text` is a uid (of whatever time), an official code as valid on the day, or a full name ("Xã Tân Hưng",
    "xa tan hung"). Raises UnitUnclear with candidates when several units answer, or only something like it or a
    former unit does; UnitNotFound when nothing does.
    """
    wanted = vietnamese.clean_line(text)
    day = on or vietnamese.local_day(timezone.now())
    units = Unit.objects.select_related("parent__parent__parent")
    if found := units.filter(uid=wanted.casefold()).first():
        return found
    valid = units.valid_on(day)
    if wanted.isascii() and wanted.isdigit():
        return _one(list(valid.filter(code=wanted)), wanted) or _former(wanted)
    folded = vietnamese.fold(wanted)
    if not folded:
        raise UnitNotFound(_("Name a unit: its key, its code of today or its full name."))
    like = list(valid.filter(name_folded__contains=folded))
    same = [unit for unit in like if folded in {vietnamese.fold(name) for name in _names(unit)}]
    if len(same) > 1:
        key = vietnamese.same_name_key(wanted)
        # Typed with its marks, "Xã Hưng Hà" is not "Xã Hưng Hạ".
        same = [
            unit for unit in same if key in {vietnamese.same_name_key(name) for name in _names(unit)}
        ] or same
    if found := _one(same, wanted):
        return found
    if like:
        raise UnitUnclear(_unclear(wanted, like), like)
    raise UnitNotFound(_("No unit is called “%(text)s”.") % {"text": wanted})


def _one(units: list[Unit], wanted: str) -> Unit | None:
    if len(units) > 1:
        raise UnitUnclear(_unclear(wanted, units), units)
    return units[0] if units else None


def _former(code: str) -> Unit:
    """A code that is not one of the day: the former units that had it, and what became of them, as candidates."""
    former = list(Unit.objects.select_related("parent").filter(code=code))
    if not former:
        raise UnitNotFound(_("No unit has the code %(code)s.") % {"code": code})
    later = UnitSuccession.objects.filter(former__in=former).select_related("successor__parent")
    candidates = former + [step.successor for step in later]
    raise UnitUnclear(_unclear(code, candidates), candidates)


def _names(unit: Unit) -> list[str]:
    return [name for name in (unit.name, unit.name_variant) if name]


def _unclear(wanted: str, units: list[Unit]) -> str:
    lines = [_("“%(text)s” does not name one unit for certain. Give one of these keys:") % {"text": wanted}]
    for unit in sorted(units, key=lambda each: (each.sort_key, each.uid))[:MOST_CANDIDATES]:
        above = f", {unit.parent.name}" if unit.parent else ""
        lines.append(f"  {unit.uid}: {unit.name}{above}")
    if len(units) > MOST_CANDIDATES:
        lines.append(_("  and %(count)d more") % {"count": len(units) - MOST_CANDIDATES})
    return "\n".join(lines)
