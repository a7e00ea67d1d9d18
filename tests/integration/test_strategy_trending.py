"""What sells more than it used to."""

import pytest

from crosssell.models import Bestseller, Run
from tests.learned import learn
from tests.strategies import MANY, ask, ids, page, queries, readiness

pytestmark = pytest.mark.django_db


def run_of(**windows: dict[int, int]) -> Run:
    """A run with {product: orders} of windows named d7, d28, d90 and d365."""
    run = learn()
    Bestseller.objects.bulk_create(
        Bestseller(
            run=run, window=int(name[1:]), rank=rank, product_id=pk, orders=orders, units=orders
        )
        for name, sold in windows.items()
        for rank, (pk, orders) in enumerate(sold.items(), start=1)
    )
    return run


def test_what_rises_most_comes_first() -> None:
    # 83 days before: 83 orders make 7 expected, 166 make 14.
    run = run_of(d7={1: 14, 2: 14, 3: 7, 4: 1}, d90={2: 97, 1: 180, 3: 90, 4: 1})
    [found] = ask("trending", page(), run=run)
    assert [(one.product_id, one.score) for one in found] == [
        (2, (14 + 5) / (7 + 5)),
        (4, (1 + 5) / (0 + 5)),
    ]
    assert found[0].parts == {"orders": 14.0, "expected": 7.0}
    assert ids(ask("trending", page(), run=run, limit=1)) == [[2]]


def test_a_product_below_the_baselines_list_may_have_sold_like_its_last() -> None:
    run = run_of(d7={9: 10}, d90={1: 500, 2: 93})
    [[found]] = ask("trending", page(), run=run)
    assert found.parts["expected"] == 7.0
    assert found.score == 15 / 12


def test_equal_trends_come_by_orders_then_ids() -> None:
    run = run_of(d7={5: 3, 4: 3}, d90={4: 3, 5: 3})
    assert ids(ask("trending", page(), run=run)) == [[4, 5]]


def test_windows_are_chosen_and_read_in_one_query() -> None:
    run = run_of(d7={1: 5}, d28={2: 5}, d90={1: 5, 2: 5}, d365={1: 5, 2: 5})
    asks = {}, {"recent": 28}, {"recent": 28, "baseline": 365}
    assert ids(ask("trending", page(), *asks, run=run)) == [[1], [2], [2]]
    assert queries("trending", page(), *asks * MANY, run=run) == 1
    assert ids(ask("trending", page(), *asks)) == [[], [], []]


def test_readiness_counts_what_was_sold_lately() -> None:
    assert readiness("trending").level == "empty"
    found = readiness("trending", run_of(d7={1: 5}, d90={1: 5, 2: 4}))
    assert found.have == "1 product was sold in the last 7 days of orders."
