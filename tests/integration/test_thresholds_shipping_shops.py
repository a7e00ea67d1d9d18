"""Whatever a shop's own Repository and methods do, tiers come on top, and break nothing."""

import logging
from decimal import Decimal
from typing import Any

import pytest
from oscar.apps.shipping import methods as oscars
from oscar.apps.shipping.repository import Repository as OscarsRepository
from oscar.core.prices import Price

from crosssell import loading
from tests import laddered, pricing, shopdata
from tests.laddered import tier

pytestmark = pytest.mark.django_db


class Parcel(oscars.Base):
    """A charge of the test's own, whose tax may come later."""

    def __init__(self, excl_tax: str, incl_tax: str | None = None, code: str = "parcel") -> None:
        self.code = self.name = code
        self.price = (Decimal(excl_tax), None if incl_tax is None else Decimal(incl_tax))

    def calculate(self, basket: Any) -> Any:
        return Price(basket.currency, *self.price)


class Promotion:
    """Something of the shop's own that takes 2.00 off."""

    id, name = -1, "Our week"

    def shipping_discount(self, charge: Decimal, currency: Any = None) -> Decimal:
        return min(charge, Decimal("2.00"))


@pytest.fixture
def basket() -> Any:
    """Tea for 20.00 that has reached the one tier: free by any method but "dear"."""
    shopdata.make_country()
    laddered.make_threshold(tier("20", args={"methods": ["parcel", "other"]}))
    return pricing.apply(shopdata.make_basket(shopdata.make_product("Tea", "20.00")))


def of(**shops: Any) -> Any:
    """A repository of a shop that has these methods of its own, with ours on top."""
    shops_own = type("Repository", (OscarsRepository,), shops)
    (made,) = loading.wrap("shipping.repository", ["Repository"], [shops_own])
    assert made.__mro__[1] is shops_own
    return made()


def said(methods: Any, basket: Any) -> list[tuple[str, str, str]]:
    found = []
    for one in methods:
        charge = one.calculate(basket)
        amount = charge.incl_tax if charge.is_tax_known else charge.excl_tax
        found.append((one.code, str(amount), one.offer.name if one.is_discounted else ""))
    return found


def test_parts_of_a_cent_are_free_too(basket: Any) -> None:
    # Of 3.335, Oscar's 100 % are 3.34.
    tea = basket.all_lines()[0].product
    pricing.site_offer(tea, benefit="Shipping percentage", percent="100", name="All")
    pricing.apply(basket)
    shop = of(methods=(Parcel("3.335", "3.335"), Parcel("0.004", "0.004", "other")))
    assert said(shop.get_shipping_methods(basket), basket) == [
        ("parcel", "0.000", "free delivery"),
        ("other", "0.000", "free delivery"),
    ]


def test_parts_of_a_cent_by_a_method_that_is_not_named(basket: Any) -> None:
    shop = of(methods=(Parcel("0.004", "0.004", "dear"),))
    assert said(shop.get_shipping_methods(basket), basket) == [("dear", "0.004", "")]


def test_where_tax_comes_later_the_charge_without_it_is_taken_off(basket: Any) -> None:
    [made] = of(methods=(Parcel("4.00"),)).get_shipping_methods(basket)
    assert type(made) is oscars.TaxExclusiveOfferDiscount
    charge = made.calculate(basket)
    assert (str(charge.excl_tax), charge.is_tax_known) == ("0.00", False)
    assert str(made.discount(basket)) == "4.00"


def test_what_is_free_already_is_left_alone(basket: Any) -> None:
    free = Parcel("0.00", "0.00")
    assert of(methods=(free,)).get_shipping_methods(basket) == [free]


def test_methods_by_address(basket: Any) -> None:
    def by_address(self: Any, basket: Any, shipping_addr: Any = None, **_: Any) -> list[Any]:
        return [Parcel("5.00", "5.00", "dear" if shipping_addr is None else "parcel")]

    shop = of(get_available_shipping_methods=by_address)
    assert said(shop.get_shipping_methods(basket), basket) == [("dear", "5.00", "")]
    address = shopdata.make_country()
    assert said(shop.get_shipping_methods(basket, address), basket)[0][1:] == (
        "0.00",
        "free delivery",
    )


