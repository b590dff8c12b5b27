"""How figures of statistics are written and drawn in templates."""

from django import template
from django.utils.safestring import SafeString

from quizzes.statistics import charts, showing
from quizzes.statistics.answers import Choice

register = template.Library()


@register.filter
def percent(value: float | None) -> str:
    """A share as "41%"."""
    return showing.percent(value)


@register.filter
def interval(value: object) -> str:
    """An interval of shares as "35% to 48%"; empty where there is none."""
    return showing.from_to(value)  # type: ignore[arg-type]


@register.simple_tag
def choice_bar(choice: Choice, of: int) -> SafeString:
    """The bar of a choice among so many attempts."""
    return charts.share_bar(choice.times / of if of else 0, right=choice.right)


@register.simple_tag
def part(times: int, of: int) -> str:
    """So many of so many: "12 (40%)"."""
    return f"{times} ({showing.percent(times / of)})" if of else str(times)
