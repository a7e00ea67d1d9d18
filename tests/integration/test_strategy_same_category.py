"""What stands beside the page's product, or in its category."""

from typing import Any

import pytest
from django.core.cache import cache

from crosssell.core.data import Product
from tests import shopdata
from tests.learned import learn
from tests.strategies import DAY, MANY, NOW, ask, created, ids, page, queries, readiness

pytestmark = pytest.mark.django_db


def test_same_category_has_bestsellers_then_the_newest() -> None:
    food = shopdata.make_category("Food")
    tea = shopdata.make_category("Tea", parent=food)
    old, sold, new = [shopdata.make_product(name, category=tea) for name in ("Old", "Sold", "New")]
    bread = shopdata.make_product("Bread", category=food)
    shopdata.make_product("Hidden", category=tea, is_public=False)
    for days, product in enumerate((new, bread, sold, old)):
        created(product, days)
    run = learn(best=[sold], window=90)
    on_tea = page(category_id=tea.pk)
    assert ids(ask("same_category", on_tea, run=run)) == [[sold.pk, new.pk, old.pk]]
    on_food = page(category_id=food.pk)
    assert ids(ask("same_category", on_food, run=run)) == [[sold.pk, new.pk, bread.pk, old.pk]]
    of_tea = page(product=Product(old.pk, category_ids=frozenset({tea.pk})))
    assert ids(ask("same_category", of_tea)) == [[new.pk, sold.pk, old.pk]]
    assert ids(ask("same_category", of_tea, limit=2)) == [[new.pk, sold.pk]]
    assert ids(ask("same_category", page(), run=run)) == [[]]
    assert ids(ask("same_category", page(category_id=10**6), run=run)) == [[]]


def test_a_product_of_two_categories_takes_from_both_in_turn() -> None:
    tea, gifts = shopdata.make_category("Tea"), shopdata.make_category("Gifts")
    teas = [shopdata.make_product(f"T{n}", category=tea).pk for n in range(2)]
    gift = shopdata.make_product("G", category=gifts).pk
    shopdata.ProductCategory.objects.create(product_id=teas[1], category=gifts)
    for pk in (*teas, gift):
        shopdata.Product.objects.filter(pk=pk).update(date_created=NOW)
    main = page(product=Product(99, category_ids=frozenset({tea.pk, gifts.pk})))
    assert ids(ask("same_category", main)) == [[teas[1], gift, teas[0]]]


def test_a_shelf_is_read_once_and_kept_for_a_while(settings: Any) -> None:
    tea = shopdata.make_category("Tea")
    created(shopdata.make_product("Green", category=tea), 1)
    on_tea = page(category_id=tea.pk)
    assert queries("same_category", on_tea, *[{}] * MANY) == 1
    assert queries("same_category", on_tea) == 0
    settings.CROSSSELL = {"CANDIDATE_CACHE_SECONDS": 0}
    cache.clear()
    assert [queries("same_category", on_tea) for _ in range(2)] == [1, 1]


def test_a_back_test_knows_nothing_newer() -> None:
    tea = shopdata.make_category("Tea")
    old, new = [shopdata.make_product(name, category=tea) for name in ("Old", "New")]
    created(old, 10)
    created(new, 0.1)
    on_tea = page(category_id=tea.pk)
    assert ids(ask("same_category", on_tea)) == [[new.pk, old.pk]]
    # On the same day the shelf comes from the cache, and still tells nothing of what came later.
    assert ids(ask("same_category", on_tea, as_of=NOW - DAY / 4)) == [[old.pk]]
    assert ids(ask("same_category", on_tea, as_of=NOW - 20 * DAY)) == [[]]


def test_readiness_counts_what_is_filed() -> None:
    assert readiness("same_category").level == "empty"
    tea = shopdata.make_category("Tea")
    shopdata.make_product("Green", category=tea)
    found = readiness("same_category")
    assert (found.level, found.have) == ("thin", "1 product is in a category.")
    for number in range(19):
        shopdata.make_product(f"T{number}", category=tea)
    assert readiness("same_category").level == "ready"