def test_what_the_shop_has_wrapped_itself_stays_unless_the_tier_gives_more(basket: Any) -> None:
    def all_of_them(self: Any, basket: Any, **_: Any) -> Any:
        yield oscars.TaxInclusiveOfferDiscount(Parcel("5.00", "5.00", "dear"), Promotion())
        yield oscars.TaxInclusiveOfferDiscount(Parcel("5.00", "5.00", "parcel"), Promotion())
        yield oscars.TaxInclusiveOfferDiscount(Parcel("2.00", "2.00", "other"), Promotion())

    found = of(get_shipping_methods=all_of_them).get_shipping_methods(basket)
    assert said(found, basket) == [
        ("dear", "3.00", "Our week"),
        ("parcel", "0.00", "free delivery"),
        ("other", "0.00", "free delivery"),
    ]
    assert not any(hasattr(one.method, "offer") for one in found)


def test_what_the_shop_has_wrapped_where_tax_comes_later(basket: Any) -> None:
    wrapped = (
        oscars.TaxExclusiveOfferDiscount(Parcel("5.00", code="dear"), Promotion()),
        oscars.TaxExclusiveOfferDiscount(Parcel("5.00"), Promotion()),
    )
    found = of(methods=wrapped).get_shipping_methods(basket)
    assert said(found, basket) == [
        ("dear", "3.00", "Our week"),
        ("parcel", "0.00", "free delivery"),
    ]


def test_the_shops_own_rule_for_offers_is_not_replaced(basket: Any) -> None:
    def never(self: Any, basket: Any, methods: Any) -> Any:
        return methods

    tea = basket.all_lines()[0].product
    pricing.site_offer(tea, benefit="Shipping percentage", percent="100", exclusive=False)
    pricing.site_offer(
        tea, benefit="Shipping percentage", percent="90", name="More", exclusive=False
    )
    pricing.apply(basket)
    shop = of(apply_shipping_offers=never, methods=(Parcel("5", "5"), Parcel("5", "5", "dear")))
    assert said(shop.get_shipping_methods(basket), basket) == [
        ("parcel", "0", "free delivery"),
        ("dear", "5", ""),
    ]


def test_a_default_method_of_the_shops_own(basket: Any) -> None:
    def default(self: Any, basket: Any, **kwargs: Any) -> Any:
        return self.get_available_shipping_methods(basket, **kwargs)[-1]

    methods = (Parcel("5.00", "5.00", "dear"), Parcel("6.00", "6.00"))
    for shop, expected in (
        (of(methods=methods), ("dear", "5.00", "")),
        (of(methods=methods, get_default_shipping_method=default),
         ("parcel", "0.00", "free delivery")),
    ):  # fmt: skip
        assert said([shop.get_default_shipping_method(basket)], basket) == [expected]


def test_an_error_of_ours_leaves_what_the_shop_offers(
    basket: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("crosssell.oscar.best_shipping.best", broken)
    with caplog.at_level(logging.ERROR):
        found = of(methods=(Parcel("5.00", "5.00"),)).get_shipping_methods(basket)
    assert said(found, basket) == [("parcel", "5.00", "")]
    assert "is shipped without its rewards" in caplog.text


def test_a_class_that_is_built_on_ours_is_asked_once(basket: Any) -> None:
    built = type(of(methods=(Parcel("5.00", "5.00"),)))

    def more(self: Any, basket: Any, **kwargs: Any) -> Any:
        found = super(shops, self).get_shipping_methods(basket, **kwargs)
        return [*found, Parcel("7", "7", "other")]

    shops = type("Repository", (built,), {"get_shipping_methods": more})
    (made,) = loading.wrap("shipping.repository", ["Repository"], [shops])
    assert said(made().get_shipping_methods(basket), basket) == [
        ("parcel", "0.00", "free delivery"),
        ("other", "0", "free delivery"),
    ]
