"""How well products sold, as shares of the best: of 90 days and of the season."""

from math import log

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crosssell.models import Bestseller, Run, reading
from tests.learned import learn

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> Run:
    made = learn()
    for window, sold in ((90, {7: 99, 8: 9, 9: 1}), (Bestseller.SEASON, {9: 3, 7: 1})):
        for rank, (product_id, orders) in enumerate(sold.items(), start=1):
            Bestseller.objects.create(
                run=made, window=window, rank=rank, product_id=product_id, orders=orders, units=1
            )
    other = learn(state="old")
    Bestseller.objects.create(run=other, window=90, rank=1, product_id=8, orders=999, units=1)
    return made


def test_popularity_is_the_logarithm_of_orders(run: Run) -> None:
    with CaptureQueriesContext(connection) as captured:
        found = reading.popularity(run.pk, [8, 7, 5])
    assert len(captured) == 1
    assert found == {8: pytest.approx(log(10) / log(100)), 7: 1.0, 5: 0.0}
    # The best is known though nobody asks about it.
    assert reading.popularity(run.pk, [9]) == {9: pytest.approx(log(2) / log(100))}


def test_season_is_that_of_its_own_window(run: Run) -> None:
    with CaptureQueriesContext(connection) as captured:
        found = reading.season(run.pk, {7, 8, 9})
    assert len(captured) == 1
    assert found == {7: pytest.approx(log(2) / log(4)), 8: 0.0, 9: 1.0}


def test_nothing_is_known_before_the_first_run_or_of_an_empty_window(run: Run) -> None:
    empty = learn()
    assert reading.season(empty.pk, [7]) == reading.popularity(None, [7]) == {7: 0.0}
    with CaptureQueriesContext(connection) as captured:
        assert reading.season(run.pk, []) == {}
    assert not captured
