"""Past orders replayed through a bundle."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from crosssell.models import Bundle
from crosssell.simulation.results import InCurrency, Worst
from tests import shopdata
from tests.bundled import make_bundle
from tests.replayed import only, replay
from tests.shopdata import MIDDAY, Line, make_order, make_product
from tests.teatime import NOW, cup, tea

__all__ = ["cup", "tea"]

pytestmark = pytest.mark.django_db


def costs(ids: list[int]) -> dict[int, Any]:
    return {pk: Decimal("2.00") for pk in ids[:1]}


def test_every_figure_of_a_small_shop(tea: Any, cup: Any) -> None:
    make_order(tea, cup, at=MIDDAY - timedelta(hours=2))
    big = make_order(tea, cup, quantity=2)
    make_order(tea)
    make_order(tea, cup, status="Cancelled")
    make_order(tea, cup, at=NOW - timedelta(days=90, seconds=1))
    make_order(tea, cup, at=NOW + timedelta(seconds=1))

    result = replay(make_bundle(tea, cup, active=False))

    assert (result.orders, result.window_orders, result.days) == (3, 3, 90)
    assert (result.since, result.until) == (NOW - timedelta(days=90), NOW)
    assert only(result) == InCurrency(
        currency="USD",
        orders=3,
        value=Decimal("23.50"),
        qualified=2,
        given=2,
        given_value=Decimal("19.50"),
        sets=3,
        pieces=6,
        taken=Decimal("19.50"),
        discount=Decimal("1.95"),
        average=Decimal("0.98"),
        median=Decimal("0.65"),
        shares=(0, 0, 2, 0, 0, 0),
        times=(1, 1, 0),
        worst=Worst(big.number, Decimal("1.30"), Decimal("13.00")),
        known=0,
        paid=Decimal("0.00"),
        cost=Decimal("0.00"),
    )


def test_prices_are_those_of_the_order_before_discounts(tea: Any, cup: Any) -> None:
    make_order(tea, cup)
    Line.objects.filter(product=tea).update(line_price_incl_tax=1, line_price_excl_tax=1)
    tea.stockrecords.update(price=400)

    assert only(replay(make_bundle(tea, cup))).discount == Decimal("0.65")


def test_a_line_without_the_price_of_a_piece_is_divided(tea: Any, cup: Any) -> None:
    make_order(tea, cup, quantity=3)
    Line.objects.update(unit_price_incl_tax=None, unit_price_excl_tax=None)

    assert only(replay(make_bundle(tea, cup))).discount == Decimal("1.95")


def test_only_the_newest_orders_are_replayed_where_there_are_too_many(tea: Any, cup: Any) -> None:
    make_order(tea, cup, at=MIDDAY - timedelta(days=1))
    newest = make_order(tea, cup, quantity=2)

    result = replay(make_bundle(tea, cup), most_orders=1)

    assert (result.orders, result.window_orders) == (1, 2)
    assert only(result).worst == Worst(newest.number, Decimal("1.30"), Decimal("13.00"))


def test_a_parent_stands_for_its_variants_and_a_category_for_what_it_holds(tea: Any) -> None:
    drinks = shopdata.make_category("Drinks")
    milk, (small, large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    juice = make_product("Juice", "3.00", category=shopdata.make_category("Juices", drinks))
    make_order(tea, large)
    make_order(tea, juice)

    assert only(replay(make_bundle(tea, milk))).discount == Decimal("0.61")
    assert only(replay(make_bundle(tea, drinks, name="Any"))).discount == Decimal("0.70")


def test_what_no_offer_may_touch_is_in_no_set_but_counts_as_sold(tea: Any, cup: Any) -> None:
    make_order(tea, cup)
    cup.is_discountable = False
    cup.save()

    found = only(replay(make_bundle(tea, cup)))

    assert (found.orders, found.value, found.qualified) == (1, Decimal("6.50"), 0)


def test_margin_is_told_of_what_has_a_known_cost(tea: Any, cup: Any) -> None:
    make_order(tea, cup)
    bundle = make_bundle(tea, cup)

    with override_settings(CROSSSELL={"COST_HOOK": f"{__name__}.costs", "BUFFER_URL": ""}):
        result = replay(bundle)
        found = only(result)

    # Only tea's cost is known: 4.00 less its part of the discount.
    assert (found.known, found.paid, found.cost) == (1, Decimal("3.60"), Decimal("2.00"))
    assert found.left == Decimal("1.60")
    assert (result.cost_known, replay(bundle).cost_known) == (True, False)


def test_a_set_below_the_margin_floor_is_not_given(tea: Any, cup: Any) -> None:
    make_order(tea, cup)

    with override_settings(CROSSSELL={"COST_HOOK": f"{__name__}.both", "BUFFER_URL": ""}):
        given = only(replay(make_bundle(tea, cup, margin_floor=20)))
        refused = only(replay(make_bundle(tea, cup, name="Floor", margin_floor=40)))

    assert (given.given, refused.given, refused.qualified) == (1, 0, 0)


def both(ids: list[int]) -> dict[int, Any]:
    # 5.85 is paid and 4.00 is cost: 31.6 % is left.
    return {pk: Decimal("2.00") for pk in ids}


def test_currencies_are_told_apart(tea: Any, cup: Any) -> None:
    make_order(tea, cup)
    foreign = make_order(tea, cup)
    type(foreign).objects.filter(pk=foreign.pk).update(currency="EUR")
    bundle = make_bundle(tea, cup, reward="amount_off", amounts={"USD": "1.50"})

    result = replay(bundle)

    euro, dollar = result.in_currency
    assert (euro.currency, euro.orders, euro.qualified) == ("EUR", 1, 0)
    assert (dollar.currency, dollar.orders, dollar.discount) == ("USD", 1, Decimal("1.50"))
    assert result.no_terms == ("EUR",)


def test_without_orders_nothing_is_found(tea: Any, cup: Any) -> None:
    result = replay(make_bundle(tea, cup))

    assert (result.orders, result.in_currency, result.given, result.qualified) == (0, (), 0, 0)
    assert result.rivals == result.offers_then == ()


def test_more_orders_cost_no_more_queries_and_nothing_is_written(tea: Any, cup: Any) -> None:
    pk = make_bundle(tea, cup, active=False).pk
    make_bundle(tea, cup, name="Live")
    make_order(tea, cup)
    with CaptureQueriesContext(connection) as one:
        replay(Bundle.objects.get(pk=pk))
    for number in range(30):
        make_order(tea, cup, make_product(f"Other {number}"), user=None)
    with CaptureQueriesContext(connection) as many:
        result = replay(Bundle.objects.get(pk=pk))

    assert result.orders == 31
    assert len(many) == len(one)
    assert {query["sql"].split()[0] for query in many} <= {"SELECT", "WITH"}


def test_the_result_as_plain_values(tea: Any, cup: Any) -> None:
    make_order(tea, cup)

    told = replay(make_bundle(tea, cup)).as_dict()

    assert told["in_currency"][0]["discount"] == "0.65"
    assert told["until"] == "2026-06-02T12:00:00+00:00"
    assert told["in_currency"][0]["times"] == [1, 0, 0]


@pytest.mark.parametrize(("name", "rival"), [("MOST_COMPLETING", False), ("MOST_BESIDE", True)])
def test_no_older_order_counts_where_too_many_complete_it(
    tea: Any, cup: Any, monkeypatch: pytest.MonkeyPatch, name: str, rival: bool
) -> None:
    for hours, products in ((4, (tea, cup)), (3, (tea,)), (2, (tea, cup)), (1, (cup,))):
        make_order(*products, at=MIDDAY - timedelta(hours=hours))
    monkeypatch.setattr(f"crosssell.simulation.{name}", 1)
    if rival:
        make_bundle(tea, cup, name="Live", args={"percent": "1"})

    result = replay(make_bundle(tea, cup, active=False))

    assert (result.orders, result.window_orders) == (2, 4)
    found = only(result)
    assert (found.orders, found.value, found.given) == (2, Decimal("9.00"), 1)
