"""What is proposed to a visitor who is short of a tier: priced as his own checkout would."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from oscar.core.loading import get_model

from crosssell.facts import Facts
from crosssell.gap_filling.finding import Fill, Finder, of_visit
from tests import bundled, laddered, pricing, shopdata
from tests.laddered import tier
from tests.learned import learn

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


def finder(basket: Any, run: Any = None, strategy: Any = None) -> Finder:
    """Of a page on which this basket is the visitor's own."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    request.basket = pricing.apply(basket, request.user, strategy)
    request.strategy = basket.strategy
    return of_visit(Facts.of(request), run and run.pk)


def said(found: Finder, fills: list[Fill]) -> list[tuple[str, str]]:
    """The titles of each filler, and what it adds."""
    assert found.goal is not None
    return [
        (" + ".join(one.full_title for one in fill.options), str(found.goal.amount(fill.adds)))
        for fill in fills
    ]


def singles(basket: Any, run: Any, overshoot: int = 30, **more: Any) -> list[tuple[str, str]]:
    found = finder(basket, run, **more)
    return said(found, found.singles(overshoot))


def make(prices: dict[str, str]) -> list[Any]:
    return [shopdata.make_product(title, price) for title, price in prices.items()]


def test_what_closes_the_gap_without_passing_it_by_far(tea: Any) -> None:
    laddered.make_threshold(tier("30"))
    prices = {"Short": "9.99", "Just": "10.00", "Most": "19.00", "Over": "19.01"}
    run = learn(best=make(prices))
    assert singles(shopdata.make_basket(tea), run) == [("Just", "10.00"), ("Most", "19.00")]
    assert singles(shopdata.make_basket(tea), run, 0) == [("Just", "10.00")]


def test_what_goes_with_the_basket_comes_before_bestsellers(tea: Any) -> None:
    laddered.make_threshold(tier("30"))
    best, second, first = make({"Best": "10.00", "Second": "11.00", "First": "18.00"})
    run = learn({tea: [first, second]}, best=[best])
    assert singles(shopdata.make_basket(tea), run) == [
        ("First", "18.00"),
        ("Second", "11.00"),
        ("Best", "10.00"),
    ]


def test_one_that_completes_a_bundle_is_judged_by_what_it_really_adds(tea: Any) -> None:
    [cup] = make({"Cup": "10.00"})
    bundled.make_bundle(tea, cup, reward="amount_off", amounts={"USD": "2.00"})
    run = learn(best=[cup])
    laddered.make_threshold(tier("28"))
    assert singles(shopdata.make_basket(tea), run, 0) == [("Cup", "8.00")]
    laddered.Tier.objects.all().delete()
    laddered.make_threshold(tier("30"), name="Higher")
    assert singles(shopdata.make_basket(tea), run) == []


def test_the_shops_own_offers_are_taken_off(tea: Any) -> None:
    sold = make({f"Cup {number}": f"{number}.00" for number in range(10, 20)})
    pricing.site_offer(*sold, percent="50")
    laddered.make_threshold(tier("29.50"))
    found = singles(shopdata.make_basket(tea), learn(best=sold), 1)
    assert found == [("Cup 19", "9.50")]


def test_vouchers_are_taken_off(tea: Any) -> None:
    cup, pot = make({"Cup": "10.00", "Pot": "11.00"})
    laddered.make_threshold(tier("30"))
    basket = shopdata.make_basket(tea)
    run = learn(best=[cup, pot])
    assert singles(basket, run) == [("Cup", "10.00"), ("Pot", "11.00")]
    pricing.add_voucher(basket, cup)
    assert singles(basket, run) == [("Pot", "11.00")]


def test_with_tax_where_the_shop_shows_it(tea: Any, settings: Any) -> None:
    settings.OSCAR_OFFERS_INCL_TAX = True
    laddered.make_threshold(tier("36"))
    run = learn(best=make({"Cup": "10.00", "Pot": "12.00"}))
    # Tea is 24.00 with tax, so that 12.00 is missing.
    strategy = pricing.WithTax()
    assert singles(shopdata.make_basket(tea), run, 0, strategy=strategy) == [("Cup", "12.00")]
    settings.OSCAR_OFFERS_INCL_TAX = False
    later = pricing.TaxLater()
    laddered.TierAmount.objects.update(at_least=Decimal(32))
    laddered.Threshold.objects.get().save()
    assert singles(shopdata.make_basket(tea), run, 0, strategy=later) == [("Pot", "12.00")]


