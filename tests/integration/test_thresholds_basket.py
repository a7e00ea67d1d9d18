"""What a basket has reached is applied by Oscar's own offer engine, after everything else."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crosssell import thresholds
from crosssell.models import Threshold
from tests import bundled, laddered, pricing, shopdata
from tests.laddered import tier

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


@pytest.fixture
def cup() -> Any:
    return shopdata.make_product("Cup", "15.50")


def stand(basket: Any) -> list[tuple[int, bool]]:
    [one] = thresholds.standings(basket, None)
    return [(at.gap, at.reached) for at in one.stands]


def test_each_tier_says_how_far_it_is(tea: Any, cup: Any) -> None:
    laddered.make_threshold(tier("35.50"), tier("50", "percent"))
    assert stand(pricing.apply(shopdata.make_basket(tea))) == [(1550, False), (3000, False)]
    assert stand(pricing.apply(shopdata.make_basket(tea, cup))) == [(0, True), (1450, False)]


def test_an_order_discount_is_taken_off_and_recorded(tea: Any, cup: Any) -> None:
    laddered.make_threshold(tier("30", "percent", {"percent": "10"}))
    basket = pricing.apply(shopdata.make_basket(tea, cup))
    assert pricing.given(basket) == {"10 % off": (1, "3.55")}
    assert pricing.off(basket) == {"Tea": "2.00", "Cup": "1.55"}
    assert str(basket.total_incl_tax) == "31.95"
    order = shopdata.place_order(basket)
    assert pricing.recorded(order)["discounts"] == {"10 % off": (1, "3.55")}


def test_what_a_bundle_takes_off_does_not_count(tea: Any, cup: Any) -> None:
    bundled.make_bundle(tea, cup, args={"percent": "10"})
    laddered.make_threshold(tier("35", "percent"))
    assert stand(pricing.apply(shopdata.make_basket(tea, cup))) == [(305, False)]


def test_of_two_discounts_the_better_one_is_given(tea: Any, cup: Any) -> None:
    laddered.make_threshold(tier("10", "amount_off", amount="5"), tier("20", "percent"))
    basket = pricing.apply(shopdata.make_basket(tea, cup))
    assert pricing.given(basket) == {"$5.00 off": (1, "5.00")}


def test_discounts_add_up_where_the_merchant_says_so(tea: Any, cup: Any) -> None:
    laddered.make_threshold(
        tier("10", "amount_off", amount="5.50"), tier("20", "percent"), adds_up=True
    )
    basket = pricing.apply(shopdata.make_basket(tea, cup))
    assert pricing.given(basket) == {"$5.50 off": (1, "5.50"), "10 % off": (1, "3.00")}


def test_products_that_do_not_count_get_nothing_either(tea: Any, cup: Any) -> None:
    laddered.make_threshold(tier("15", "percent"), uncounted=[cup])
    basket = pricing.apply(shopdata.make_basket(tea, cup))
    assert pricing.off(basket) == {"Tea": "2.00"}
    assert stand(pricing.apply(shopdata.make_basket(cup))) == [(1500, False)]


def test_beside_a_bundle_nothing_is_given_where_the_merchant_says_so(tea: Any, cup: Any) -> None:
    bundled.make_bundle(tea, cup, args={"percent": "10"})
    laddered.make_threshold(tier("10", "percent"), with_bundles=False)
    basket = pricing.apply(shopdata.make_basket(tea, cup))
    assert pricing.given(basket) == {"Tea time": (1, "3.55")}
    [one] = thresholds.standings(basket, None)
    assert (one.blocked, one.stands[0].reached) == ("bundles", True)


def test_a_warm_shop_asks_nothing_more(tea: Any) -> None:
    pricing.site_offer(tea, exclusive=False)
    laddered.make_threshold(
        tier("10", "percent"), tier("11", "amount_off", amount="1"), adds_up=True
    )
    basket = pricing.apply(shopdata.make_basket(tea))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            pricing.apply(basket)
        return len(captured)

    queries()
    known = queries()
    assert len(pricing.given(basket)) == 3
    Threshold.objects.all().delete()
    queries()
    assert queries() == known
