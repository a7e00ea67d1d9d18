"""The shop's own free shipping, as a bar sees it, is what Oscar's checkout would give."""

from decimal import Decimal
from typing import Any

import pytest
from oscar.core.loading import get_model

from crosssell.oscar.free_shipping import Assumed, Recognised, assumed, recognised
from tests import pricing, shopdata

pytestmark = pytest.mark.django_db
USD = "USD"


@pytest.fixture(autouse=True)
def _country() -> None:
    shopdata.make_country()


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


def value_offer(
    value: str = "50", benefit: str = "Shipping percentage", percent: str = "100", **fields: Any
) -> Any:
    """A site offer on all products: from this value on, this benefit on shipping."""
    name = fields.pop("name", "Free delivery week")
    every = get_model("offer", "Range").objects.create(
        name=f"All for {name}", includes_all_products=True
    )
    return get_model("offer", "ConditionalOffer").objects.create(
        name=name,
        condition=get_model("offer", "Condition").objects.create(
            range=fields.pop("range", every), type="Value", value=Decimal(value)
        ),
        benefit=get_model("offer", "Benefit").objects.create(type=benefit, value=Decimal(percent)),
        **fields,
    )


def test_an_offer_from_some_value_on_is_recognised(tea: Any) -> None:
    value_offer("50")
    basket = pricing.apply(shopdata.make_basket(tea))
    assert recognised(basket, None, None) == (
        Recognised(
            "Free delivery week", Decimal("50.00"), Decimal("20.00"), Decimal("30.00"), False, USD,
            (), "offer",
        ),
    )  # fmt: skip
    basket = pricing.apply(shopdata.make_basket(tea, quantity=3))
    [found] = recognised(basket, None, None)
    assert (found.counted, found.gap, found.reached) == (Decimal("60.00"), Decimal("0.00"), True)


def test_what_is_assumed_of_a_guest(tea: Any) -> None:
    basket = pricing.apply(shopdata.make_basket(tea))
    expected = Assumed(
        "US", "United States", False, True, "Standard delivery", "standard", Decimal("6.31"), USD,
        False,
    )  # fmt: skip
    assert assumed(basket, None, None) == expected
    assert assumed(None, None, None) == expected
