"""Recommended products as tiles or rows, each with its own button."""

from typing import Any

from django.utils.translation import gettext

from crosssell.engine import Planned
from crosssell.facts import Facts
from crosssell.oscar import lookup
from crosssell.registry import _, widget

LAYOUTS = ("grid", "list", "carousel", "compact")


@widget("products", label=_("Products"), takes_rules=True)
def products(planned: Planned, facts: Facts) -> dict[str, Any] | None:
    """Show every planned item; the placement's layout picks the template."""
    if not planned.items:
        return None
    placement = planned.placement
    layout = placement.layout if placement.layout in LAYOUTS else "list"
    return {
        "placement": placement,
        "title": placement.title or gettext("You may also like"),
        "items": planned.items,
        "in_place": not lookup.lists_basket(facts.request),
        "layout": layout,
        "layout_template": f"crosssell/layouts/{layout}.html",
    }
