"""The bar that the form of a threshold draws, and that checkout keeps what was saved."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from crosssell.admin.thresholds.preview import bars_of
from crosssell.admin.thresholds.rows import ThresholdRows
from crosssell.admin.thresholds.words import names_for, sentences
from crosssell.models import Threshold
from tests.laddered import make_threshold, tier
from tests.merchant import sign_in
from tests.pricing import apply
from tests.shopdata import make_basket, make_product
from tests.thresholdforms import threshold_form, tier_row

pytestmark = pytest.mark.django_db


def rows_of(row: Threshold) -> ThresholdRows:
    return ThresholdRows.of(row)


def test_the_start_the_way_and_the_end(client: Client) -> None:
    sign_in(client)
    cup = make_product("Cup")
    rows = [
        tier_row("20"),
        tier_row("50", "gift_of_choice", gifts=[cup], label="Your cup"),
        tier_row("", "percent"),
    ]
    texts = [{"language": "", "initial": "From {amount}: {reward}", "reached": "Yours: {total}"}]

    page = client.post(
        reverse("admin:crosssell_threshold_add"), threshold_form(rows, texts, _words="1")
    )

    bars = page.context["bars"]
    assert [one.label for one in bars] == [
        "At the start: nothing in the basket",
        "On the way: $35.00 in the basket",
        "At the end: $50.00 in the basket",
    ]
    for one, said in zip(
        bars,
        ("From $20.00: free delivery", "Add $15.00 more and get Your cup.", "Yours: $50.00"),
        strict=True,
    ):
        assert said in one.html
        # Nobody claims a gift, or sends another form, in the middle of this one.
        assert "<form" not in one.html
    assert "Choose your gift" in bars[2].html
    assert not Threshold.objects.exists()


def test_one_tier_in_another_currency_alone() -> None:
    start, way, end = bars_of(rows_of(make_threshold(tier({"EUR": "30"}))))

    assert (way.label, end.label) == (
        "On the way: €18.00 in the basket", "At the end: €30.00 in the basket",
    )  # fmt: skip
    assert "Add €12.00 more" in way.html
    assert "Spend €30.00" in start.html


def test_no_bar_of_what_cannot_be_reached() -> None:
    assert bars_of(rows_of(make_threshold())) == []
    assert bars_of(rows_of(make_threshold(tier({}), name="A"))) == []
    broken = make_threshold(
        tier("9", "away"), tier("9", "percent", {"percent": "x"}), tier("9", "amount_off"), name="B"
    )
    assert bars_of(rows_of(broken)) == []


def test_words_of_what_is_not_whole() -> None:
    rows = rows_of(
        make_threshold(
            tier({}),
            tier("9", "away"),
            tier("9", "percent", {"percent": "x"}),
            tier("9", "amount_off"),
            tier("9", "voucher_percent", {"percent": "5", "days": 90}),
            tier("9", "voucher_amount", {"days": 60}, amount="4"),
            tier("9", "percent", {"percent": "5"}),
            adds_up=True,
            with_bundles=False,
            with_offers=False,
        )
    )

    assert sentences(rows, names_for([rows])) == [
        "From no amount yet: free delivery.",
        "From $9.00: away (not installed).",
        "From $9.00: Percent off the order (settings cannot be read).",
        "From $9.00: Amount off the order (no amount yet).",
        "From $9.00: a voucher for 5 % off your next order (Valid for so many days: 90).",
        "From $9.00: a voucher for $4.00 off your next order.",
        "From $9.00: 5 % off.",
        "For everybody; the discounts of all reached tiers add up; combines with vouchers, not "
        "with bundles or offers.",
    ]


def test_checkout_gives_what_was_saved_at_once(client: Client) -> None:
    sign_in(client)
    tea = make_product("Tea", "20.00")
    rows = [tier_row("20", "percent", {"percent": "10"}), tier_row("50", "amount_off", own="8")]
    assert apply(make_basket(tea)).total_discount == 0

    client.post(reverse("admin:crosssell_threshold_add"), threshold_form(rows))

    assert apply(make_basket(tea)).total_discount == Decimal("2.00")
    assert apply(make_basket(tea, quantity=3)).total_discount == Decimal("8.00")
    Threshold.objects.get().delete()
    assert apply(make_basket(tea, quantity=3)).total_discount == 0
