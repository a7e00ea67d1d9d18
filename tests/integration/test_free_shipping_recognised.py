"""The shop's own free shipping, as a bar sees it, is what Oscar's checkout gives."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oscar.core.loading import get_class, get_model

from crosssell.oscar.free_shipping import Recognised, recognised
from shop.shipping.methods import Standard
from tests import pricing, shopdata

pytestmark = pytest.mark.django_db
Charges = get_model("shipping", "OrderAndItemCharges")
FREE_FROM_50 = {"condition": "Value", "count": 50, "benefit": "Shipping percentage",
                "percent": "100", "name": "Free week"}  # fmt: skip


@pytest.fixture(autouse=True)
def _country() -> None:
    shopdata.make_country()


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


@pytest.fixture
def cup() -> Any:
    return shopdata.make_product("Cup", "15.50")


def offer_these(monkeypatch: pytest.MonkeyPatch, *methods: Any) -> None:
    monkeypatch.setattr("shop.shipping.repository.Repository.methods", methods)


def by_order(name: str, price: str = "4.00", free_from: str | None = "50", **more: str) -> Any:
    """A row of Oscar's own method by order and item, read back as the shop would read it."""
    made = Charges.objects.create(
        name=name, price_per_order=price, free_shipping_threshold=free_from, **more
    )
    made.refresh_from_db()
    return made


def short(basket: Any, user: Any = None) -> list[tuple[str, str, str, bool]]:
    return [
        (one.label, str(one.counted), str(one.gap), one.reached)
        for one in recognised(basket, user, None)
    ]


def default_charge(basket: Any) -> Decimal:
    repository = get_class("shipping.repository", "Repository")()
    return repository.get_default_shipping_method(basket).calculate(basket).incl_tax


