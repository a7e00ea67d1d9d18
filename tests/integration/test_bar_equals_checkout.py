"""What the bar said is what checkout charged and wrote down: 200 random baskets."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client, override_settings
from oscar.apps.partner import strategy

from crosssell.threshold_bar import Bars
from shop.checkout.views import PaymentDetailsView
from tests import shopdata
from tests.integration.bar_differences import differences
from tests.integration.bar_order import Written
from tests.integration.bar_shop import Shop, make_canada, make_shop
from tests.integration.bar_shopper import Shopper, watched

SHOPS, BASKETS = 20, 10
# Each of these must have been given often, or the baskets prove little.
KINDS = {
    "tier: Basket",
    "tier: Shipping",
    "tier: Deferred",
    "gift",
    "bundles",
    "offers",
    "vouchers",
}
OFTEN = 5
BACKEND = "oscar.apps.customer.auth_backends.EmailBackend"


@pytest.mark.django_db
def test_200_baskets(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    shopdata.make_country()
    make_canada()
    users = [shopdata.make_user("ann@example.com"), shopdata.make_user("bob@example.com", ["Club"])]
    clients: list[tuple[Any, Client]] = [(user, Client()) for user in users]
    for user, client in clients:
        client.force_login(user, backend=BACKEND)
    costs: dict[int, Decimal] = {}
    submitted = watched(PaymentDetailsView.build_submission, costs)
    monkeypatch.setattr(PaymentDetailsView, "build_submission", submitted)
    found: list[str] = []
    kinds: Counter[str] = Counter()
    different = 0
    for seed in range(SHOPS):
        shop = make_shop(seed)
        monkeypatch.setattr(
            strategy.Selector, "strategy", lambda *args, shop=shop, **more: shop.taxes()
        )
        for number in range(BASKETS):
            user, client = clients[number % 2] if number else (None, Client())
            said = ordered(Shopper(shop, client, user, BASKETS * seed + number), costs, kinds)
            different += bool(said)
            found += [f"shop {seed}, basket {number}: {one}" for one in said]
    with capsys.disabled():
        print(f"\n{SHOPS * BASKETS} baskets, {different} differences")
    assert found == []
    assert {kind for kind, times in kinds.items() if times >= OFTEN} == KINDS
    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == []


def ordered(shopper: Shopper, costs: dict[int, Decimal], kinds: Counter[str]) -> list[str]:
    """What is different between what a shopper read and what was charged."""
    shop = shopper.shop
    with override_settings(OSCAR_OFFERS_INCL_TAX=shop.offers_with_tax):
        shopper.fill()
        shopper.go_to_checkout()
        bars, said = gap_is_right(shop, shopper, shopper.read_bars())
        bars, more = claims_are_right(shop, shopper, bars)
        written = Written(shop, shopper.order(), costs)
        kinds.update(written.kinds())
        return [*said, *more, *differences(shopper, bars, written)]


def gap_is_right(shop: Shop, shopper: Shopper, bars: Bars) -> tuple[Bars, list[str]]:
    """A line that costs the gap reaches the tier; one that costs a unit less does not.

    Unless a bundle gives way to the tier meanwhile: then less is enough.
    """
    aims = [(bar, mark) for bar in bars.all for mark in bar.tiers if not mark.reached]
    if not aims or shop.chance(0.6):
        return bars, []
    (before, aim), found = shop.rng.choice(aims), []
    for price, missing in ((aim.gap - shop.unit, shop.unit), (aim.gap, Decimal(0))):
        shopper.add_filler(price)
        bars = shopper.read_bars()
        [(bar, now)] = [
            (one, mark) for one in bars.all for mark in one.tiers if mark.tier_id == aim.tier_id
        ]
        gave_way = missing and bar.counted > before.counted + price
        if (now.gap, now.reached) != (missing, not missing) and not gave_way:
            found.append(f"{price} more for {aim} made it {now}")
    return bars, found


def claims_are_right(shop: Shop, shopper: Shopper, bars: Bars) -> tuple[Bars, list[str]]:
    """A gift can be had exactly where the bar says that it is reached and nothing forbids it."""
    gifts = [mark for bar in bars.all for mark in bar.tiers if mark.gives == "gift"]
    # One that cannot be had is not asked for every time.
    asked = [mark for mark in gifts if mark.choosing or shop.chance(0.2)]
    found = [
        f"the gift of {mark} could be had, or could not"
        for mark in asked
        if shopper.claim(mark.tier_id or 0) is not mark.choosing
    ]
    return shopper.read_bars() if asked else bars, found
