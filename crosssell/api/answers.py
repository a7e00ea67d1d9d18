"""Cards and recommendations as the plain values that the serializers expect."""

from collections.abc import Mapping
from math import floor
from typing import Any

from crosssell import conf
from crosssell.core.data import Recommendation
from crosssell.core.evidence import wilson_lower
from crosssell.engine import Item, Planned
from crosssell.oscar.catalogue import Card


def widget(planned: Planned, context: Mapping[str, Any]) -> dict[str, Any]:
    """Return a placement; ``context`` is what its widget would give to its template."""
    placement = planned.placement
    main: Card | None = context.get("main")
    return {
        "placement": placement.id,
        "widget": placement.widget,
        "title": context.get("title", placement.title),
        "layout": placement.layout,
        "main": main and _card(main),
        "products": [_item(item) for item in context.get("items", planned.items)],
    }


def _card(card: Card) -> dict[str, Any]:
    return {
        "id": card.id,
        "title": card.title,
        "url": card.url,
        "image": {
            "url": card.image_url,
            "width": card.image_width,
            "height": card.image_height,
            "alt": card.image_alt,
        }
        if card.image_url
        else None,
        "price": card.price,
        "price_from": card.price_from,
        "currency": card.currency,
        "choices": [
            {"id": choice.id, "title": choice.title, "price": choice.price}
            for choice in card.choices
        ],
    }


def _item(item: Item) -> dict[str, Any]:
    recommendation = item.recommendation
    return {
        **_card(item.card),
        "rank": recommendation.rank,
        "reason": recommendation.reason,
        "evidence": _evidence(recommendation),
    }


def _evidence(recommendation: Recommendation) -> dict[str, int | None] | None:
    together, orders = recommendation.together, recommendation.orders
    if not together:
        return None
    enough = together <= orders >= conf.settings().percent_from_orders
    percent = floor(100 * wilson_lower(together, orders)) if enough else None
    return {"together": together, "orders": orders, "percent": percent}
