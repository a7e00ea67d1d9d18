"""What sold most: in the shop or in the category, in a window of days."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crosssell.core.data import Product
from crosssell.models import Bestseller
from tests import shopdata
from tests.learned import learn
from tests.strategies import MANY, ask, ids, page, queries, readiness

pytestmark = pytest.mark.django_db


def test_bestsellers_of_several_windows_come_in_one_query() -> None:
    run = learn(best=[3, 1, 2])
    Bestseller.objects.create(run=run, window=7, rank=1, product_id=9, orders=5, units=6)
    with CaptureQueriesContext(connection) as captured:
        found = ask("bestsellers", page(), {"window": 7}, {}, {"window": 90}, run=run)
    assert len(captured) == 1
    assert ids(found) == [[9], [3, 1, 2], []]
    assert (found[0][0].score, found[0][0].reason) == (5.0, "Bestseller")
    assert ids(ask("bestsellers", page(), run=run, limit=2)) == [[3, 1]]


def test_bestsellers_of_the_category_or_of_the_products_categories() -> None:
    food = shopdata.make_category("Food")
    tea = shopdata.make_category("Tea", parent=food)
    green, black = [shopdata.make_product(name, category=tea).pk for name in ("Green", "Black")]
    bread = shopdata.make_product("Bread", category=food).pk
    run = learn(best=[bread, black, 10**6, green])
    asks = {"of": "category"}, {"of": "shop"}, {"of": "category", "window": 7}
    found = ask("bestsellers", page(category_id=food.pk), *asks, run=run)
    assert ids(found) == [[bread, black, green], [bread, black, 10**6, green], []]
    assert [one.score for one in found[0]] == [999.0, 998.0, 996.0]
    in_tea = page(category_id=tea.pk)
    assert ids(ask("bestsellers", in_tea, *asks[:1], run=run)) == [[black, green]]
    assert ids(ask("bestsellers", in_tea, *asks[:1], run=run, limit=1)) == [[black]]
    child = page(product=Product(10**6, parent_id=green))
    assert ids(ask("bestsellers", child, *asks[:1], run=run)) == [[black, green]]
    assert ids(ask("bestsellers", page(), *asks[:1], run=run)) == [[]]
    assert queries("bestsellers", in_tea, *asks, *asks * MANY, run=run) == 2


def test_readiness_counts_what_was_sold() -> None:
    assert readiness("bestsellers").level == "empty"
    found = readiness("bestsellers", learn(best=range(1, 4), window=365))
    assert (found.level, found.have) == ("thin", "3 products were sold in the last 365 days.")
    assert readiness("bestsellers", learn(best=range(1, 21), window=365)).level == "ready"
