"""Whatever is proposed keeps its word: really added, it reaches the tier and adds what was said."""

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import RequestFactory

from crosssell import thresholds
from crosssell.facts import Facts
from crosssell.gap_filling.finding import Fill, of_visit
from tests import bundled, laddered, pricing, shopdata
from tests.laddered import tier
from tests.learned import learn

pytestmark = [pytest.mark.django_db, pytest.mark.both]
BASKETS, OVERSHOOT = 30, 30


def products(random: Random) -> tuple[Any, list[Any]]:
    """A category, and a dozen and a half products of which it holds most."""
    food = shopdata.make_category("Food")
    return food, [
        shopdata.make_product(
            f"P{number}",
            f"{random.randint(100, 2500) / 100:.2f}",
            random.randint(1, 9),
            category=food if number % 3 else None,
        )
        for number in range(18)
    ]


def sell(random: Random, food: Any, sold: Sequence[Any]) -> Any:
    """Bundles, offers and a threshold for which some do not count; returns what was learned."""
    for number in range(random.randint(0, 3)):
        one, other = random.sample(sold, 2)
        part: Any = food if random.random() < 0.3 else other
        reward: dict[str, Any] = random.choice(
            [
                {"args": {"percent": str(random.randint(5, 60))}},
                {"reward": "amount_off", "amounts": {"USD": "2.00"}},
            ]
        )
        bundled.make_bundle(one, part, name=f"Bundle {number}", **reward)
    for number in range(random.randint(0, 2)):
        pricing.site_offer(
            *random.sample(sold, 9),
            percent=str(random.randint(5, 50)),
            name=f"Offer {number}",
            count=random.randint(1, 2),
            benefit=random.choice(["Percentage", "Absolute"]),
            exclusive=random.random() < 0.5,
        )
    laddered.make_threshold(
        *(tier(str(at), "percent") for at in (25, 50, 100)),
        uncounted=random.sample(sold, 2),
        with_bundles=random.random() < 0.7,
        with_offers=random.random() < 0.7,
    )
    pairs = {one: random.sample(sold, 6) for one in sold}
    return learn(pairs, best=random.sample(sold, 12))


def visit(basket: Any) -> Facts:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    request.basket = pricing.apply(basket, request.user)
    request.strategy = basket.strategy
    return Facts.of(request)


def check(basket: Any, fill: Fill, tier_id: int, before: int) -> None:
    """Add it, as a shopper would, and look at what checkout then says."""
    for option in fill.options:
        basket.add_product(option.product)
    [after] = thresholds.standings(pricing.apply(basket), None)
    told = [option.title for option in fill.options]
    assert tier_id in {one.id for one in after.granted}, told
    assert after.counted - before == fill.adds, told
    [at] = [one.tier.at_least for one in after.stands if one.tier.id == tier_id]
    assert after.counted <= at * (100 + OVERSHOOT) // 100, told


def fillers_kept(random: Random, food: Any, sold: Sequence[Any]) -> int:
    """How many fillers a random basket was shown, each of which kept its word."""
    run = sell(random, food, sold)
    basket = shopdata.make_basket(*random.sample(sold, random.randint(1, 4)))
    if random.random() < 0.4:
        pricing.add_voucher(basket, *random.sample(sold, 6))
    facts = visit(basket)
    [standing] = thresholds.standings(basket, None)
    finder = of_visit(facts, run.pk)
    if finder.goal is None:
        assert standing.blocked or standing.next is None
        return 0
    assert finder.goal.standing == standing
    fills = [*finder.singles(OVERSHOOT), *finder.pairs(OVERSHOOT)]
    for fill in fills:
        with transaction.atomic():
            check(read_again(basket), fill, finder.goal.tier.id, standing.counted)
            transaction.set_rollback(True)
    return len(fills)


def read_again(basket: Any) -> Any:
    found = type(basket).objects.get(pk=basket.pk)
    found.strategy = basket.strategy
    return found


def test_all_that_is_proposed_reaches_the_tier() -> None:
    kept, (food, sold) = [], products(Random(0))
    for seed in range(BASKETS):
        with transaction.atomic():
            kept.append(fillers_kept(Random(seed), food, sold))
            transaction.set_rollback(True)
    # There was enough to look at.
    assert sum(1 for count in kept if count) > BASKETS // 2
    assert sum(kept) > 2 * BASKETS
