"""Shown = charged = recorded = reported, whatever the strategy does with tax."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client, override_settings
from oscar.core.loading import get_class, get_model

from tests import shopdata
from tests.bundled import make_bundle
from tests.pricing import TaxLater, WithTax, apply, given, recorded

pytestmark = pytest.mark.django_db


def placed(strategy: Any = None) -> dict[str, Any]:
    """What an order of two Tea and a Cup records: 10 % off one of each."""
    tea, cup = shopdata.make_product("Tea", "3.33"), shopdata.make_product("Cup", "6.66")
    make_bundle(tea, cup)
    basket = shopdata.make_basket(tea, quantity=2)
    basket.add_product(cup)
    apply(basket, strategy=strategy)
    order = shopdata.place_order(basket, shopdata.make_user())
    assert (basket.total_excl_tax, basket.total_incl_tax) == (
        order.total_excl_tax,
        order.total_incl_tax,
    )
    found = recorded(order)
    for number in (0, 1):
        charged = [Decimal(one[number]) for one in found["charged"].values()]
        assert sum(charged) == Decimal(found["total"][number])
    return found


def test_prices_without_tax() -> None:
    assert placed() == {
        "total": ("12.33", "12.33"),
        "discounts": {"Tea time": (1, "0.99")},
        "lines": {"Tea": ["0.33"], "Cup": ["0.66"]},
        "charged": {"Tea": ("6.33", "6.33"), "Cup": ("6.00", "6.00")},
    }


@override_settings(OSCAR_OFFERS_INCL_TAX=True)
def test_offers_on_prices_with_tax() -> None:
    # 4.00 and 7.99 with tax: 10 % of 11.99 is 1.19, split 0.40 and 0.79.
    assert placed(WithTax()) == {
        "total": ("12.33", "14.80"),
        "discounts": {"Tea time": (1, "1.19")},
        "lines": {"Tea": ["0.40"], "Cup": ["0.79"]},
        "charged": {"Tea": ("6.33", "7.60"), "Cup": ("6.00", "7.20")},
    }


@override_settings(OSCAR_OFFERS_INCL_TAX=False)
def test_offers_on_prices_without_tax_of_a_strategy_with_tax() -> None:
    # Oscar's own offers would take 10 % of the price with tax off the price without it.
    assert placed(WithTax()) == {
        "total": ("12.33", "14.80"),
        "discounts": {"Tea time": (1, "0.99")},
        "lines": {"Tea": ["0.33"], "Cup": ["0.66"]},
        "charged": {"Tea": ("6.33", "7.60"), "Cup": ("6.00", "7.20")},
    }


@override_settings(OSCAR_OFFERS_INCL_TAX=True)
def test_a_strategy_without_tax_whose_offers_include_it() -> None:
    assert placed()["total"] == ("12.33", "12.33")


def test_tax_that_is_not_known_yet() -> None:
    tea = shopdata.make_product("Tea", "4.00")
    make_bundle(tea)
    basket = shopdata.make_basket(tea)
    assert given(apply(basket, strategy=TaxLater())) == {"Tea time": (1, "0.40")}
    assert basket.total_excl_tax == Decimal("3.60")
    with override_settings(OSCAR_OFFERS_INCL_TAX=True):
        # There is no price to take it off.
        assert given(apply(basket, strategy=TaxLater())) == {}


@override_settings(OSCAR_OFFERS_INCL_TAX=True)
def test_a_fixed_price_is_what_the_shopper_pays() -> None:
    tea, cup = shopdata.make_product("Tea", "3.33"), shopdata.make_product("Cup", "6.66")
    make_bundle(tea, cup, reward="fixed_price", amounts={"USD": "10.00"})
    basket = apply(shopdata.make_basket(tea, cup), strategy=WithTax())
    assert basket.total_incl_tax == Decimal("10.00")


@override_settings(CROSSSELL={"COST_HOOK": "tests.integration.test_bundles_tax.costs"})
@pytest.mark.parametrize(("floor", "sets"), [("9", 1), ("12", 0)])
def test_the_least_margin_is_of_what_is_paid_without_tax(floor: str, sets: int) -> None:
    tea = shopdata.make_product("Tea", "10.00")
    make_bundle(tea, margin_floor=floor)
    with override_settings(OSCAR_OFFERS_INCL_TAX=True):
        basket = apply(shopdata.make_basket(tea), strategy=WithTax())
    # 9.00 are paid without tax, 8.10 of it are the cost: 10 % are left.
    assert given(basket) == ({"Tea time": (1, "1.20")} if sets else {})


def costs(product_ids: list[int]) -> dict[int, Decimal]:
    return dict.fromkeys(product_ids, Decimal("8.10"))


def test_the_page_shows_what_is_charged_and_the_report_sums_it_up(client: Client) -> None:
    tea, cup = shopdata.make_product("Tea", "3.33"), shopdata.make_product("Cup", "6.66")
    bundle = make_bundle(tea, cup)
    shopdata.fill_basket(client, tea, cup)
    page = client.get("/basket/")
    basket = page.context["basket"]
    assert given(basket) == {"Tea time": (1, "0.99")}
    assert basket.total_incl_tax == Decimal("9.00")
    assert "Tea time" in page.content.decode()
    assert "$0.99" in page.content.decode()
    shopdata.place_order(basket, shopdata.make_user())
    generator = get_class("offer.reports", "OfferReportGenerator")
    (row,) = generator(formatter="HTML").get_queryset()
    name = f"Tea time #{bundle.pk}"
    assert (row["display_offer_name"], row["total_discount"]) == (name, Decimal("0.99"))
    discount = get_model("order", "OrderDiscount").objects.get()
    assert str(discount.description()) == "Tea time"
