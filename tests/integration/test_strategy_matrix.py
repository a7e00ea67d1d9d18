"""The merchant's own table."""

from typing import Any

import pytest
from django.core.cache import cache

from crosssell.core.data import Basket, Line, Product
from crosssell.models import MatrixEntry
from tests import shopdata
from tests.learned import learn
from tests.strategies import MANY, NOW, ask, ids, lines, page, queries, readiness

pytestmark = pytest.mark.django_db


def companion(**columns: Any) -> None:
    MatrixEntry.objects.create(**columns)


def test_the_matrix_answers_for_product_category_and_basket() -> None:
    food = shopdata.make_category("Food")
    tea, cup, pot, jam = [shopdata.make_product(name) for name in ("Tea", "Cup", "Pot", "Jam")]
    companion(main_product=tea, companion_product=cup, reason="To drink from", position=2)
    companion(main_category=food, companion_product=pot, position=1)
    companion(main_product=tea, companion_product=jam, active=False)
    of_tea = page(product=Product(tea.pk), category_ids=frozenset({food.pk}))
    [found] = ask("matrix", of_tea)
    assert [(one.product_id, one.reason) for one in found] == [
        (pot.pk, ""),
        (cup.pk, "To drink from"),
    ]
    child_page = page(product=Product(10**6, parent_id=tea.pk), category_ids=frozenset())
    assert ids(ask("matrix", child_page)) == [[cup.pk]]
    on_food = page(category_id=food.pk, category_ids=frozenset({food.pk}))
    assert ids(ask("matrix", on_food)) == [[pot.pk]]
    in_food = lines(10**6, categories=frozenset({food.pk}))
    assert ids(ask("matrix", page(basket=Basket(in_food)))) == [[pot.pk]]
    bought_tea = (Line(tea.pk, tea.pk, 1),)
    assert ids(ask("matrix", page(basket=Basket(in_food), order=bought_tea))) == [[cup.pk]]
    assert ids(ask("matrix", page())) == [[]]
    assert ids(ask("matrix", of_tea, limit=1)) == [[pot.pk]]


def test_a_companion_category_stands_for_its_products() -> None:
    cups = shopdata.make_category("Cups")
    tea, pot = shopdata.make_product("Tea"), shopdata.make_product("Pot")
    made = [shopdata.make_product(f"Cup {n}", category=cups).pk for n in range(12)]
    shopdata.Product.objects.update(date_created=NOW)
    companion(main_product=tea, companion_category=cups, reason="To drink from", position=1)
    companion(main_product=tea, companion_product=pot, position=2)
    run = learn(best=[made[3]], window=90)
    [found] = ask("matrix", page(product=Product(tea.pk), category_ids=frozenset()), run=run)
    assert [one.product_id for one in found][0] == made[3]
    assert [one.product_id for one in found][-1] == pot.pk
    assert len(found) == 11
    assert found[0].reason == "To drink from"
    on = page(product=Product(tea.pk), category_ids=frozenset())
    cache.clear()
    assert queries("matrix", on, *[{}] * MANY, run=run) == 2


def test_readiness_counts_the_rows_that_are_on() -> None:
    assert readiness("matrix").level == "empty"
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    companion(main_product=tea, companion_product=cup)
    companion(main_product=cup, companion_product=tea, active=False)
    found = readiness("matrix")
    assert (found.level, found.have) == ("thin", "1 row is on.")
