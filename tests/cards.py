"""Cards, items and planned placements made by hand, for tests that need no database."""

from decimal import Decimal
from typing import Any

from crosssell.core.data import Recommendation
from crosssell.engine import Item, Planned
from crosssell.oscar.catalogue import Card, Choice
from crosssell.placements import PlacementView
from crosssell.widgets.bought_together import Args


def make_card(
    card_id: int = 1, title: str = "Tea", price: str | None = "4.00", **more: Any
) -> Card:
    """Return the card of a product that can be bought; `more` are fields of Card."""
    given = {
        "url": f"/catalogue/p_{card_id}/",
        "image_url": f"/media/{card_id}.png",
        "image_width": 400,
        "image_height": 300,
        "image_alt": title,
        "price_from": False,
        "currency": "USD",
        "available": True,
        "product": None,
        "choices": (),
        **more,
    }
    return Card(card_id, title, price=price and Decimal(price), **given)


def make_choice(choice_id: int, title: str, price: str | None) -> Choice:
    """Return a variant."""
    return Choice(choice_id, title, price and Decimal(price))


def make_item(card: Card, **more: Any) -> Item:
    """Return a recommendation of the card; `more` are fields of Recommendation."""
    return Item(Recommendation(card.id, **{"rank": 1, "score": 1.0, **more}), card)


def plan_products(*items: Item, layout: str = "list", title: str = "") -> Planned:
    """Return a placement of products."""
    view = PlacementView(7, "product.below_description", "products", None, title, layout)
    return Planned(view, items)


def plan_together(
    main: Card | None, *items: Item, partners: int = 3, min_items: int = 1, title: str = ""
) -> Planned:
    """Return a placement of the bought-together widget."""
    view = PlacementView(
        8,
        "product.below_description",
        "bought_together",
        Args(partners),
        title,
        min_items=min_items,
    )
    return Planned(view, items, main)
