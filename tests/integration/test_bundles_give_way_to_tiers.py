"""A bundle that takes the basket below a tier must be worth more than what the tier gave."""

from typing import Any

import pytest

from crosssell import thresholds
from tests import bundled, laddered, pricing, shopdata
from tests.laddered import tier

pytestmark = pytest.mark.django_db


def basket(**bundle: Any) -> Any:
    """Tea for 30.00 and a cup for 20.00, which are a bundle."""
    tea, cup = shopdata.make_product("Tea", "30.00"), shopdata.make_product("Cup", "20.00")
    bundled.make_bundle(tea, cup, **bundle)
    return shopdata.make_basket(tea, cup)


def test_a_small_bundle_gives_way_to_a_great_discount() -> None:
    laddered.make_threshold(tier("50", "percent", {"percent": "20"}))
    priced = pricing.apply(basket(args={"percent": "2"}))
    assert pricing.given(priced) == {"20 % off": (1, "10.00")}
    [one] = thresholds.standings(priced, None)
    assert (one.counted, one.stands[0].reached) == (5000, True)


def test_a_bundle_that_is_worth_more_stays() -> None:
    laddered.make_threshold(tier("50", "percent", {"percent": "20"}))
    priced = pricing.apply(basket(args={"percent": "30"}))
    assert pricing.given(priced) == {"Tea time": (1, "15.00")}
    [one] = thresholds.standings(priced, None)
    assert (one.counted, one.stands[0].gap) == (3500, 1500)


def test_both_are_given_where_the_tier_is_reached_all_the_same() -> None:
    laddered.make_threshold(tier("40", "percent", {"percent": "20"}))
    priced = pricing.apply(basket(args={"percent": "10"}))
    assert pricing.given(priced) == {"Tea time": (1, "5.00"), "20 % off": (1, "9.00")}


def test_a_bundle_that_the_threshold_does_not_combine_with_gives_way_to_it() -> None:
    laddered.make_threshold(tier("50", "percent", {"percent": "20"}), with_bundles=False)
    priced = pricing.apply(basket(args={"percent": "2"}))
    assert pricing.given(priced) == {"20 % off": (1, "10.00")}
