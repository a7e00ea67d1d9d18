"""The page's product and what is bought with it: one price, one button for all."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from crosssell.engine import Item, Planned
from crosssell.facts import Facts
from crosssell.oscar import lookup
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
    """One product; ``price`` is what it costs as it is picked at first.

    It is ticked unless it is the page's product and lies in the basket already.
    ``choices`` are the variants that can be bought, cheapest first (the first is picked), each
    with what sets it apart: "Milk, 2 l" of "Milk" is called "2 l".
    """

    card: Card
    price: Decimal
    item: Item | None = None
    choices: tuple[tuple[Choice, str], ...] = ()
    ticked: bool = True


@widget(
    "bought_together",
    label=_("Bought together"),
    args=Args,
    needs=("product", "basket.lines"),
    brings="bought_together",
    most="partners",
)
def bought_together(planned: Planned, facts: Facts) -> dict[str, Any] | None:
    """Show what can be bought in one go, in the main product's currency; else nothing.

    The total is a Decimal in that currency, of the parts that are ticked at first.
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
    parts = [replace(main, ticked=not _in_basket(main.card, planned, facts)), *partners]
    return {
        "placement": planned.placement,
        "title": planned.placement.title or gettext("Frequently bought together"),
        "in_place": not lookup.lists_basket(facts.request),
        "main": main.card,
        "items": tuple(part.item for part in partners),
        "parts": parts,
        "currency": currency,
        "all_ticked": parts[0].ticked,
        "total": sum((part.price for part in parts if part.ticked), Decimal(0)),
    }


def _in_basket(card: Card, planned: Planned, facts: Facts) -> bool:
    basket = facts.page(planned.placement.slot, ("basket.lines",)).basket
    family = card.product.parent_id if card.product is not None else None
    return basket is not None and (family or card.id) in basket.families


def _part(card: Card, item: Item | None = None) -> Part | None:
    """Return the part a card makes; None when it cannot be bought now, or only with options."""
    priced = sorted(
        (choice.price, choice.id, choice) for choice in card.choices if choice.price is not None
    )
    price = priced[0][0] if priced else card.price
    if not card.available or price is None or (card.choices and not priced):
        return None
    if card.product is not None and card.product.has_options:
        return None
    choices = tuple((choice, _apart(choice.title, card.title)) for *_rest, choice in priced)
    return Part(card, price, item, choices)


def _apart(title: str, parent: str) -> str:
    rest = title.removeprefix(parent).strip(" ,:;-\u2013")
    return rest if title.startswith(parent) and rest else title
