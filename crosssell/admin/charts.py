"""Charts as SVG that stands in the page: no script, nothing from the network."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from django.utils.html import format_html
from django.utils.safestring import SafeString

NO_PART = re.compile(
    r"<script.*?</script>|<title>Pygal</title>|<!--.*?-->|<\?xml.*?\?>\s*", re.DOTALL
)
WIDTH, HEIGHT = 560, 360
# Told apart by lightness too, on a light page and on a dark one.
COLOURS = ("#2f7ea3", "#d9822b", "#8a8a8a")
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
MOST_TICKS = 5


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
    from pygal.style import Style

    text, line = "var(--body-fg)", "var(--hairline-color)"
    style = Style(
        background="transparent", plot_background="transparent", foreground=text,
        foreground_strong=text, foreground_subtle=line, colors=COLOURS, ci_colors=(text,) * 3,
        font_family="inherit", opacity="1", opacity_hover="1", label_font_size=18,
        major_label_font_size=18, legend_font_size=18, guide_stroke_color=line,
        major_guide_stroke_color=line,
    )  # fmt: skip
    highest = max((one.value + one.error for some in series.values() for one in some), default=0)
    step = next((step for step in STEPS if highest <= step * MOST_TICKS), STEPS[-1])
    ticks = [step * place for place in range(max(ceil(highest / step), 1) + 1)]
    chart = pygal.Bar(
        style=style, js=(), width=WIDTH, height=HEIGHT, margin=8, spacing=14,
        legend_at_bottom=True, legend_at_bottom_columns=3,
        y_labels=[{"value": tick, "label": f"{tick:.0%}"} for tick in ticks],
        range=(0, ticks[-1]), truncate_label=-1, truncate_legend=-1,
        x_label_rotation=45 if turned else 0,
    )  # fmt: skip
    chart.x_labels = list(labels)
    for label, some in series.items():
        chart.add(label, [_drawn(one) for one in some])
    return _in_page(chart.render(is_unicode=True), name, title, description)


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
