"""The page's product and what is bought with it: one price, one button for all."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from crosssell.engine import Item, Planned
from crosssell.facts import Facts
from crosssell.oscar.catalogue import Card, Choice
from crosssell.registry import _, widget


@dataclass(frozen=True)
class Args:
    """How many are shown beside the page's product."""

    partners: int = field(
        default=3,
        metadata={"label": _("Products beside the page's own"), "min": 1, "max": 3},
    )


@dataclass(frozen=True)
class Part:
    """One ticked product. ``choice`` is the variant picked at first; ``price`` is what it costs."""

    card: Card
    price: Decimal
    choice: Choice | None = None
    item: Item | None = None


@widget(
    "bought_together",
    label=_("Bought together"),
    args=Args,
    needs=("product",),
    brings="bought_together",
)
def bought_together(planned: Planned, facts: Facts) -> dict[str, Any] | None:
    """Show what can be bought in one go, in the main product's currency; else nothing.

    The total is a Decimal in that currency, of all parts as they are ticked at first.
    """
    main = _part(planned.main) if planned.main else None
    if main is None:
        return None
    currency = main.card.currency
    found = (_part(item.card, item) for item in planned.items)
    partners = [part for part in found if part and part.card.currency == currency]
    partners = partners[: planned.placement.args.partners]
    if not partners or len(partners) < planned.placement.min_items:
        return None
    parts = [main, *partners]
    return {
        "placement": planned.placement,
        "title": planned.placement.title or gettext("Frequently bought together"),
        "main": main.card,
        "items": tuple(part.item for part in partners),
        "parts": parts,
        "currency": currency,
        "total": sum((part.price for part in parts), Decimal(0)),
    }


def _part(card: Card, item: Item | None = None) -> Part | None:
    """Return the part a card makes; None when it cannot be bought now."""
    if not card.available or card.price is None:
        return None
    priced = [choice for choice in card.choices if choice.price is not None]
    if card.choices and not priced:
        return None
    if not priced:
        return Part(card, card.price, None, item)
    cheapest = min(priced, key=lambda choice: choice.price or Decimal(0))
    return Part(card, cheapest.price or Decimal(0), cheapest, item)
