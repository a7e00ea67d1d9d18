"""What must be right about a whole row, beyond each of its values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from crosssell import registry
from crosssell.transfer.shapes import SIDES

Wrong = Iterator[tuple[str, str]]


def whole_row(section: str, values: dict[str, Any]) -> Wrong:
    """Yield the path within the row and the words of everything that does not fit together."""
    starts, ends = values.get("starts_at"), values.get("ends_at")
    if starts and ends and ends <= starts:
        yield ".ends_at", _("must be later than starts_at")
    if section == "placements":
        yield from _placement(values)
    elif section == "rules":
        yield from _rule(values)
    elif section == "matrix":
        yield from _matrix(values)


def _placement(values: dict[str, Any]) -> Wrong:
    least, most = values["min_items"], values["max_items"]
    if least > most:
        yield ".max_items", _("must be at least min_items (%d)") % least
    plugin = registry.get("widgets", values["widget"])
    shown = values["args"].get(plugin.most) if plugin.most else None
    if shown is not None and shown < least:
        yield (
            ".min_items",
            _("this widget shows at most %d, so it would never be shown") % shown,
        )
    if values["rules"] and not plugin.takes_rules:
        yield ".rules", _("the widget %s takes no rules") % values["widget"]


def _rule(values: dict[str, Any]) -> Wrong:
    for place, boost in enumerate(values["boosts"]):
        if boost["weight"] == 0:
            yield f".boosts[{place}].weight", _("with 0 it changes nothing; remove it")
    for name, words in (
        ("product", _("this product is pinned already")),
        ("position", _("another product is pinned to this place")),
    ):
        seen: Counter[Any] = Counter()
        for place, pin in enumerate(values["pins"]):
            if seen[pin[name]]:
                yield f".pins[{place}].{name}", words
            seen[pin[name]] += 1


def _matrix(values: dict[str, Any]) -> Wrong:
    for side in ("main", "companion"):
        given = [name for name in SIDES if name.startswith(side) and values[name] is not None]
        if len(given) != 1:
            text = _("give %(side)s_product or %(side)s_category, and not both")
            yield "", text % {"side": side}
    main = values["main_product"]
    if main is not None and main == values["companion_product"]:
        yield ".companion_product", _("a product cannot be its own companion")
