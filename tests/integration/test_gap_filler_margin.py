"""Fillers and what they cost the shop: never below cost, and of equally near ones the better."""

from decimal import Decimal
from typing import Any

import pytest

from tests import bundled, laddered, pricing, shopdata
from tests.integration.test_gap_filler import finder, make, said, singles
from tests.laddered import tier
from tests.learned import learn

pytestmark = pytest.mark.django_db
KNOWN: dict[str, str] = {}


def costs(ids: list[int]) -> dict[int, Decimal]:
    titles = shopdata.Product.objects.in_bulk(ids)
    return {
        pk: Decimal(KNOWN[titles[pk].title])
        for pk in ids
        if pk in titles and titles[pk].title in KNOWN
    }


@pytest.fixture
def tea(settings: Any) -> Any:
    """Tea for 20.00, with 10.00 missing; the shop tells costs."""
    settings.CROSSSELL = {"COST_HOOK": f"{__name__}.costs"}
    KNOWN.clear()
    laddered.make_threshold(tier("30"))
    return shopdata.make_product("Tea", "20.00")


def test_of_equally_near_ones_the_better_margin_first(tea: Any) -> None:
    KNOWN.update(Low="9.00", High="2.00", Loss="10.01", Even="10.00", Farther="0.10")
    prices = dict.fromkeys(("Low", "High", "Loss", "Even", "Unknown"), "10.00")
    run = learn(best=make({**prices, "Farther": "10.50"}))
    found = [title for title, _adds in singles(shopdata.make_basket(tea), run)]
    assert found == ["High", "Low", "Even", "Unknown", "Farther"]


def test_what_a_bundle_or_an_offer_takes_off_counts(tea: Any) -> None:
    KNOWN.update(Cup="10.50", Pot="10.50", Jam="10.50")
    cup, pot, jam = make({"Cup": "12.00", "Pot": "12.00", "Jam": "12.00"})
    bundled.make_bundle(tea, cup, reward="amount_off", amounts={"USD": "2.00"})
    pricing.site_offer(pot, percent="15")
    # Cup and pot would still be enough, but sold for less than they cost.
    run = learn(best=[cup, pot, jam])
    assert singles(shopdata.make_basket(tea), run) == [("Jam", "12.00")]


def test_a_cost_holds_no_tax(tea: Any, settings: Any) -> None:
    settings.OSCAR_OFFERS_INCL_TAX = True
    # Tea is 24.00 with tax, the cup 12.00, of which 10.00 are the shop's.
    KNOWN.update(Cup="10.00", Pot="10.01")
    run = learn(best=make({"Cup": "10.00", "Pot": "10.00"}))
    basket = shopdata.make_basket(tea)
    assert singles(basket, run, strategy=pricing.WithTax()) == [("Cup", "12.00")]


def test_two_together_cover_their_costs(tea: Any) -> None:
    KNOWN.update(A="3.00", B="5.00", C="7.00")
    one, other, third = make({"A": "4.00", "B": "6.00", "C": "8.00"})
    bundled.make_bundle(one, third, reward="amount_off", amounts={"USD": "2.00"})
    found = finder(shopdata.make_basket(tea), learn(best=[one, other, third]))
    assert said(found, found.pairs(30)) == [("A + B", "10.00")]
    KNOWN.update(B="6.01")
    found = finder(shopdata.make_basket(tea), learn(best=[one, other, third]))
    # A and C make a bundle: 10.00 of what costs 10.00.
    assert said(found, found.pairs(30)) == [("A + C", "10.00")]
    KNOWN.update(C="7.01")
    found = finder(shopdata.make_basket(tea), learn(best=[one, other, third]))
    assert found.pairs(30) == []
