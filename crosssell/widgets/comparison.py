"""The page's product beside a few others: price, rating and what sets them apart, in a table."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from crosssell.core.data import Product
from crosssell.engine import Item, Planned
from crosssell.facts import Facts
from crosssell.oscar import lookup
from crosssell.oscar.catalogue import Card
from crosssell.oscar.compared import compared
from crosssell.registry import _, widget


@dataclass(frozen=True)
class Args:
    """How wide and how long the table may become."""

    products: int = field(
        default=2, metadata={"label": _("Products beside the page's own"), "min": 1, "max": 3}
    )
    attributes: int = field(
        default=6, metadata={"label": _("Attributes at most"), "min": 0, "max": 30}
    )


@dataclass(frozen=True)
class Column:
    """A product of the table; ``item`` is None for the page's own. Stars are 0 to 5."""

    card: Card
    item: Item | None = None
    stars: float | None = None
    reviews: int = 0


@widget(
    "comparison",
    label=_("Comparison table"),
    args=Args,
    needs=("product",),
    takes_rules=True,
    most="products",
)
def comparison(planned: Planned, facts: Facts) -> dict[str, Any] | None:
    """Show the page's product beside the planned ones; nothing without either.

    Only attributes in which they differ are shown. Costs at most three queries.
    """
    placement = planned.placement
    if planned.main is None or not planned.items:
        return None
    shown: list[tuple[Card, Item | None]] = [(planned.main, None)]
    shown += [(item.card, item) for item in planned.items]
    families = {card.id: getattr(card.product, "parent_id", None) for card, _item in shown}
    rated = facts.enriched(
        {pk: Product(pk, parent_id) for pk, parent_id in families.items()},
        ("candidate.rating",),
        None,
    )
    columns = [
        Column(card, item, rated[card.id].rating, rated[card.id].reviews) for card, item in shown
    ]
    return {
        "placement": placement,
        "title": placement.title or gettext("Compare with similar products"),
        "in_place": not lookup.lists_basket(facts.request),
        "items": planned.items,
        "columns": columns,
        "rated": any(column.stars is not None for column in columns),
        "rows": compared(families, placement.args.attributes),
    }