def test_only_what_is_sold_now_in_the_baskets_currency(tea: Any) -> None:
    laddered.make_threshold(tier({"USD": "30", "EUR": "30"}))
    good = make({"Good": "10.00"})
    out = shopdata.make_product("Out", "10.00", 0)
    euro = shopdata.make_product("Euro", "10.00", currency="EUR")
    hidden = shopdata.make_product("Hidden", "10.00", is_public=False)
    asks = shopdata.make_product("Asks", "10.00")
    option = get_model("catalogue", "Option").objects.create(name="Words", code="words")
    asks.product_options.add(option)
    run = learn(best=[out, euro, hidden, asks, tea, *good])
    assert singles(shopdata.make_basket(tea), run) == [("Good", "10.00")]
    in_euro = shopdata.make_product("Euro tea", "20.00", currency="EUR")
    assert singles(shopdata.make_basket(in_euro), run) == [("Euro", "10.00")]


def test_what_does_not_count_and_gifts_are_left_out(tea: Any) -> None:
    card, gift, cup = make({"Gift card": "10.00", "Gift": "10.00", "Cup": "10.00"})
    kept = tier("30", "gift_of_choice", gifts=[gift])
    laddered.make_threshold(kept, uncounted=[card])
    run = learn(best=[card, gift, cup])
    assert singles(shopdata.make_basket(tea), run) == [("Cup", "10.00")]


def test_a_variant_of_its_own_price(tea: Any) -> None:
    laddered.make_threshold(tier("30"))
    milk, _children = shopdata.make_parent("Milk", {"1 l": "1.20", "9 l": "10.80", "8 l": "10.10"})
    found = finder(shopdata.make_basket(tea), learn(best=[milk]))
    assert said(found, found.singles(30)) == [("Milk, 8 l", "10.10")]
    assert found.singles(30, choices=False) == []
    assert found.singles(30, without=[milk.pk]) == []


def test_two_that_do_it_together(tea: Any) -> None:
    laddered.make_threshold(tier("30"))
    run = learn(best=make({"A": "4.00", "B": "5.50", "C": "6.00", "D": "7.00"}))
    found = finder(shopdata.make_basket(tea), run)
    assert found.singles(30) == []
    assert said(found, found.pairs(30)) == [("A + C", "10.00"), ("B + D", "12.50")]


def test_nothing_where_nothing_is_missing_or_can_be_reached(tea: Any) -> None:
    run = learn(best=make({"Cup": "10.00"}))
    assert finder(shopdata.make_basket(tea), run).goal is None
    laddered.make_threshold(tier("20"), tier("30", decorative=True))
    assert finder(shopdata.make_basket(tea), run).goal is None
    empty = finder(shopdata.make_basket(), run)
    assert (empty.goal, empty.singles(30), empty.pairs(30)) == (None, [], [])


def test_nothing_where_a_bundle_is_in_the_way(tea: Any) -> None:
    [cup, pot] = make({"Cup": "14.00", "Pot": "15.00"})
    bundled.make_bundle(tea, cup)
    laddered.make_threshold(tier("30"), with_bundles=False)
    # The cup adds 10.60 and completes the bundle, but then the threshold gives nothing.
    assert singles(shopdata.make_basket(tea), learn(best=[cup, pot])) == [("Pot", "15.00")]
    assert finder(shopdata.make_basket(tea, cup)).goal is None


def test_the_nearest_tier_of_all_thresholds(tea: Any) -> None:
    laddered.make_threshold(tier("50"), name="Far", priority=1)
    laddered.make_threshold(tier("20"), tier("30", "percent"), name="Near")
    found = finder(shopdata.make_basket(tea))
    assert found.goal is not None
    assert (found.goal.ladder.name, found.goal.stand.gap) == ("Near", 1000)
    assert found.goal.reason(1240) == "Adds $12.40: you get 10 % off"
    assert found.goal.title(together=True) == "Add these two and get 10 % off"


def test_a_full_basket_takes_no_more(tea: Any, settings: Any) -> None:
    laddered.make_threshold(tier("30"))
    run = learn(best=make({"Cup": "10.00", "A": "4.00", "B": "6.00"}))
    settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD = 2
    found = finder(shopdata.make_basket(tea), run)
    assert said(found, found.singles(30)) == [("Cup", "10.00")]
    assert found.pairs(30) == []
    settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD = 1
    assert finder(shopdata.make_basket(tea), run).singles(30) == []


def test_no_reward_that_would_give_nothing(tea: Any) -> None:
    kind = tea.product_class
    kind.requires_shipping = False
    kind.save()
    gift = shopdata.make_product("Gift", "1.00", 0)
    laddered.make_threshold(
        tier("25"), tier("28", "gift_of_choice", gifts=[gift]), tier("30", "percent")
    )
    # Nothing is sent, and the gift is sold out.
    goal = finder(shopdata.make_basket(tea)).goal
    assert goal is not None
    assert goal.reward == "10 % off"
