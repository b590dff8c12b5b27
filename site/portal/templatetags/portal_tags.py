"""How numbers of documents, days, times and lines are shown."""

import re
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from vietnamese import api as vietnamese

register = template.Library()

# "157-KH/TU", "30/2023/QH15", "356/2025/NĐ-CP": a number of a document is never broken over two lines.
DOCUMENT_NUMBER = re.compile(r"(?<![\w/-])\d+(?:/\d{4})?[/-][A-ZĐ][\w./-]*\w(?![\w/-])")


@register.filter
def whole(text: object) -> SafeString:
    """The text, escaped, with each number of a document kept on one line."""
    escaped = conditional_escape(str(text))
    return mark_safe(DOCUMENT_NUMBER.sub(r'<span class="whole">\g<0></span>', escaped))  # noqa: S308 (escaped above)


@register.filter
def lines(text: str | None) -> list[str]:
    """The lines of a text that hold something."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


@register.filter
def day(value: date | datetime | None) -> str:
    """A day or moment as "24/11/2026", in local time."""
    if value is None:
        return ""
    return vietnamese.show_day(vietnamese.local_day(value) if isinstance(value, datetime) else value)


@register.filter
def clock(value: datetime | None) -> str:
    """A moment as "19:42", in local time."""
    return "" if value is None else f"{timezone.localtime(value, vietnamese.LOCAL):%H:%M}"


@register.filter
def points(value: Decimal | None) -> str:
    """A number of points as people write it: 14, or 13,5; of more places than two the rest is cut, never rounded up."""
    if value is None:
        return ""
    exact = Decimal(value)
    cut = exact.quantize(Decimal("0.01"), ROUND_FLOOR)
    return vietnamese.show_decimal(exact if exact == cut else cut)


@register.simple_tag
def bar(got: float, of: float, *, less: bool = False) -> SafeString:
    """A bar cut into its whole parts, as SVG; the number itself stands in the text beside it."""
    parts = max(int(of), 1)
    share = 0 if not of else max(0.0, min(1.0, float(got) / float(of)))
    cuts = "".join(
        f'<path class="bar__cut" d="M{100 * cut / parts:.4g} 0v10"/>' for cut in range(1, min(parts, 60))
    )
    return format_html(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<path class="bar__all" d="M0 0h100v10H0z"/><path class="bar__{}" d="M0 0h{}v10H0z"/>{}</svg>',
        "less" if less else "got",
        f"{100 * share:.4g}",
        mark_safe(cuts),  # noqa: S308 (numbers only)
    )
