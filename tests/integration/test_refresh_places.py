"""What a refresh writes beside the pairs of orders: by customer, of views, of the season."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from crosssell import viewing
from crosssell.buffer import StreamAway
from crosssell.models import Bestseller, Pair, Run, ViewPair
from crosssell.refresh import learn_until, refresh
from tests.shopdata import MIDDAY, make_order, make_parent, make_product, make_user

pytestmark = pytest.mark.django_db


def pairs(run: Run, place: str) -> dict[tuple[int, int], list[int]]:
    """(product, partner) -> rank and the three plain counts."""
    columns = ("rank", "orders_together", "product_orders", "partner_orders")
    found = Pair.objects.filter(run=run, place=place)
    rows = found.values_list("product_id", "partner_id", *columns)
    return {(product, partner): counts for product, partner, *counts in rows}


def test_what_customers_bought_in_different_orders() -> None:
    shirt, (red, blue) = make_parent("Shirt", {"Red": "9.00", "Blue": "9.00"})
    tea, cup = make_product("Tea"), make_product("Cup")
    for name, child in (("ann", red), ("bob", blue)):
        customer = make_user(f"{name}@example.com")
        make_order(tea, user=customer, at=MIDDAY - timedelta(days=100))
        make_order(child, user=customer)
    make_order(cup, user=customer)
    make_order(cup)
    run = refresh()
    assert pairs(run, "page") == {}
    assert pairs(run, "customer") == {
        (shirt.pk, tea.pk): [1, 2, 2, 2],
        (tea.pk, shirt.pk): [1, 2, 2, 2],
    }
    run.refresh_from_db()
    assert run.pairs == 2
    # The later of the two purchases is today's: nothing is lost to age. Bob has three products.
    common = 1 + 1 / 2**0.5
    of_tea = 2 * 2 ** (-100 / 180)
    score = Pair.objects.get(run=run, place="customer", product_id=tea.pk).score
    assert score == pytest.approx(common / (of_tea**0.5 * 2**0.1) * 2 / 4)


def test_refused_orders_of_customers_do_not_count() -> None:
    tea, cup = make_product("Tea"), make_product("Cup")
    for name in ("ann", "bob"):
        customer = make_user(f"{name}@example.com")
        make_order(tea, user=customer)
        make_order(cup, user=customer, status="Cancelled" if name == "bob" else "Complete")
    assert pairs(refresh(), "customer") == {}


def test_the_season_is_the_same_weeks_a_year_before() -> None:
    now, early, late, out = (make_product(name) for name in ("Now", "Early", "Late", "Out"))
    make_order(now)
    for days, product in ((365 + 14, early), (365, early), (365 - 14, late), (365 + 15, out)):
        make_order(product, at=MIDDAY - timedelta(days=days), quantity=2)
    make_order(out, at=MIDDAY - timedelta(days=365 - 14) + timedelta(seconds=1))
    run = refresh()
    found = Bestseller.objects.filter(run=run, window=Bestseller.SEASON).order_by("rank")
    assert [(row.rank, row.product_id, row.orders, row.units) for row in found] == [
        (1, early.pk, 2, 4),
        (2, late.pk, 1, 2),
    ]


def test_pairs_of_views_are_part_of_the_run() -> None:
    today = timezone.localdate()
    make_order(make_product())
    for kind, *pair in (
        ("viewed", 10, 20),
        ("viewed", 0, 10),
        ("viewed", 0, 20),
        ("after", 10, 30),
    ):
        ViewPair.objects.create(
            kind=kind, day=today, product_id=pair[0], partner_id=pair[1], visits=4
        )
    for pair in ((10, 0), (0, 30)):
        ViewPair.objects.create(
            kind="after", day=today, product_id=pair[0], partner_id=pair[1], visits=5
        )
    run = refresh()
    assert pairs(run, "viewed") == {(10, 20): [1, 4, 4, 4], (20, 10): [1, 4, 4, 4]}
    assert pairs(run, "after") == {(10, 30): [1, 4, 5, 5]}
    run.refresh_from_db()
    assert run.pairs == 3
    before = learn_until(timezone.now())
    assert (pairs(before, "viewed"), pairs(before, "after")) == ({}, {})


def test_the_latest_views_are_counted_first(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(viewing, "roll_up", lambda: done.append("counted"))
    monkeypatch.setattr(viewing, "pairs", lambda until: done.append("ranked") or [])
    refresh()
    assert done == ["counted", "ranked"]
    learn_until(timezone.now())
    assert done == ["counted", "ranked", "ranked"]


def test_without_a_buffer_that_answers_the_refresh_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away() -> Any:
        raise StreamAway("Redis does not answer")

    monkeypatch.setattr(viewing, "roll_up", away)
    with caplog.at_level(logging.WARNING, "crosssell.refresh"):
        assert refresh().state == "live"
    assert caplog.messages == ["Redis does not answer"]
