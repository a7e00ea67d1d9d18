"""What a refresh would have learned, and a merchant's placements, for tests of the engine."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from crosssell.facts import Facts
from crosssell.models import (
    Bestseller,
    Pair,
    Placement,
    Rule,
    RuleBoost,
    RuleCondition,
    RuleFallback,
    RuleFilter,
    RulePin,
    Run,
)
from tests import shopdata

# The usual fallback of a rule.
BEST = ("bestsellers", {"window": 28})
SLOT = "product.below_description"


def learn(
    pairs: Mapping[Any, Sequence[Any]] | None = None,
    best: Sequence[Any] = (),
    *,
    together: int = 48,
    orders: int = 210,
    window: int = 28,
    places: Sequence[str] = ("page", "basket"),
    state: str = "live",
) -> Run:
    """Return a run with {product: its partners, best first} and bestsellers, best first.

    Scores fall from 1 by 0.01 with each rank; products are instances or ids.
    """
    if state == Run.State.LIVE:
        Run.objects.filter(state=Run.State.LIVE).update(state=Run.State.OLD)
    run = Run.objects.create(state=state, started_at=timezone.now())
    Pair.objects.bulk_create(
        Pair(
            run_id=run.pk,
            place=place,
            product_id=_id(product),
            rank=rank,
            partner_id=_id(partner),
            score=1 - rank / 100,
            orders_together=together,
            product_orders=orders,
            partner_orders=orders,
        )
        for place in places
        for product, partners in (pairs or {}).items()
        for rank, partner in enumerate(partners, start=1)
    )
    Bestseller.objects.bulk_create(
        Bestseller(
            run_id=run.pk,
            window=window,
            rank=rank,
            product_id=_id(product),
            orders=1000 - rank,
            units=2000 - rank,
        )
        for rank, product in enumerate(best, start=1)
    )
    return run


def rule(
    strategy: str = "bought_together",
    args: Mapping[str, Any] | None = None,
    *,
    conditions: Sequence[tuple[Any, ...]] = (),
    filters: Sequence[tuple[Any, ...]] = (),
    fallbacks: Sequence[tuple[str, Mapping[str, Any]]] = (),
    boosts: Sequence[tuple[str, Mapping[str, Any], int]] = (),
    pins: Sequence[tuple[Any, int]] = (),
    **fields: Any,
) -> Rule:
    """Return a rule.

    Conditions are (code, args[, negate]), filters and fallbacks (code, args), boosts (code, args,
    weight), pins (product, place).
    """
    fields.setdefault("name", f"Rule {Rule.objects.count() + 1}")
    made = Rule.objects.create(strategy=strategy, args=dict(args or {}), **fields)
    for code, given, *negate in conditions:
        RuleCondition.objects.create(rule=made, code=code, args=given, negate=bool(negate))
    for code, given in filters:
        RuleFilter.objects.create(rule=made, code=code, args=given)
    for code, given in fallbacks:
        RuleFallback.objects.create(rule=made, code=code, args=given)
    for code, given, weight in boosts:
        RuleBoost.objects.create(rule=made, code=code, args=given, weight=weight)
    for product, position in pins:
        RulePin.objects.create(rule=made, product=product, position=position)
    return made


def place(*rules: Rule, slot: str = SLOT, **fields: Any) -> Placement:
    """Return a placement of the widget "products" (or another) with these rules."""
    made = Placement.objects.create(slot=slot, **fields)
    made.rules.set(rules)
    return made


def shown(planned: Mapping[str, Sequence[Any]], slot: str = SLOT) -> list[list[str]]:
    """Titles by placement of what a plan shows in a slot."""
    return [[item.card.title for item in one.items] for one in planned.get(slot, ())]


def facts(**page: Any) -> Facts:
    """The facts of a page without a visitor."""
    return Facts.of(None, **page)


def titled(*titles: str, **fields: Any) -> list[Any]:
    """New products with these titles."""
    return [shopdata.make_product(title, **fields) for title in titles]


def _id(product: Any) -> int:
    return product if isinstance(product, int) else product.pk
