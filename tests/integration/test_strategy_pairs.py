"""Strategies that read pairs: by customer, by view, bought after a view."""

import pytest

from crosssell.core.data import Basket, Product
from tests.learned import learn
from tests.strategies import MANY, ask, ids, lines, page, queries, readiness, scores

pytestmark = pytest.mark.django_db
PLACES = {"also_bought": "customer", "viewed_together": "viewed", "viewed_then_bought": "after"}


@pytest.mark.parametrize(("code", "place"), PLACES.items())
def test_each_reads_the_pairs_of_its_own_place(code: str, place: str) -> None:
    run = learn({10: [30, 20]}, places=[place])
    child = page(product=Product(11, parent_id=10))
    [found] = ask(code, child, run=run)
    assert scores(found) == {30: 0.99, 20: 0.98}
    assert ids(ask(code, child, run=run, limit=1)) == [[30]]
    # Its counts are customers or visits: said as orders they would be untrue.
    assert {(one.together, one.orders) for one in found} == {(0, 0)}
    assert all(one.reason for one in found)
    other = learn({10: [30]}, places=["page", "basket"])
    assert ids(ask(code, child, run=other)) == [[]]
    assert ids(ask(code, child)) == [[]]
    assert ids(ask(code, page(), run=run)) == [[]]


@pytest.mark.parametrize("code", PLACES)
def test_many_asks_cost_one_query(code: str) -> None:
    run = learn({10: [30]}, places=[PLACES[code]])
    on = page(product=Product(10))
    assert queries(code, on, run=run) == queries(code, on, *[{}] * MANY, run=run) == 1


def test_also_bought_sums_over_the_order_or_the_basket() -> None:
    run = learn({10: [20, 30, 40], 40: [50, 30]}, places=["customer"])
    basket = Basket(lines(10, 40))
    [found] = ask("also_bought", page(basket=basket), run=run)
    assert [one.product_id for one in found] == [30, 20, 50]
    assert found[0].score == pytest.approx(0.98 + 0.98)
    assert found[0].parts == {"product 10": 0.98, "product 40": 0.98}
    everything = page(product=Product(40), basket=basket, order=lines(10))
    asks = {}, {"place": "product"}, {"place": "basket"}
    assert ids(ask("also_bought", everything, *asks, run=run)) == [[50, 30], [50, 30], [30, 20, 50]]
    assert queries("also_bought", everything, *asks, *asks, run=run) == 2
    ordered = page(basket=Basket(lines(40)), order=lines(10))
    assert ids(ask("also_bought", ordered, {}, run=run)) == [[20, 30, 40]]


def test_a_big_basket_reads_a_bounded_number_of_pairs() -> None:
    partners = list(range(1000, 1050))
    run = learn({n: partners for n in range(1, 61)}, places=["customer"])
    found = ids(ask("also_bought", page(basket=Basket(lines(*range(1, 61)))), run=run))
    assert found == [partners[:10]]


@pytest.mark.parametrize(("code", "place"), PLACES.items())
def test_readiness_counts_the_products_that_have_pairs(code: str, place: str) -> None:
    run = learn({10: [30], 11: [30]}, places=[place])
    assert readiness(code).level == "empty"
    thin = readiness(code, run)
    assert (thin.level, "2 products" in thin.have, bool(thin.missing)) == ("thin", True, True)
    ready = readiness(code, learn({n: [30] for n in range(100, 120)}, places=[place]))
    assert (ready.level, "20 products" in ready.have, ready.missing) == ("ready", True, "")
