"""Free shipping on a bar: the merchant's tiers beside what Oscar gives by itself, and for whom."""

from decimal import Decimal
from typing import Any

import pytest
from oscar.core.loading import get_model

from crosssell.threshold_bar import Bar
from tests import laddered, pricing, shopdata
from tests.integration.test_threshold_bar import first, of
from tests.laddered import tier

pytestmark = pytest.mark.django_db
Charges = get_model("shipping", "OrderAndItemCharges")


@pytest.fixture(autouse=True)
def _country() -> None:
    shopdata.make_country()


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


def by_order(monkeypatch: pytest.MonkeyPatch, free_from: str | None = "50") -> None:
    """The shop's only method is Oscar's own, which is free from some total on."""
    made = Charges.objects.create(
        name="Post", price_per_order="4.00", free_shipping_threshold=free_from
    )
    made.refresh_from_db()
    monkeypatch.setattr("shop.shipping.repository.Repository.methods", (made,))


def said(bar: Bar) -> list[tuple[str, str, str]]:
    return [(one.label, str(one.gap), one.share) for one in bar.marks]


def test_a_shop_without_thresholds_shows_what_oscar_gives(
    tea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_order(monkeypatch)
    bar = first(tea)
    assert (bar.threshold_id, bar.tiers, said(bar)) == (
        None, (), [("free delivery", "30.00", "100.00")],
    )  # fmt: skip
    assert bar.text == "Add $30.00 more and get free delivery."
    assert (bar.progress, bar.value_text) == (40, "$20.00 of $50.00")
    assert bar.assumption == "For delivery to United States by Post"
    full = first(tea, quantity=3)
    assert (full.text, full.progress) == ("Yours with this order: free delivery.", 100)
    assert first().text == "Spend $50.00 and get free delivery."


def test_it_is_a_mark_on_the_first_bar_alone(tea: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    by_order(monkeypatch)
    laddered.make_threshold(tier("80", "message"), name="A")
    laddered.make_threshold(tier("90", "percent"), name="B")
    found = of(tea)
    assert [said(one) for one in found.all] == [
        [("free delivery", "30.00", "62.50"), ("a surprise", "60.00", "100.00")],
        [("10 % off", "70.00", "100.00")],
    ]
    assert [one.tier_id for one in found.recognised] == [None]


def test_it_stands_where_its_own_gap_says(tea: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    by_order(monkeypatch)
    other = shopdata.make_product("Card", "25.00")
    laddered.make_threshold(tier("50", "message"), uncounted=[other])
    # Of the 45.00 that Oscar counts, 20.00 count here.
    assert said(first(tea, other)) == [
        ("free delivery", "5.00", "50.00"), ("a surprise", "30.00", "100.00"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ours", "shown"),
    [
        # Nobody adds anything for what he has sooner.
        ("60", [("free delivery", "30.00")]),
        ("50", [("free parcel", "30.00")]),
        ("45", [("free parcel", "25.00")]),
    ],
)
def test_of_two_ways_to_free_delivery_the_nearer_one(
    tea: Any, monkeypatch: pytest.MonkeyPatch, ours: str, shown: list[tuple[str, str]]
) -> None:
    by_order(monkeypatch)
    laddered.make_threshold(tier(ours, label="free parcel"))
    assert [(one.label, str(one.gap)) for one in first(tea).marks] == shown


def test_who_has_it_is_asked_for_nothing_more(tea: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    by_order(monkeypatch, free_from="30")
    laddered.make_threshold(tier("60"), tier("70", "message"))
    bar = first(tea, quantity=2)
    assert bar.text == "Add $30.00 more and get a surprise."
    assert [one.out for one in bar.tiers] == ["no_charge", ""]


def test_what_is_for_some_methods_covers_nothing(tea: Any) -> None:
    laddered.make_threshold(tier("30", args={"methods": ["standard"]}, label="a"), name="A")
    laddered.make_threshold(tier("40", label="b"), tier("50", label="c"), name="B")
    assert [[mark.out for mark in one.tiers] for one in of(tea).all] == [[""], ["", "covered"]]


@pytest.mark.parametrize("args", [{"methods": ["pigeon"]}, {"countries": ["DE"]}])
def test_free_delivery_of_what_is_not_offered_here_is_hidden(tea: Any, args: Any) -> None:
    shopdata.make_country()
    laddered.make_threshold(tier("30", args=args), tier("40", "message"))
    bar = first(tea)
    assert [one.out for one in bar.tiers] == ["no_charge", ""]
    assert bar.text == "Add $20.00 more and get a surprise."
    assert bar.assumption == ""


def test_where_nothing_is_sent_free_delivery_is_hidden() -> None:
    kind = get_model("catalogue", "ProductClass").objects.create(
        name="Downloads", requires_shipping=False, track_stock=False
    )
    song = shopdata.make_product("Song", "20.00", product_class=kind)
    laddered.make_threshold(tier("30"))
    assert of(song).of(None) is None


def test_an_offer_of_the_shop_that_is_nearer_is_beside_ours(tea: Any) -> None:
    pricing.site_offer(
        tea, percent="50", condition="Value", count=25, benefit="Shipping percentage", name="Half"
    )
    laddered.make_threshold(tier("60"))
    # Half of the charge is not all of it.
    assert said(first(tea)) == [("Half", "5.00", "41.67"), ("free delivery", "40.00", "100.00")]


def test_a_source_in_another_currency_is_not_shown(
    tea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_order(monkeypatch)
    laddered.make_threshold(tier({"EUR": "30"}, "message"))
    found = of(currency="EUR")
    assert (found.recognised, found.currency) == ((), "EUR")
    assert [one.counted for one in found.all] == [Decimal(0)]


def test_what_is_not_given_covers_nothing(tea: Any) -> None:
    pricing.site_offer(tea)
    laddered.make_threshold(tier("10"), name="A", with_offers=False)
    laddered.make_threshold(tier("40"), name="B")
    blocked, other = of(tea).all
    assert (blocked.state, other.text) == ("blocked", "Add $22.00 more and get free delivery.")
