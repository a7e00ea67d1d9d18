"""What a bar says of thresholds: marks, sentences and shares, as checkout has them."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation

from crosssell.threshold_bar import Bar, Bars, bars
from tests import bundled, laddered, pricing, shopdata
from tests.laddered import tier

pytestmark = pytest.mark.django_db


def of(*products: Any, quantity: int = 1, **more: Any) -> Bars:
    request: Any = RequestFactory().get("/")
    request.user = AnonymousUser()
    basket = pricing.apply(shopdata.make_basket(*products, quantity=quantity))
    return bars(basket, request.user, request, **more)


def first(*products: Any, **more: Any) -> Bar:
    found = of(*products, **more).of(None)
    assert found is not None
    return found


def marks(bar: Bar) -> list[tuple[str, str, str, bool, str]]:
    return [
        (one.label, str(one.at_least), str(one.gap), one.reached, one.share) for one in bar.marks
    ]


@pytest.fixture
def tea() -> Any:
    shopdata.make_country()
    return shopdata.make_product("Tea", "20.00")


def test_all_tiers_stand_on_one_bar(tea: Any) -> None:
    made = laddered.make_threshold(
        tier("30", "percent"), tier("60", "message", label="a present"), tier("15", "message")
    )
    bar = first(tea)
    assert marks(bar) == [
        ("a surprise", "15.00", "0.00", True, "25.00"),
        ("10 % off", "30.00", "10.00", False, "50.00"),
        ("a present", "60.00", "40.00", False, "100.00"),
    ]
    assert (bar.threshold_id, bar.currency, str(bar.counted)) == (made.pk, "USD", "20.00")
    assert (bar.state, bar.progress, bar.value_text) == ("progress", 33, "$20.00 of $60.00")
    assert bar.text == "Add $10.00 more and get 10 % off."
    assert bar.next == bar.marks[1]


def test_before_anything_counts(tea: Any) -> None:
    laddered.make_threshold(tier("30", "percent"), tier("60", "message"))
    bar = first()
    assert (bar.state, bar.progress) == ("initial", 0)
    assert bar.text == "Spend $30.00 and get 10 % off."


def test_all_reached(tea: Any) -> None:
    laddered.make_threshold(tier("20", "percent"), tier("10", "message"))
    bar = first(tea)
    assert (bar.state, bar.progress, bar.value_text) == ("reached", 100, "All reached")
    assert bar.text == "Yours with this order: a surprise and 10 % off."
    assert [mark.note for mark in bar.marks] == ["Reached", "Reached"]
    assert bar.next is None


def test_one_cent_short_is_not_full(tea: Any) -> None:
    laddered.make_threshold(tier("20.01", "message"))
    bar = first(tea)
    assert (bar.progress, str(bar.marks[0].gap)) == (99, "0.01")


def test_a_tier_from_nothing_on_is_reached_with_something(tea: Any) -> None:
    laddered.make_threshold(tier("0", "message"))
    assert (first().progress, first().text) == (0, "Spend $0.00 and get a surprise.")
    assert first(tea).progress == 100


def test_of_two_discounts_only_the_better_one_is_promised(tea: Any) -> None:
    laddered.make_threshold(tier("10", "amount_off", amount="5"), tier("20", "percent"))
    bar = first(tea)
    assert [mark.note for mark in bar.marks] == [
        "Reached", "A better discount is taken off instead",
    ]  # fmt: skip
    assert bar.text == "Yours with this order: $5.00 off."


def test_a_discount_that_nothing_gets_is_not_promised() -> None:
    gold = shopdata.make_product("Gold", "20.00", is_discountable=False)
    laddered.make_threshold(tier("10", "percent"), tier("90", "message"))
    bar = first(gold)
    assert bar.marks[0].note == "Nothing in your basket can be discounted"
    assert not bar.marks[0].given


def test_what_does_not_go_with_a_bundle_says_so(tea: Any) -> None:
    cup = shopdata.make_product("Cup", "15.00")
    bundled.make_bundle(tea, cup)
    laddered.make_threshold(tier("30", "percent"), tier("40", "message"), with_bundles=False)
    bar = first(tea, cup)
    assert marks(bar) == [("10 % off", "30.00", "0.00", True, "100.00")]
    assert (bar.state, bar.blocked) == ("blocked", "bundles")
    assert bar.marks[0].note == "Not together with bundles"
    assert bar.text == "Your basket has a bundle, and this does not go with it: 10 % off."
    assert [one.out for one in bar.tiers] == ["", "blocked"]


def test_blocked_and_nothing_reached_is_no_bar(tea: Any) -> None:
    pricing.site_offer(tea)
    laddered.make_threshold(tier("30", "percent"), with_offers=False)
    assert of(tea).of(None) is None


def test_one_that_nothing_is_in_the_way_of_goes_first(tea: Any) -> None:
    laddered.make_threshold(tier("30", "percent"), name="A", with_bundles=False)
    laddered.make_threshold(tier("35", "message"), name="B")
    bundled.make_bundle(tea)
    found = of(tea, quantity=2)
    assert [bar.blocked for bar in found.all] == ["bundles", ""]
    shown = found.of(None)
    assert shown is not None
    assert (shown.blocked, shown.state) == ("", "reached")
    asked = found.of(found.all[0].threshold_id)
    assert asked is not None
    assert asked.blocked == "bundles"


def test_what_is_only_shown_is_blocked_by_nothing(tea: Any) -> None:
    pricing.site_offer(tea)
    laddered.make_threshold(
        tier("10", "message", decorative=True), tier("30", "percent"), with_offers=False
    )
    bar = first(tea)
    assert [(mark.label, mark.note) for mark in bar.marks] == [("a surprise", "Reached")]
    assert (bar.state, bar.text) == ("reached", "Yours with this order: a surprise.")


def test_a_voucher_comes_after_the_order(tea: Any) -> None:
    laddered.make_threshold(tier("10", "voucher_amount", amount="5"))
    [mark] = first(tea).marks
    assert (mark.note, mark.given) == ("Its code comes with your order", True)


def test_the_merchants_words_in_the_visitors_language(tea: Any) -> None:
    texts = {
        "": ("Ab {amount}: {reward}", "{gap} more for {reward} <b>, {nothing} {", "Done: {reward}"),
        "de": ("", "Noch {gap} ({total} von {amount})", ""),
    }
    laddered.make_threshold(tier("30", "percent"), texts=texts)
    assert first(tea).text == "$10.00 more for 10 % off <b>, {nothing} {"
    assert first(tea, quantity=2).text == "Done: 10 % off"
    with translation.override("de-at"):
        # Oscar writes amounts as the language does.
        assert first(tea).text.replace("\xa0", " ") == "Noch $ 10,00 ($ 20,00 von $ 30,00)"
        assert first().text != "Ab $30.00: 10 % off"


def test_the_one_that_is_asked_for_or_the_first(tea: Any) -> None:
    late = laddered.make_threshold(tier("50", "message"), name="Late", priority=9)
    soon = laddered.make_threshold(tier("30", "message"), name="Soon", priority=1)
    other = laddered.make_threshold(tier("30", "message"), name="Other", group="Members")
    found = of(tea)
    assert [one.threshold_id for one in found.all] == [soon.pk, late.pk]
    picked = [found.of(pk) for pk in (None, late.pk, other.pk, 12345)]
    assert [one and one.threshold_id for one in picked] == [soon.pk, late.pk, None, None]


def test_the_currency_of_the_page_while_the_basket_is_empty(tea: Any) -> None:
    laddered.make_threshold(tier({"EUR": "30", "USD": "40"}, "message"))
    jam = shopdata.make_product("Jam", "5.00", currency="EUR")
    yen = shopdata.make_product("Sake", "500", currency="JPY")
    assert first(product_id=jam.pk).text == "Spend €30.00 and get a surprise."
    assert first(product_id=tea.pk).text == "Spend $40.00 and get a surprise."
    assert first(tea, product_id=jam.pk).text == "Add $20.00 more and get a surprise."
    assert first(currency="EUR").currency == "EUR"
    assert of(product_id=yen.pk).of(None) is None
