"""Whether a reward for shipping could give a basket anything where it goes."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from oscar.core.loading import get_model

from crosssell import thresholds
from crosssell.oscar.free_shipping import shipping_matters
from crosssell.threshold_bar import bars
from tests import laddered, pricing, shopdata
from tests.delivering import offer_these
from tests.integration.storefront import get
from tests.laddered import tier

pytestmark = pytest.mark.django_db
Charges = get_model("shipping", "OrderAndItemCharges")


@pytest.fixture(autouse=True)
def _country() -> None:
    shopdata.make_country()


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


def matters(args: Mapping[str, Any], *products: Any, reward: str = "free_shipping") -> bool:
    laddered.make_threshold(tier("90", reward, args))
    basket = pricing.apply(shopdata.make_basket(*products)) if products else None
    [ladder] = thresholds.ladders_for(basket, None, None, "USD")
    return shipping_matters(ladder.tiers[0], basket, None, None)


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({}, True),
        ({"methods": ["express"]}, True),
        ({"methods": ["by-horse"]}, False),
        ({"countries": ["US"]}, True),
        ({"countries": ["DE"]}, False),
        ({"methods": ["standard"], "countries": ["DE", "US"]}, True),
    ],
)
@pytest.mark.parametrize("empty", [True, False])
def test_whether_a_reward_could_give_anything_here(
    args: Mapping[str, Any], expected: bool, empty: bool, tea: Any
) -> None:
    assert matters(args, *([] if empty else [tea])) is expected


def test_a_shipping_reward_where_nothing_is_sent(tea: Any) -> None:
    get_model("catalogue", "ProductClass").objects.update(requires_shipping=False)
    assert not matters({}, tea)


def test_a_shipping_reward_where_all_is_free(tea: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    offer_these(monkeypatch, Charges(name="Post", code="post"))
    assert not matters({}, tea)


def test_other_rewards_matter_where_nothing_is_sent(tea: Any) -> None:
    get_model("catalogue", "ProductClass").objects.update(requires_shipping=False)
    assert matters({"percent": "5"}, tea, reward="percent")


def test_goods_that_are_not_sent_are_told_nothing_of_free_delivery(
    client: Client, tea: Any
) -> None:
    laddered.make_threshold(tier("20", label="delivery on us"))
    get_model("catalogue", "ProductClass").objects.update(requires_shipping=False)
    shopdata.fill_basket(client, tea)
    assert "delivery on us" not in get(client, "basket:summary")
    get_model("catalogue", "ProductClass").objects.update(requires_shipping=True)
    assert "delivery on us" in get(client, "basket:summary")


def test_what_another_threshold_gives_already_is_not_dangled(tea: Any) -> None:
    laddered.make_threshold(tier("20", args={"methods": ["standard"], "countries": ["US"]}))
    laddered.make_threshold(tier("25", args={"methods": ["standard"]}), tier("30"), name="Other")
    basket = pricing.apply(shopdata.make_basket(tea))
    [first, second] = bars(basket, None, None).all
    assert [mark.at_least for mark in first.marks] == [Decimal(20)]
    # That by every method is more than what is there.
    assert [mark.at_least for mark in second.marks] == [Decimal(30)]
