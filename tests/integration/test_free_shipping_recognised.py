"""A method that the shop sends free from some total on, as a bar sees it, is what Oscar gives."""

from decimal import Decimal
from typing import Any

import pytest
from oscar.core.loading import get_class, get_model

from crosssell.oscar.free_shipping import Recognised, recognised
from shop.shipping.methods import Standard
from tests import pricing, shopdata
from tests.delivering import FREE_FROM_50, offer_these, short

pytestmark = pytest.mark.django_db
Charges = get_model("shipping", "OrderAndItemCharges")


@pytest.fixture(autouse=True)
def _country() -> None:
    shopdata.make_country()


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


@pytest.fixture
def cup() -> Any:
    return shopdata.make_product("Cup", "15.50")


def by_order(name: str, price: str = "4.00", free_from: str | None = "50", **more: str) -> Any:
    """A row of Oscar's own method by order and item, read back as the shop would read it."""
    made = Charges.objects.create(
        name=name, price_per_order=price, free_shipping_threshold=free_from, **more
    )
    made.refresh_from_db()
    return made


def default_charge(basket: Any) -> Any:
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
