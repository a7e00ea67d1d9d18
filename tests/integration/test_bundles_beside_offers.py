"""Bundles beside Oscar's own offers and vouchers: who may take which piece, and never too much."""

from decimal import Decimal
from typing import Any

import pytest

from tests import shopdata
from tests.bundled import make_bundle
from tests.pricing import add_voucher, apply, given, off, recorded, site_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "4.00")


@pytest.fixture
def cup() -> Any:
    return shopdata.make_product("Cup", "6.00")


@pytest.mark.parametrize("exclusive", [True, False])
@pytest.mark.parametrize("priority", [0, 1000])
def test_offers_get_the_pieces_that_no_bundle_has(
    tea: Any, cup: Any, exclusive: bool, priority: int
) -> None:
    make_bundle(tea, cup)
    site_offer(tea, cup, percent="10", exclusive=exclusive, priority=priority)
    basket = shopdata.make_basket(tea, quantity=3)
    basket.add_product(cup)
    # One Tea and the Cup are the bundle's; the offer is for the other two.
    assert given(apply(basket)) == {"Tea time": (1, "1.00"), "Sale": (1, "0.80")}
    assert off(basket) == {"Tea": "1.200", "Cup": "0.60"}


def test_an_offer_without_a_bundle_is_as_ever(tea: Any, cup: Any) -> None:
    make_bundle(tea, cup)
    site_offer(tea, percent="50")
    assert given(apply(shopdata.make_basket(tea))) == {"Sale": (1, "2.00")}


# Who may be on the same pieces: (the bundle's flags, the offer's own, voucher?) -> what comes off.
BESIDE = [
    ({}, True, False, {"Tea time": (1, "1.00")}),
    ({}, False, False, {"Tea time": (1, "1.00")}),
    ({"with_offers": True}, True, False, {"Tea time": (1, "1.00")}),
    ({"with_offers": True}, False, False, {"Tea time": (1, "1.00"), "Sale": (1, "0.50")}),
    ({"with_vouchers": True}, False, False, {"Tea time": (1, "1.00")}),
    ({}, False, True, {"Tea time": (1, "1.00")}),
    ({"with_offers": True}, False, True, {"Tea time": (1, "1.00")}),
    ({"with_vouchers": True}, True, True, {"Tea time": (1, "1.00")}),
    (
        {"with_vouchers": True},
        False,
        True,
        {"Tea time": (1, "1.00"), "Voucher SPRING": (1, "0.50")},
    ),
]


@pytest.mark.parametrize(("flags", "exclusive", "voucher", "expected"), BESIDE)
def test_the_same_pieces_only_where_both_allow_it(
    tea: Any, cup: Any, flags: dict, exclusive: bool, voucher: bool, expected: dict
) -> None:
    make_bundle(tea, cup, **flags)
    basket = shopdata.make_basket(tea, cup)
    if voucher:
        add_voucher(basket, tea, cup, percent="5", exclusive=exclusive)
    else:
        site_offer(tea, cup, percent="5", exclusive=exclusive)
    assert given(apply(basket, shopdata.make_user())) == expected


def test_a_voucher_and_an_offer_and_two_bundles(tea: Any, cup: Any) -> None:
    plate = shopdata.make_product("Plate", "10.00")
    make_bundle(tea, cup)
    make_bundle(plate, name="Plates", with_vouchers=True)
    basket = shopdata.make_basket(tea, cup, plate)
    add_voucher(basket, plate, percent="10", exclusive=False)
    site_offer(tea, cup, plate, percent="5", exclusive=False)
    apply(basket, shopdata.make_user())
    # The voucher and the bundle share the plate; the site's offer finds no piece.
    assert given(basket) == {
        "Tea time": (1, "1.00"),
        "Plates": (1, "1.00"),
        "Voucher SPRING": (1, "1.00"),
    }


@pytest.mark.parametrize(
    ("benefit", "percent", "saved"),
    [
        ("Percentage", "20", "1.60"),
        ("Absolute", "3", "3.00"),
        ("Fixed", "1", "2.00"),
        ("Multibuy", "", "4.00"),
        ("Fixed price", "5", "3.00"),
    ],
)
def test_every_kind_of_benefit_on_what_is_left(
    tea: Any, cup: Any, benefit: str, percent: str, saved: str
) -> None:
    make_bundle(tea, cup)
    site_offer(tea, count=2, percent=percent, benefit=benefit, max_basket_applications=1)
    basket = shopdata.make_basket(tea, quantity=3)
    basket.add_product(cup)
    found = given(apply(basket))
    assert {name: Decimal(amount) for name, (_, amount) in found.items()} == {
        "Tea time": Decimal("1.00"),
        "Sale": Decimal(saved),
    }


@pytest.mark.parametrize("condition", ["Count", "Coverage"])
def test_what_a_bundle_has_does_not_count_for_a_condition(
    tea: Any, cup: Any, condition: str
) -> None:
    make_bundle(tea, cup)
    site_offer(tea, cup, count=2, percent="5", condition=condition)
    assert given(apply(shopdata.make_basket(tea, cup))) == {"Tea time": (1, "1.00")}


def test_where_all_together_is_too_much_the_bundle_gives_less(tea: Any, cup: Any) -> None:
    make_bundle(tea, cup, args={"percent": "40"}, with_offers=True)
    site_offer(tea, percent="80", exclusive=False)
    basket = apply(shopdata.make_basket(tea, cup), shopdata.make_user())
    # Tea: 1.60 and 3.20 of 4.00; the bundle's part becomes 0.80.
    assert off(basket) == {"Tea": "4.000", "Cup": "2.40"}
    assert given(basket) == {"Tea time": (1, "3.20"), "Sale": (1, "3.20")}
    found = recorded(shopdata.place_order(basket, shopdata.make_user("bob@example.com")))
    assert found["total"] == ("3.60", "3.60")
    assert found["discounts"] == {"Tea time": (1, "3.20"), "Sale": (1, "3.20")}
    assert sorted(found["lines"]["Tea"]) == ["0.80", "3.20"]


def test_a_bundle_that_gives_nothing_more_is_gone(tea: Any) -> None:
    make_bundle(tea, with_offers=True)
    site_offer(tea, percent="100", exclusive=False)
    basket = apply(shopdata.make_basket(tea))
    assert given(basket) == {"Sale": (1, "4.00")}
    assert basket.total_excl_tax == 0


def test_pricing_twice_is_once(tea: Any, cup: Any) -> None:
    from oscar.core.loading import get_class

    make_bundle(tea, cup)
    site_offer(tea, percent="10")
    basket = shopdata.make_basket(tea, quantity=2)
    basket.add_product(cup)
    apply(basket)
    before = given(basket), off(basket)
    assert (given(apply(basket)), off(basket)) == before
    # Oscar itself forgets on the way what its own offers did; the lines stay right.
    get_class("offer.applicator", "Applicator")().apply(basket)
    assert off(basket) == before[1]
    assert given(basket)["Tea time"] == (1, "1.00")
