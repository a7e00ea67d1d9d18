"""Products with the same brand, colour or any other attribute."""

from typing import Any

import pytest
from django.core.cache import cache

from crosssell.core.data import Product
from tests import shopdata
from tests.attributes import describe
from tests.learned import learn
from tests.strategies import DAY, MANY, NOW, ask, created, ids, page, queries, readiness

pytestmark = pytest.mark.django_db


def make(title: str, days: float = 1, **values: Any) -> Any:
    product = shopdata.make_product(title)
    created(product, days)
    describe(product, **values)
    return product


def on(product: Any) -> Any:
    return page(product=Product(product.pk, parent_id=product.parent_id))


@pytest.mark.parametrize(
    ("same", "other"),
    [
        ("Acme", "Bolt"),
        (("Acme",), ("Bolt",)),
        ({"Acme"}, {"Bolt"}),
        (7, 8),
        (2.5, 3.5),
        (True, False),
    ],
    ids=["text", "option", "options", "integer", "float", "boolean"],
)
def test_every_type_that_can_be_equal(same: Any, other: Any) -> None:
    main, twin = make("Main", brand=same), make("Twin", brand=same)
    make("Other", brand=other)
    [found] = ask("same_attribute", on(main), {"attributes": ["brand"]})
    assert [(one.product_id, one.score, one.parts) for one in found] == [
        (twin.pk, 1.0, {"same": 1.0, "rank": 1.0})
    ]


def test_bestsellers_come_first_then_the_newest() -> None:
    main = make("Main", brand="Acme")
    old, sold, new = (
        make(name, days, brand="Acme") for name, days in zip("OSN", (9, 8, 7), strict=True)
    )
    run = learn(best=[sold], window=90)
    asked = {"attributes": ["brand"]}
    expected = [[sold.pk, new.pk, old.pk]]
    assert ids(ask("same_attribute", on(main), asked, run=run)) == expected
    assert ids(ask("same_attribute", on(main), asked, run=run, limit=1)) == [[sold.pk]]


def test_several_attributes_all_or_any() -> None:
    main = make("Main", brand="Acme", colour={"Red", "Blue"}, size="L")
    both = make("Both", 2, brand="Acme", colour={"Blue"})
    brand = make("Brand", 3, brand="Acme", colour={"Green"})
    colour = make("Colour", 4, brand="Bolt", colour={"Red", "Green"})
    codes = ["brand", "colour", "brand"]
    asks = {"attributes": codes}, {"attributes": codes, "match": "any"}
    found = ask("same_attribute", on(main), *asks)
    assert ids(found) == [[both.pk], [both.pk, colour.pk, brand.pk]]
    assert [one.parts["same"] for one in found[1]] == [1.0, 0.5, 0.5]
    nothing = {"attributes": ["brand", "taste"]}
    assert ids(ask("same_attribute", on(main), nothing)) == [[]]


def test_a_variant_has_its_own_value_or_its_parents_and_stands_for_its_parent() -> None:
    parent, [red, blue] = shopdata.make_parent("Shirt", {"Red": "1", "Blue": "1"})
    describe(parent, brand="Acme")
    describe(red, colour="Red")
    describe(blue, colour="Blue")
    other, [other_blue] = shopdata.make_parent("Hat", {"Blue": "1"})
    describe(other, brand="Acme")
    describe(other_blue, colour="Blue")
    hidden, [hidden_blue] = shopdata.make_parent("Sock", {"Blue": "1"})
    describe(hidden_blue, colour="Blue")
    shopdata.Product.objects.update(date_created=NOW)
    shopdata.Product.objects.filter(pk=hidden_blue.pk).update(is_public=False)
    asks = {"attributes": ["colour"]}, {"attributes": ["brand", "colour"]}
    assert ids(ask("same_attribute", on(blue), *asks)) == [[other.pk], [other.pk]]
    assert ids(ask("same_attribute", on(red), *asks)) == [[], []]
    assert ids(ask("same_attribute", on(parent), *asks)) == [[], []]


def test_two_queries_however_many_asks() -> None:
    main = make("Main", brand="Acme", colour="Red")
    make("Twin", brand="Acme", colour="Red")
    asks = {"attributes": ["brand"]}, {"attributes": ["colour", "brand"]}
    assert queries("same_attribute", on(main), *asks * MANY) == 2
    assert queries("same_attribute", on(main), *asks) == 1
    cache.clear()
    assert queries("same_attribute", on(main), asks[0]) == 2
    assert queries("same_attribute", page(), asks[0]) == 0


def test_a_back_test_knows_nothing_newer() -> None:
    main = make("Main", 30, brand="Acme")
    make("New", 1, brand="Acme")
    asked = {"attributes": ["brand"]}
    assert ids(ask("same_attribute", on(main), asked, as_of=NOW - 2 * DAY)) == [[]]


def test_the_same_word_of_another_attribute_is_not_the_same() -> None:
    main = make("Main", brand="Acme")
    make("Other attribute", maker="Acme")
    assert ids(ask("same_attribute", on(main), {"attributes": ["brand"]})) == [[]]


def test_texts_of_a_novels_length_are_compared_with_nothing() -> None:
    main = make("Main", story="x" * 201)
    make("Twin", story="x" * 201)
    assert ids(ask("same_attribute", on(main), {"attributes": ["story"]})) == [[]]


def test_readiness_counts_values() -> None:
    assert readiness("same_attribute").level == "empty"
    make("Main", brand="Acme")
    assert readiness("same_attribute").have.startswith("Products have 1 value of an attribute")
