"""Which ranges hold which products: always what Oscar's own Range says, in one query."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from crosssell.facts import Facts
from crosssell.oscar import catalogue
from crosssell.oscar.ranges import memberships
from tests import shopdata

pytestmark = pytest.mark.django_db
Product = get_model("catalogue", "Product")
ProductClass = get_model("catalogue", "ProductClass")
Range = get_model("offer", "Range")


@pytest.fixture
def shelf() -> dict[str, Any]:
    """Products of every kind, filed at several depths, of two classes."""
    food = shopdata.make_category("Food")
    dairy = shopdata.make_category("Dairy", parent=food)
    cheese = shopdata.make_category("Cheese", parent=dairy)
    garden = shopdata.make_category("Garden")
    tools = ProductClass.objects.create(name="Tools")
    milk, [small, large] = shopdata.make_parent("Milk", {"1 l": "1", "2 l": "2"}, category=dairy)
    return {
        "food": food,
        "cheese": cheese,
        "tools": tools,
        "milk": milk,
        "small": small,
        "large": large,
        "brie": shopdata.make_product("Brie", category=cheese),
        "spade": shopdata.make_product("Spade", category=garden, product_class=tools),
        "tea": shopdata.make_product("Tea", is_discountable=False),
    }


def make_ranges(shelf: dict[str, Any]) -> None:
    """Ranges that use every way in and out, and their combinations."""

    def make(name: str, everything: bool = False, **members: list[Any]) -> None:
        made = Range.objects.create(name=name, includes_all_products=everything)
        for field, found in members.items():
            if field == "included_products":
                for product in found:
                    made.add_product(product)
            else:
                getattr(made, field).set(found)

    make("nothing")
    make("everything", True)
    make("all but tea and a parent", True, excluded_products=[shelf["tea"], shelf["milk"]])
    make("all but a variant", True, excluded_products=[shelf["small"]])
    make("all but cheese", True, excluded_categories=[shelf["cheese"]])
    make("all but food", True, excluded_categories=[shelf["food"]])
    make("tea", included_products=[shelf["tea"]])
    make("a parent", included_products=[shelf["milk"]])
    make("a variant", included_products=[shelf["small"]])
    make("food", included_categories=[shelf["food"]])
    make("cheese and tea", included_categories=[shelf["cheese"]], included_products=[shelf["tea"]])
    make(
        "food without a variant",
        included_categories=[shelf["food"]],
        excluded_products=[shelf["small"]],
    )
    make(
        "food without a parent",
        included_categories=[shelf["food"]],
        excluded_products=[shelf["milk"]],
    )
    make("tools", classes=[shelf["tools"]])
    make(
        "groceries without tea",
        classes=[shelf["tea"].product_class],
        excluded_products=[shelf["tea"]],
    )


def test_every_product_is_in_the_ranges_that_oscar_puts_it_in(shelf: dict[str, Any]) -> None:
    make_ranges(shelf)
    products = list(Product.objects.all())
    light = catalogue.products(product.pk for product in products)
    with CaptureQueriesContext(connection) as captured:
        found = memberships(light.values())
    assert len(captured) == 1
    for each in Range.objects.all():
        ours = {product.title for product in products if each.pk in found[product.pk].range_ids}
        oscars = {product.title for product in products if each.contains_product(product)}
        assert (each.name, ours) == (each.name, oscars)
    # The grid is worth nothing if all its answers are alike.
    assert {len(one.range_ids) for one in found.values()} == {6, 7, 8}


def test_only_what_offers_may_touch_is_discountable(shelf: dict[str, Any]) -> None:
    found = memberships(catalogue.products([shelf["tea"].pk, shelf["brie"].pk]).values())
    assert (found[shelf["tea"].pk].discountable, found[shelf["brie"].pk].discountable) == (
        False,
        True,
    )
    assert memberships([]) == {}


def test_a_range_with_code_of_its_own_holds_nothing_here(shelf: dict[str, Any]) -> None:
    Range.objects.create(name="Odd", includes_all_products=True, proxy_class="shop.ranges.Odd")
    listed = Range.objects.create(name="Listed", proxy_class="shop.ranges.Other")
    listed.add_product(shelf["tea"])
    [found] = memberships(catalogue.products([shelf["tea"].pk]).values()).values()
    assert found.range_ids == frozenset()


def test_a_page_and_its_candidates_know_their_ranges(shelf: dict[str, Any]) -> None:
    make_ranges(shelf)
    names = dict(Range.objects.values_list("pk", "name"))
    facts = Facts.of(None, product=shelf["small"])
    with CaptureQueriesContext(connection) as captured:
        product = facts.page("slot", {"product.ranges"}).product
    assert product is not None
    assert len(captured) == 1
    assert {names[pk] for pk in product.range_ids} == {
        "everything",
        "all but tea and a parent",
        "all but cheese",
        "a parent",
        "a variant",
        "food",
        "groceries without tea",
    }
    light = catalogue.products([shelf["spade"].pk])
    with CaptureQueriesContext(connection) as captured:
        for _ in range(2):
            found = facts.enriched(light, {"candidate.ranges"}, None)
    assert len(captured) == 1
    assert "tools" in {names[pk] for pk in found[shelf["spade"].pk].range_ids}
