"""A simulation in words, whatever it found."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from crosssell.admin.simulation.words import told
from crosssell.simulation.results import (
    InCurrency,
    OfferThen,
    RivalTold,
    Simulation,
    Worst,
)

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DOLLARS = InCurrency(
    currency="USD",
    orders=1_000,
    value=Decimal("50000.00"),
    qualified=40,
    given=30,
    given_value=Decimal("3000.00"),
    sets=36,
    pieces=72,
    taken=Decimal("360.00"),
    discount=Decimal("36.00"),
    average=Decimal("1.20"),
    median=Decimal("1.00"),
    shares=(20, 6, 3, 0, 0, 1),
    times=(25, 4, 1),
    worst=Worst("100001", Decimal("6.00"), Decimal("12.00")),
    known=72,
    paid=Decimal("324.00"),
    cost=Decimal("243.00"),
)
FOUND = Simulation(
    name="Tea time",
    bundle_id=1,
    days=90,
    since=datetime(2026, 3, 3, 12, tzinfo=UTC),
    until=NOON,
    orders=1_000,
    window_orders=1_000,
    in_currency=(DOLLARS,),
)


def words(**changes: Any) -> Any:
    return told(replace(FOUND, **changes))


def line(name: str, **changes: Any) -> str:
    found = words(in_currency=(replace(DOLLARS, **changes),))
    return next(dict(one.by_currency)["USD"] for one in found.lines if one.name == name)


def test_the_whole_story() -> None:
    found = words()

    assert found.replayed == "1,000 orders from March 3, 2026 to June 1, 2026 were replayed."
    assert found.result == "30 orders (3.0 %) would have got it: 36 sets, $36.00 of discount."
    assert (found.bounded, found.warnings, found.currencies) == ("", (), ("USD",))
    assert {one.name: one.by_currency[0][1] for one in found.lines} == {
        "Orders that complete it": "40 (4.0 %)",
        "Orders that get it": "30 (3.0 %)",
        "Sets": "36 (one: 25, two: 4, three or more: 1)",
        "Discount in all": "$36.00",
        "Share of these orders": "1.2 %",
        "Share of all orders": "0.1 %",
        "Discount of an order": "$1.20; middle $1.00",
        "Orders by the share they lose": "≤ 2 %: 20, ≤ 5 %: 6, ≤ 10 %: 3, more: 1",
        "Margin left on its pieces": "$81.00 (25.0 %)",
    }
    assert found.worst[0].words == "$6.00 off $12.00, 50.0 % of it"
    assert "USD: ≤ 2 %: 20, ≤ 5 %: 6, ≤ 10 %: 3, more: 1</desc>" in found.charts[0]


def test_one_of_each_is_said_as_one() -> None:
    one = replace(DOLLARS, orders=1, qualified=1, given=1, sets=1, times=(1, 0, 0))

    found = words(orders=1, window_orders=1, in_currency=(one,))

    assert found.replayed.startswith("1 order from")
    assert found.result == "1 order (100.0 %) would have got it: 1 set, $36.00 of discount."


def test_a_bound_is_said() -> None:
    assert words(window_orders=54_321).bounded == (
        "There were 54,321 orders in these days. The newest 1,000 were replayed, so that this "
        "page stays quick."
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"known": 0}, "not known"),
        ({"known": 70}, "$81.00 (25.0 %), of 70 of 72 pieces"),
        ({"cost": Decimal("340.20")}, "-$16.20 (-5.0 %)"),
    ],
)
def test_the_margin_as_far_as_it_is_known(changes: dict[str, Any], said: str) -> None:
    assert line("Margin left on its pieces", **changes) == said


def test_what_must_be_seen_is_a_warning() -> None:
    loss = replace(DOLLARS, cost=Decimal("340.20"))

    found = words(
        in_currency=(loss,), limited=12, limited_at=NOON, no_terms=("EUR", "JPY"), inexact=1
    )

    assert found.warnings == (
        "A limit is used up on June 1, 2026: 12 orders get less, or nothing.",
        "It gives nothing in EUR, JPY: it has no amount there, or its budget is in another "
        "currency.",
        "Its pieces would have been sold for less than they cost: -$16.20.",
        "In 1 order so many bundles overlap that a better combination may exist.",
    )


def test_currencies_that_nobody_completes_it_in_are_left_out() -> None:
    nothing = replace(DOLLARS, currency="EUR", qualified=0, given=0, worst=None)

    assert words(in_currency=(nothing, DOLLARS)).currencies == ("USD",)
    assert words(in_currency=(nothing,)).result == "No order completes this bundle."


def test_rivals_are_told_with_what_they_lose() -> None:
    rival = RivalTold(7, "Rival", "USD", 9, Decimal("5.00"), Decimal("3.50"), lost=3, kept=1)

    found = words(rivals=(rival,), rivals_left_out=True)

    assert [(row.id, row.name, dict(row.cells)) for row in found.rivals] == [
        (
            7,
            "Rival",
            {
                "Orders": "9",
                "Gives without this one": "$5.00",
                "Gives beside it": "$3.50",
                "Difference": "-$1.50",
                "Gives less in": "3",
                "Keeps this one out in": "1",
            },
        )
    ]
    assert found.rivals_said.endswith("only the first by priority are told.")
    none = "No live bundle gives more or less beside this one, and none keeps it out."
    assert words().rivals_said == none
    assert words(rivals_left_out=True).rivals_said == (
        f"{none} There are very many live bundles: only the first by priority are told."
    )


def test_offers_and_vouchers_of_then_are_told() -> None:
    found = words(
        discounted=2,
        discounted_off=(("EUR", Decimal("1.00")), ("USD", Decimal("3.50"))),
        offers_then=(
            OfferThen("Spring", "TEN", "USD", 2, Decimal("3.50")),
            OfferThen("", "", "EUR", 1, None),
        ),
    )

    assert [(row.name, [text for _name, text in row.cells]) for row in found.then] == [
        ("Spring, voucher TEN", ["2", "$3.50"]),
        ("(no name)", ["1", "recorded for the whole basket only"]),
    ]
    assert found.then_said == (
        "2 of these orders had discounts on the same lines when they were placed, €1.00, $3.50 "
        "in all."
    )
    assert words().then_said == "None of these orders had a discount on the same lines."


@pytest.mark.parametrize(
    ("offers", "vouchers", "said"),
    [
        (True, True, "This bundle combines with offers and vouchers"),
        (True, False, "This bundle combines with offers, but keeps its pieces from vouchers."),
        (False, True, "This bundle combines with vouchers, but keeps its pieces from offers."),
        (False, False, "This bundle keeps its pieces from offers and vouchers"),
    ],
)
def test_what_it_combines_with(offers: bool, vouchers: bool, said: str) -> None:
    assert words(with_offers=offers, with_vouchers=vouchers).offers_said.startswith(said)


def test_whether_costs_are_known_is_said() -> None:
    assert "Costs are those of today, from the shop's cost hook." in words(cost_known=True).known
    assert any("the shop has no cost hook" in text for text in words().known)
