"""What was bought with the page's product, the order or the basket."""

import pytest

from crosssell.core.data import Basket, Product
from crosssell.models import reading
from tests.learned import learn
from tests.strategies import ask, ids, lines, page, readiness

pytestmark = pytest.mark.django_db


def test_bought_together_starts_from_product_order_or_basket() -> None:
    run = learn({10: [20, 30], 40: [30, 10]})
    product = Product(11, parent_id=10)
    basket = Basket(lines(40))
    everything = page(product=product, basket=basket)
    auto, of_product, of_basket = {}, {"place": "product"}, {"place": "basket"}
    found = ask("bought_together", everything, auto, of_product, of_basket, run=run)
    assert ids(found) == [[20, 30], [20, 30], [30, 10]]
    assert (found[0][0].together, found[0][0].orders) == (48, 210)
    assert (found[2][0].together, found[2][0].orders) == (0, 0)
    ordered = page(basket=basket, order=lines(10))
    found = ask("bought_together", ordered, auto, of_product, of_basket, run=run)
    assert ids(found) == [[20, 30], [], [30, 10]]
    assert ids(ask("bought_together", page(basket=basket), run=run)) == [[30, 10]]
    assert ids(ask("bought_together", page(), of_basket, run=run)) == [[]]


def test_bought_together_leaves_out_what_is_in_the_basket_and_keeps_to_the_limit() -> None:
    run = learn({10: [20, 30, 50], 20: [30, 10]})
    both = page(basket=Basket(lines(10, 20)))
    assert ids(ask("bought_together", both, run=run)) == [[30, 50]]
    assert ids(ask("bought_together", both, run=run, limit=1)) == [[30]]
    assert ids(ask("bought_together", page(product=Product(10)), run=run, limit=2)) == [[20, 30]]


def test_equal_sums_come_in_the_order_of_ids() -> None:
    run = learn({10: [40], 20: [30]})
    assert ids(ask("bought_together", page(basket=Basket(lines(10, 20))), run=run)) == [[30, 40]]


def test_nothing_is_learned_before_the_first_run() -> None:
    learn({10: [20]}, best=[20], state="running")
    assert ids(ask("bought_together", page(product=Product(10)))) == [[]]
    assert ids(ask("bought_together", page(basket=Basket(lines(10))))) == [[]]
    assert ids(ask("bestsellers", page())) == [[]]
    assert reading.parts_of_basket(None, [10]) == {}


def test_a_big_basket_is_answered_by_the_heads_of_the_lists() -> None:
    partners = list(range(1000, 1030))
    run = learn({n: partners for n in range(1, 31)}, places=["basket"])
    found = reading.pairs_of_basket(run.pk, range(1, 31), 50)
    assert [partner for partner, _ in found] == partners[:5]
    assert set(reading.parts_of_basket(run.pk, range(1, 31))) == set(partners[:5])
    few = reading.pairs_of_basket(run.pk, range(1, 6), 50)
    assert [partner for partner, _ in few] == partners[:20]


def test_readiness_says_how_many_products_and_orders() -> None:
    assert readiness("bought_together").level == "empty"
    run = learn({10: [20]})
    run.orders = 1234
    run.save()
    found = readiness("bought_together", run)
    assert found.level == "thin"
    assert found.have.startswith("1 product was bought together with others, in 1")
    ready = readiness("bought_together", learn({n: [20] for n in range(30, 50)}))
    assert (ready.level, ready.missing) == ("ready", "")
