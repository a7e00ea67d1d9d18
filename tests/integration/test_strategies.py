"""What each strategy proposes, from the tables as they are."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crosssell import registry
from crosssell.core.args import parse
from crosssell.core.data import Basket, Candidate, Line, Page, Product, Source
from crosssell.models import Bestseller, MatrixEntry, Pair, reading
from tests import shopdata
from tests.learned import learn

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def ask(
    strategy: str, page: Page, *asks: dict[str, Any], run: Any = None, limit: int = 50
) -> list[list[Candidate]]:
    plugin = registry.get("strategies", strategy)
    wanted = [parse(plugin.args, args) for args in asks or ({},)]
    found: list[list[Candidate]] = plugin.run(page, wanted, Source(run and run.pk, NOW, limit))
    return found


def ids(lists: list[list[Candidate]]) -> list[list[int]]:
    return [[one.product_id for one in some] for some in lists]


def page(**facts: Any) -> Page:
    return Page("slot", NOW, **facts)


def lines(*families: int, categories: frozenset[int] = frozenset()) -> tuple[Line, ...]:
    return tuple(Line(family + 1, family, 1, categories) for family in families)


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


def test_bestsellers_of_several_windows_come_in_one_query() -> None:
    run = learn(best=[3, 1, 2])
    Bestseller.objects.create(run=run, window=7, rank=1, product_id=9, orders=5, units=6)
    with CaptureQueriesContext(connection) as captured:
        found = ask("bestsellers", page(), {"window": 7}, {}, {"window": 90}, run=run)
    assert len(captured) == 1
    assert ids(found) == [[9], [3, 1, 2], []]
    assert (found[0][0].score, found[0][0].reason) == (5.0, "Bestseller")
    assert ids(ask("bestsellers", page(), run=run, limit=2)) == [[3, 1]]


def test_new_arrivals_are_public_products_of_the_last_days() -> None:
    made = {}
    for title, days, fields in (
        ("Today", 0, {}),
        ("Hidden", 1, {"is_public": False}),
        ("Week", 7, {}),
        ("Month", 30, {}),
        ("Tomorrow", -1, {}),
    ):
        product = made[title] = shopdata.make_product(title, **fields)
        stamp = NOW - timedelta(days=days)
        shopdata.Product.objects.filter(pk=product.pk).update(date_created=stamp)
    _, children = shopdata.make_parent("Parent", {"Child": "1"})
    shopdata.Product.objects.filter(pk=children[0].pk).update(date_created=NOW)
    with CaptureQueriesContext(connection) as captured:
        found = ask("new_arrivals", page(), {"days": 14}, {"days": 60})
    assert len(captured) == 1
    today, week, month = (made[title].pk for title in ("Today", "Week", "Month"))
    assert ids(found) == [[today, week], [today, week, month]]
    assert [one.score for one in found[0]] == [1.0, 0.5]


def test_same_category_has_bestsellers_then_the_newest() -> None:
    food = shopdata.make_category("Food")
    tea = shopdata.make_category("Tea", parent=food)
    old, sold, new = [shopdata.make_product(name, category=tea) for name in ("Old", "Sold", "New")]
    bread = shopdata.make_product("Bread", category=food)
    shopdata.make_product("Hidden", category=tea, is_public=False)
    for days, product in enumerate((new, bread, sold, old)):
        stamp = NOW - timedelta(days=days)
        shopdata.Product.objects.filter(pk=product.pk).update(date_created=stamp)
    run = learn(best=[sold], window=reading.CATEGORY_WINDOW)
    on_tea = page(category_id=tea.pk)
    assert ids(ask("same_category", on_tea, run=run)) == [[sold.pk, new.pk, old.pk]]
    on_food = page(category_id=food.pk)
    assert ids(ask("same_category", on_food, run=run)) == [[sold.pk, new.pk, bread.pk, old.pk]]
    of_tea = page(product=Product(old.pk, category_ids=frozenset({tea.pk})))
    assert ids(ask("same_category", of_tea)) == [[new.pk, sold.pk, old.pk]]
    assert ids(ask("same_category", of_tea, limit=2)) == [[new.pk, sold.pk]]
    assert ids(ask("same_category", page(), run=run)) == [[]]


def test_a_product_of_two_categories_takes_from_both_in_turn() -> None:
    tea, gifts = shopdata.make_category("Tea"), shopdata.make_category("Gifts")
    teas = [shopdata.make_product(f"T{n}", category=tea).pk for n in range(2)]
    gift = shopdata.make_product("G", category=gifts).pk
    shopdata.ProductCategory.objects.create(product_id=teas[1], category=gifts)
    main = page(product=Product(99, category_ids=frozenset({tea.pk, gifts.pk})))
    assert ids(ask("same_category", main)) == [[teas[1], gift, teas[0]]]


def test_recently_viewed_keeps_the_cookies_order() -> None:
    assert ids(ask("recently_viewed", page(viewed=(5, 3, 4)), limit=2)) == [[5, 3]]
    assert ids(ask("recently_viewed", page())) == [[]]


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
    companion(main_product=tea, companion_category=cups, reason="To drink from", position=1)
    companion(main_product=tea, companion_product=pot, position=2)
    run = learn(best=[made[3]], window=reading.CATEGORY_WINDOW)
    [found] = ask("matrix", page(product=Product(tea.pk), category_ids=frozenset()), run=run)
    assert [one.product_id for one in found][0] == made[3]
    assert [one.product_id for one in found][-1] == pot.pk
    assert len(found) == 11
    assert found[0].reason == "To drink from"


def test_the_plain_reads_name_the_tables_as_the_models_do() -> None:
    assert Pair._meta.db_table == "crosssell_pair"
    assert Bestseller._meta.db_table == "crosssell_bestseller"
    tables = (shopdata.Product, shopdata.Category, shopdata.ProductCategory)
    assert [model._meta.db_table for model in tables] == [
        "catalogue_product",
        "catalogue_category",
        "catalogue_productcategory",
    ]
    assert reading.category_products(None, [], 5) == {}
    assert reading.category_products(None, [10**6], 5) == {10**6: []}
