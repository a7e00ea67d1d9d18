"""Cards and recommendations as the plain values that the serializers expect."""

from collections.abc import Mapping, Sequence
from math import floor
from typing import Any

from django.urls import reverse

from crosssell import conf
from crosssell.api.threshold_answers import threshold
from crosssell.core.data import Recommendation
from crosssell.core.evidence import wilson_lower
from crosssell.engine import Item, Planned
from crosssell.oscar.catalogue import Card
from crosssell.sets.missing import Completing
from crosssell.sets.saved import Saved
from crosssell.sets.shown import ShownPart, ShownSet
from crosssell.showing import Thing
from crosssell.widgets.gap_filler import Pair


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
        "pairs": [_pair(one) for one in context.get("pairs", ())],
        "bundles": [_bundle(*one) for one in context.get("sets", ())],
        "completing": [_completing(*one) for one in context.get("completing", ())],
        "completed": [_completed(one) for one in context.get("completed", ())],
        "bar": _bar(context),
    }


def _pair(one: Pair) -> dict[str, Any]:
    return {
        "products": [{**_card(item.card), "token": item.token} for item in one.items],
        "add": [item.card.add_id for item in one.items],
        "adds": one.adds,
        "currency": one.currency,
        "reason": one.reason,
    }


def _bar(context: Mapping[str, Any]) -> dict[str, Any] | None:
    bar = context.get("bar")
    return threshold(bar, context["thing"].token) if bar else None


def _bundle(one: ShownSet, notes: Sequence[str], thing: Thing) -> dict[str, Any]:
    slug = one.bundle.slug
    return {
        "id": one.bundle.pk,
        "token": thing.token,
        "name": one.bundle.name,
        "url": reverse("crosssell:bundle", kwargs={"slug": slug}),
        "add_url": reverse("crosssell:add_bundle", kwargs={"slug": slug}),
        "currency": one.currency,
        "price_before": one.before,
        "price": one.after,
        "saved": one.saved,
        "notes": list(notes),
        "parts": [_part(part) for part in one.parts],
    }


def _part(part: ShownPart) -> dict[str, Any]:
    return {
        "field": f"part-{part.number}",
        "quantity": part.quantity,
        "product": _card(part.card),
        "chosen": [picked.id for picked in part.picks],
        "options": [
            {"id": option.id, "title": option.title, "price": option.price}
            for option in part.options
        ],
    }


def _completing(one: Completing, thing: Thing) -> dict[str, Any]:
    return {
        "bundle": one.name,
        "token": thing.token,
        "url": reverse("crosssell:bundle", kwargs={"slug": one.slug}),
        "product": _card(one.card),
        "add": one.product_id,
        "title": one.title,
        "quantity": one.quantity,
        "price": one.price,
        "saved": one.saved,
        "currency": one.currency,
    }


def _completed(one: Saved) -> dict[str, Any]:
    return {
        "name": one.name,
        "url": one.url,
        "sets": one.sets,
        "saved": one.amount,
        "currency": one.currency,
        "titles": list(one.titles),
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
        "token": item.token,
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
