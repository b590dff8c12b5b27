"""Charts as SVG, drawn here: shapes and numbers only, so that a strict content policy holds. A table stands beside each."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT, FOOT = 400, 150, 18


def histogram(counts: Sequence[int], *, name: str) -> SafeString:
    """Attempts by score, ten columns from 0 to 100 %; `name` is read aloud in its place."""
    most = max(counts, default=0) or 1
    step = WIDTH / len(counts)
    columns = format_html_join(
        "",
        '<rect class="stat-chart__column" x="{}" y="{}" width="{}" height="{}"/>'
        '<text class="stat-chart__count" x="{}" y="{}">{}</text>',
        (
            (
                _n(place * step + 2),
                _n(14 + (HEIGHT - 14) * (1 - count / most)),
                _n(step - 4),
                _n((HEIGHT - 14) * count / most),
                _n(place * step + step / 2),
                _n(10 + (HEIGHT - 14) * (1 - count / most)),
                count or "",
            )
            for place, count in enumerate(counts)
        ),
    )
    ticks = format_html_join(
        "",
        '<text class="stat-chart__tick stat-chart__tick--{}" x="{}" y="{}">{}</text>',
        (
            (
                "start" if value == 0 else "end" if value == 100 else "middle",
                _n(WIDTH * value / 100),
                HEIGHT + FOOT - 2,
                f"{value}%",
            )
            for value in range(0, 101, 20)
        ),
    )
    return format_html(
        '<svg class="stat-chart" viewBox="0 0 {} {}" role="img" aria-label="{}" focusable="false">{}'
        '<path class="stat-chart__ground" d="M0 {}h{}"/>{}</svg>',
        WIDTH, HEIGHT + FOOT, name, columns, HEIGHT, WIDTH, ticks,
    )  # fmt: skip


def share_bar(share: float, *, right: bool = False) -> SafeString:
    """A bar of a share (0 to 1); the number stands beside it."""
    return format_html(
        '<svg class="stat-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="stat-bar__all" width="100" height="10"/><rect class="stat-bar__{}" width="{}" height="10"/></svg>',
        "right" if right else "wrong",
        _n(100 * min(max(share, 0.0), 1.0)),
    )


def interval_bar(value: float, low: float, high: float, *, least: float = 0) -> SafeString:
    """Where a value and its interval lie between `least` and 1; the numbers stand beside it."""

    def place(number: float) -> float:
        return 100 * (min(max(number, least), 1.0) - least) / (1 - least)

    zero = format_html('<path class="stat-bar__zero" d="M{} 0v10"/>', _n(place(0))) if least < 0 else ""
    return format_html(
        '<svg class="stat-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="stat-bar__all" width="100" height="10"/>{}'
        '<rect class="stat-bar__span" x="{}" y="3" width="{}" height="4"/>'
        '<rect class="stat-bar__value" x="{}" width="2" height="10"/></svg>',
        zero,
        _n(place(low)),
        _n(max(1.0, place(high) - place(low))),
        _n(min(98.0, max(0.0, place(value) - 1))),
    )


def _n(number: float) -> str:
    """A number as SVG reads it, whatever the language of the page."""
    return f"{number:.5g}"