def test_a_method_that_is_free_from_some_total_on(
    tea: Any, cup: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_these(monkeypatch, by_order("Post"))
    basket = pricing.apply(shopdata.make_basket(tea, cup))
    assert recognised(basket, None, None) == (
        Recognised(
            "free delivery", Decimal("50.00"), Decimal("35.50"), Decimal("14.50"), False, "USD",
            (), "method",
        ),
    )  # fmt: skip
    for quantity in (1, 2, 3):
        basket = pricing.apply(shopdata.make_basket(tea, quantity=quantity))
        [found] = recognised(basket, None, None)
        assert (default_charge(basket) == 0) == found.reached == (found.gap == 0)
    assert short(None) == [("free delivery", "0.00", "50.00", False)]


def test_what_offers_take_off_does_not_count_for_a_method(
    tea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_these(monkeypatch, by_order("Post", free_from="38"))
    pricing.site_offer(tea, percent="10")
    basket = pricing.apply(shopdata.make_basket(tea, quantity=2))
    assert short(basket) == [("free delivery", "36.00", "2.00", False)]


def test_totals_with_tax_count_for_a_method(tea: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    offer_these(monkeypatch, by_order("Post", free_from="24"))
    basket = pricing.apply(shopdata.make_basket(tea), strategy=pricing.WithTax())
    assert short(basket) == [("free delivery", "24.00", "0.00", True)]
    # Oscar cannot compare what it does not know: its method has no price then.
    later = pricing.apply(shopdata.make_basket(tea), strategy=pricing.TaxLater())
    assert short(later) == []


def test_an_offer_is_recognised_before_tax_is_known(tea: Any) -> None:
    pricing.site_offer(
        tea, name="Sent free", condition="Value", count=50, benefit="Shipping percentage",
        percent="100",
    )  # fmt: skip
    basket = pricing.apply(shopdata.make_basket(tea), strategy=pricing.TaxLater())
    assert short(basket) == [("Sent free", "20.00", "30.00", False)]


def test_methods_with_amounts_of_their_own(tea: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    offer_these(
        monkeypatch,
        by_order("Post"),
        by_order("Van", free_from="80"),
        by_order("Bike", free_from=None),
        by_order("Pick up", price="0"),
        by_order("Drone", price="0", free_from="15"),
    )
    basket = pricing.apply(shopdata.make_basket(tea, quantity=3))
    assert [(one.label, one.methods, str(one.gap)) for one in recognised(basket, None, None)] == [
        ("free delivery by Post", ("Post",), "0.00"),
        ("free delivery by Van", ("Van",), "20.00"),
    ]


def test_an_amount_that_means_something_else_is_left_out(
    tea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A method of the shop's own that charges whatever the basket comes to.
    always = type("Always", (Standard,), {"free_shipping_threshold": Decimal(10)})
    offer_these(monkeypatch, always())
    assert short(pricing.apply(shopdata.make_basket(tea))) == []


def test_an_offer_counts_prices_before_discounts(tea: Any, cup: Any) -> None:
    pricing.site_offer(tea, cup, **FREE_FROM_50, exclusive=False)
    pricing.site_offer(tea, percent="50", name="Half", priority=9, exclusive=False)
    basket = pricing.apply(shopdata.make_basket(tea, cup))
    assert short(basket) == [("Free week", "35.50", "14.50", False)]
    basket = pricing.apply(shopdata.make_basket(tea, cup, quantity=2))
    assert short(basket) == [("Free week", "71.00", "0.00", True)]
    assert default_charge(basket) == 0


def test_what_another_offer_has_taken_does_not_count(tea: Any, cup: Any) -> None:
    pricing.site_offer(tea, cup, **FREE_FROM_50)
    pricing.site_offer(tea, percent="50", name="Half", priority=9)
    basket = pricing.apply(shopdata.make_basket(tea, cup, quantity=2))
    assert short(basket) == [("Free week", "31.00", "19.00", False)]
    assert default_charge(basket) > 0


def test_only_products_of_the_range_count(tea: Any, cup: Any) -> None:
    parent, [small, _large] = shopdata.make_parent("Pot", {"S": "10.00", "L": "12.00"})
    kept = shopdata.make_product("Card", "60.00", is_discountable=False)
    pricing.site_offer(tea, parent, kept, **FREE_FROM_50)
    basket = pricing.apply(shopdata.make_basket(tea, cup, small, kept))
    assert short(basket) == [("Free week", "30.00", "20.00", False)]


def test_offers_that_give_this_visitor_nothing_are_left_out(tea: Any) -> None:
    pricing.site_offer(tea, **{**FREE_FROM_50, "name": "Voucher"}, kind="Voucher")
    pricing.site_offer(tea, **{**FREE_FROM_50, "name": "Off"}, status="Suspended")
    pricing.site_offer(
        tea, **{**FREE_FROM_50, "name": "Gone"}, end_datetime=timezone.now() - timedelta(days=1)
    )
    pricing.site_offer(
        tea, **{**FREE_FROM_50, "name": "Used"}, max_global_applications=1, num_applications=1
    )
    pricing.site_offer(tea, **{**FREE_FROM_50, "name": "Count", "condition": "Count"})
    dear = {"benefit": "Shipping fixed price", "percent": "20"}
    pricing.site_offer(tea, **{**FREE_FROM_50, "name": "Dear", **dear})
    pricing.site_offer(tea, **{**FREE_FROM_50, "name": "Sale", "benefit": "Percentage"})
    basket = pricing.apply(shopdata.make_basket(tea))
    assert short(basket) == []


def test_an_offer_that_this_customer_has_used_up_is_left_out(tea: Any) -> None:
    offer = pricing.site_offer(tea, **FREE_FROM_50, max_user_applications=1)
    ann, bob = shopdata.make_user(), shopdata.make_user("bob@example.com")
    shopdata.make_order(tea, user=ann).discounts.create(offer_id=offer.id, frequency=1)
    assert short(pricing.apply(shopdata.make_basket(tea, owner=ann), ann), ann) == []
    assert len(short(pricing.apply(shopdata.make_basket(tea, owner=bob), bob), bob)) == 1


class OnlyTea:
    """A range of the shop's own class."""

    name = "Only tea"

    def contains_product(self, product: Any) -> bool:
        return product.title == "Tea"


def test_a_range_of_the_shops_own_class_is_asked(tea: Any, cup: Any) -> None:
    offer = pricing.site_offer(tea, **FREE_FROM_50)
    get_model("offer", "Range").objects.filter(pk=offer.condition.range_id).update(
        proxy_class=f"{__name__}.OnlyTea"
    )
    basket = pricing.apply(shopdata.make_basket(tea, cup))
    assert short(basket) == [("Free week", "20.00", "30.00", False)]


def test_an_offer_that_helps_one_method_names_it(tea: Any) -> None:
    ten = {"benefit": "Shipping fixed price", "percent": "10", "name": "Express for 10"}
    pricing.site_offer(tea, **{**FREE_FROM_50, **ten})
    basket = pricing.apply(shopdata.make_basket(tea))
    [found] = recognised(basket, None, None)
    assert (found.label, found.methods, found.source) == (
        "Express for 10",
        ("Express delivery",),
        "offer",
    )


def test_an_offer_that_something_else_keeps_away_is_left_out(tea: Any) -> None:
    offer = pricing.site_offer(tea, **FREE_FROM_50)
    basket = pricing.apply(shopdata.make_basket(tea, quantity=3))
    assert [one["name"] for one in basket.shipping_discounts] == ["Free week"]
    del basket.offer_applications.applications[offer.id]
    for line in basket.all_lines():
        line.clear_discount()
    assert short(basket) == []


def test_nothing_is_recognised_where_nothing_is_sent_or_all_is_free(
    tea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pricing.site_offer(tea, **FREE_FROM_50)
    basket = pricing.apply(shopdata.make_basket(tea))
    assert len(short(basket)) == 1
    get_model("catalogue", "ProductClass").objects.update(requires_shipping=False)
    assert short(pricing.apply(basket)) == []
    get_model("catalogue", "ProductClass").objects.update(requires_shipping=True)
    offer_these(monkeypatch, by_order("Post", price="0", free_from=None))
    assert short(pricing.apply(basket)) == []


def test_an_error_hides_the_shops_sources_and_nothing_else(
    tea: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pricing.site_offer(tea, **FREE_FROM_50)
    basket = pricing.apply(shopdata.make_basket(tea))

    def broken(*_: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("crosssell.oscar.shipping_offers.standing", broken)
    assert recognised(basket, None, None) == ()
    assert "was not recognised" in caplog.text


def queries(basket: Any) -> int:
    pricing.apply(basket)
    recognised(basket, None, None)
    pricing.apply(basket)
    with CaptureQueriesContext(connection) as captured:
        recognised(basket, None, None)
    return len(captured)


def test_queries_do_not_grow_with_lines_and_offers(tea: Any) -> None:
    pricing.site_offer(tea, percent="1", name="Sale", exclusive=False)
    few = shopdata.make_basket(tea)
    assert queries(few) == 0
    pricing.site_offer(tea, **FREE_FROM_50, exclusive=False)
    # The ranges of offers and of products, and which offers Oscar lets combine.
    assert queries(few) == 3
    many = [shopdata.make_product(f"Tea {at}", "3.00") for at in range(12)]
    for at in range(3):
        pricing.site_offer(*many, **{**FREE_FROM_50, "name": f"Week {at}"}, exclusive=False)
    pricing.site_offer(*many, percent="1", name="Sale of all", priority=3, exclusive=False)
    basket = shopdata.make_basket(tea, *many)
    assert queries(basket) == 3
    assert len(short(basket)) == 4


def test_an_empty_basket_asks_for_all_offers_once(tea: Any) -> None:
    pricing.site_offer(tea, **FREE_FROM_50)
    assert short(None) == [("Free week", "0.00", "50.00", False)]
    with CaptureQueriesContext(connection) as captured:
        recognised(None, None, None)
    assert len(captured) == 1
