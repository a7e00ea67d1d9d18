"""Charts as SVG that stands in the page: no script, nothing from the network.

Their colours and texts are styled in ``admin.css``: no style stands in the page, so a strict
content security policy lets them be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

# What its library writes for scripts, styles and tooltips, and names that another chart has too.
NO_PART = re.compile(
    r"<script.*?</script>|<defs>.*?</defs>|<title>.*?</title>|<desc.*?</desc>|<!--.*?-->"
    r"|<\?xml.*?\?>\s*|<g [^>]*tooltip-overlay\">.*?</g></g>| id=\"[^\"]*\"",
    re.DOTALL,
)
# Lines are drawn smaller, so that their texts stay readable where three stand beside each other.
WIDTH, HEIGHT, LINES_WIDTH, LINES_HEIGHT = 560, 360, 420, 250
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
ROUND_STEPS = (1, 2, 5, 10)
MOST_TICKS, MOST_LABELS, MOST_DOTS = 5, 4, 31


@dataclass(frozen=True)
class Share:
    """A value from 0 to 1; ``error`` is drawn as a whisker to both sides."""

    value: float
    error: float = 0


def bars(
    name: str,
    title: str,
    description: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[Share]],
    turned: bool = False,
) -> SafeString:
    """Bars of shares beside each other, one group a label, one colour a series.

    Labels are ``turned`` where they would not fit beside each other. ``name`` is unique in the
    page; ``title`` and ``description`` are read out in place of the picture, so what it shows must
    stand in a table beside it too.
    """
    import pygal

    highest = max((one.value + one.error for some in series.values() for one in some), default=0)
    step = next((step for step in STEPS if highest <= step * MOST_TICKS), STEPS[-1])
    ticks = [step * place for place in range(max(ceil(highest / step), 1) + 1)]
    chart = pygal.Bar(
        **_looks(WIDTH, HEIGHT, len(series)), spacing=14, range=(0, ticks[-1]),
        x_label_rotation=45 if turned else 0,
        y_labels=[{"value": tick, "label": f"{tick:.0%}"} for tick in ticks],
    )  # fmt: skip
    chart.x_labels = list(labels)
    for label, some in series.items():
        chart.add(label, [_drawn(one) for one in some])
    return _in_page(chart.render(is_unicode=True), name, title, description)


def lines(
    name: str,
    title: str,
    description: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[float]],
    written: Callable[[float], str],
) -> SafeString:
    """Lines over time, one a series; ``written`` says how a value reads beside its axis.

    Of many labels only a few are written, and the names of the series stand beside the picture:
    with the class ``crosssell-key`` and "color-0" for the first. ``name``, ``title`` and
    ``description`` as for ``bars``.
    """
    import pygal

    values = [value for some in series.values() for value in some]
    ticks = rounded_ticks(min(values, default=0), max(values, default=0))
    apart = max(ceil(len(labels) / MOST_LABELS), 1)
    chart = pygal.Line(
        **_looks(LINES_WIDTH, LINES_HEIGHT, len(series)), range=(ticks[0], ticks[-1]),
        show_minor_x_labels=False, show_legend=False,
        show_dots=len(labels) <= MOST_DOTS, dots_size=3, x_labels_major_every=apart,
        y_labels=[{"value": tick, "label": written(tick)} for tick in ticks],
    )  # fmt: skip
    chart.x_labels = list(labels)
    for label, some in series.items():
        chart.add(label, list(some))
    return _in_page(chart.render(is_unicode=True), name, title, description)


def rounded_ticks(low: float, high: float) -> list[float]:
    """Whole multiples of a round step from below ``low`` (at most 0) to above ``high``."""
    low, high = min(low, 0), max(high, 0)
    reach = max(high - low, MOST_TICKS - 1)
    power = 10 ** floor(log10(reach / MOST_TICKS))
    step = next(power * one for one in ROUND_STEPS if reach <= power * one * MOST_TICKS)
    first, last = floor(low / step), max(ceil(high / step), floor(low / step) + 1)
    return [place * step for place in range(first, last + 1)]


def _looks(width: int, height: int, series: int) -> dict[str, Any]:
    from pygal.style import Style

    # The sizes are known here so that texts find room; what is seen of them stands in admin.css.
    # The library leaves no room for a legend with fewer entries than columns.
    sizes = Style(label_font_size=18, major_label_font_size=18, legend_font_size=18)
    return {
        "style": sizes, "js": (), "css": (), "width": width, "height": height, "margin": 8,
        "legend_at_bottom": True, "legend_at_bottom_columns": series, "truncate_label": -1,
        "truncate_legend": -1,
    }  # fmt: skip


def _drawn(one: Share) -> dict[str, object]:
    if not one.error:
        return {"value": one.value}
    low, high = max(one.value - one.error, 0), one.value + one.error
    return {"value": one.value, "ci": {"low": low, "high": high}}


def _in_page(svg: str, name: str, title: str, description: str) -> SafeString:
    """The drawing with its name and description first; without the script of its library."""
    tag, rest = NO_PART.sub("", svg).split(">", 1)
    head = format_html(
        ' role="img" aria-labelledby="{0}-title {0}-desc"><title id="{0}-title">{1}</title>'
        '<desc id="{0}-desc">{2}</desc>',
        name,
        title,
        description,
    )
    # The texts in the drawing are escaped by the library that writes it.
    return SafeString(tag + head + rest)
