"""Beside the shop's own offers a bundle never makes a basket dearer."""

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell.sets.missing import completions
from crosssell.sets.prices import Visitor
from tests import shopdata
from tests.bundled import make_bundle
from tests.pricing import add_voucher, apply, given, off, site_offer

pytestmark = pytest.mark.django_db
ConditionalOffer = get_model("offer", "ConditionalOffer")


def _tea_and_cup():
    return shopdata.make_product("Tea", "4.00"), shopdata.make_product("Cup", "6.00")


def test_a_bundle_gives_way_to_an_offer_that_takes_off_more():
    tea, cup = _tea_and_cup()
    make_bundle(tea, cup)  # 10 %: 1.00
    site_offer(tea, percent="50")  # 2.00

    basket = apply(shopdata.make_basket(tea, cup))

    assert given(basket) == {"Sale": (1, "2.00")}
    assert basket.total_incl_tax == 8


def test_an_offer_that_takes_off_less_gives_way_to_the_bundle():
    tea, cup = _tea_and_cup()
    make_bundle(tea, cup, name="Tea time")  # 1.00
    site_offer(tea, percent="20")  # 0.80

    basket = apply(shopdata.make_basket(tea, cup))

    assert given(basket) == {"Tea time": (1, "1.00")}
    assert basket.total_incl_tax == 9


def test_where_both_save_the_same_the_bundle_stays():
    tea, cup = _tea_and_cup()
    make_bundle(tea, cup, name="Tea time")  # 1.00
    site_offer(tea, percent="25")  # 1.00

    assert given(apply(shopdata.make_basket(tea, cup))) == {"Tea time": (1, "1.00")}


def test_only_the_bundle_that_loses_gives_way():
    tea, cup = _tea_and_cup()
    jam, bread = shopdata.make_product("Jam", "3.00"), shopdata.make_product("Bread", "2.00")
    make_bundle(tea, cup, name="Tea time")
    make_bundle(jam, bread, name="Breakfast", args={"percent": "20"})
    site_offer(tea, percent="50")

    basket = apply(shopdata.make_basket(tea, cup, jam, bread))

    assert given(basket) == {"Breakfast": (1, "1.00"), "Sale": (1, "2.00")}
    assert off(basket) == {"Tea": "2.000", "Jam": "0.60", "Bread": "0.40"}


def test_a_bundle_gives_way_to_a_voucher():
    tea, cup = _tea_and_cup()
    make_bundle(tea, cup)
    user = shopdata.make_user()
    basket = shopdata.make_basket(tea, cup, owner=user)
    add_voucher(basket, tea, percent="50")

    apply(basket, user)

    assert given(basket) == {"Voucher SPRING": (1, "2.00")}


def test_pricing_twice_is_once():
    tea, cup = _tea_and_cup()
    make_bundle(tea, cup, name="Tea time", with_offers=True)
    site_offer(tea, percent="50", exclusive=False)
    basket = apply(shopdata.make_basket(tea, cup))
    once = given(basket), off(basket)

    assert once == (
        {"Tea time": (1, "1.00"), "Sale": (1, "2.00")},
        {"Tea": "2.400", "Cup": "0.60"},
    )
    assert (given(apply(basket)), off(basket)) == once


def test_a_part_without_a_share_is_trimmed_with_the_others():
    tea, cup = _tea_and_cup()
    make_bundle(tea, cup, rewarded=[0], args={"percent": "50"}, with_offers=True)
    offers = [
        site_offer(tea, percent="100", name="Free tea", exclusive=False),
        site_offer(cup, percent="60", name="Cups", exclusive=False, priority=3),
        site_offer(cup, percent="60", name="More cups", exclusive=False, priority=2),
    ]
    for one in offers:
        one.combinations.set([other for other in offers if other != one])

    basket = apply(shopdata.make_basket(tea, cup))

    tea_line, _cup_line = basket.all_lines()
    assert tea_line.discount_value == 4
    assert basket.total_incl_tax == 0


def _visitor(basket, user=None):
    at = timezone.now()
    lines = tuple(basket.all_lines())
    return Visitor(basket.strategy, lines, at, user and user.pk, "", None, basket, user)


def test_what_is_shown_counts_the_offers_that_a_set_displaces():
    tea, cup = _tea_and_cup()
    make_bundle(tea, cup, name="Tea time", args={"percent": "30"})  # 3.00
    site_offer(tea, percent="50")  # 2.00
    basket = apply(shopdata.make_basket(tea))

    [shown], _currency = completions(_visitor(basket), 3)
    # 2.00 for the tea, then 7.00 for both: beside the offer the bundle saves 1.00 more.
    assert (shown.bill.before, shown.bill.saved, shown.bill.after) == (6, 1, 5)
    basket.add_product(cup)
    assert apply(basket).total_incl_tax == 7


def test_a_set_that_saves_no_more_than_the_offers_is_not_shown():
    tea, cup = _tea_and_cup()
    make_bundle(tea, cup)  # 1.00
    site_offer(tea, percent="50")  # 2.00

    assert completions(_visitor(apply(shopdata.make_basket(tea))), 3)[0] == []


def test_an_offer_that_combines_is_counted_too():
    tea, cup = _tea_and_cup()
    make_bundle(tea, cup, name="Tea time", with_offers=True)
    site_offer(tea, cup, percent="50", exclusive=False)
    basket = apply(shopdata.make_basket(tea))

    [shown], _currency = completions(_visitor(basket), 3)
    assert (shown.bill.before, shown.bill.saved, shown.bill.after) == (3, 1, 2)
    basket.add_product(cup)
    assert apply(basket).total_incl_tax == 4


def test_sets_that_round_to_nothing_count_with_the_one_that_gets_the_unit():
    pen = shopdata.make_product("Pen", "7", currency="JPY")
    make_bundle(pen, name="Pens")  # 10 %: 0.7 yen each, 2.1 in all
    basket = apply(shopdata.make_basket(pen, quantity=3))

    [application] = list(basket.offer_applications)
    offer = application["offer"]
    assert (application["freq"], offer.given.uses, offer.given.amount) == (2, 2, 2)
    assert sum(taken.quantity for one in offer.given.sets for taken in one) == 3
    [line] = basket.all_lines()
    assert (line.discounts.num_consumed(), line.discount_value) == (3, 2)
