"""Attributes of every type of Oscar's as texts, a child's over its parent's."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from crosssell.facts import Facts
from crosssell.oscar import catalogue
from crosssell.oscar.attributes import MOST_CHARACTERS, attributes_of
from tests import shopdata

pytestmark = pytest.mark.django_db
Option = get_model("catalogue", "AttributeOption")
OptionGroup = get_model("catalogue", "AttributeOptionGroup")
Attribute = get_model("catalogue", "ProductAttribute")
Value = get_model("catalogue", "ProductAttributeValue")
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def set_attribute(product: Any, code: str, kind: str, value: Any) -> Any:
    """Give the product the value; options are given by their names."""
    attribute, _ = Attribute.objects.get_or_create(
        product_class=product.get_product_class(), code=code, defaults={"type": kind, "name": code}
    )
    if kind == "option":
        group, _ = OptionGroup.objects.get_or_create(name=code)
        value = Option.objects.get_or_create(group=group, option=value)[0]
    if kind == "multi_option":
        group, _ = OptionGroup.objects.get_or_create(name=code)
        made = Value.objects.create(product=product, attribute=attribute)
        made.value_multi_option.set(
            [Option.objects.get_or_create(group=group, option=one)[0] for one in value]
        )
        return made
    return Value.objects.create(product=product, attribute=attribute, **{f"value_{kind}": value})


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("text", "  Barista Édition ", "barista édition"),
        ("text", "", None),
        ("text", "X" * 600, "x" * MOST_CHARACTERS),
        ("richtext", "<p>Fine <b>leaves</b></p>", "fine leaves"),
        ("integer", 0, "0"),
        ("integer", -250, "-250"),
        ("float", 2.0, "2"),
        ("float", 0.75, "0.75"),
        ("float", 1e20, "100000000000000000000"),
        ("boolean", True, "true"),
        ("boolean", False, "false"),
        ("boolean", None, None),
        ("date", date(2026, 6, 1), "2026-06-01"),
        ("datetime", NOON, "2026-06-01 08:00"),
        ("option", "Dark Blue", "dark blue"),
        ("multi_option", ["Vegan", "Bio"], "vegan, bio"),
        ("multi_option", [], None),
        ("image", "pictures/tea.png", None),
        ("file", "leaflets/tea.pdf", None),
    ],
)
def test_a_value_as_text(kind: str, value: Any, expected: str | None) -> None:
    tea = shopdata.make_product("Tea")
    set_attribute(tea, "about", kind, value)
    found = attributes_of([(tea.pk, None)])[tea.pk]
    assert found == ({} if expected is None else {"about": expected})


def test_an_entity_has_no_text() -> None:
    tea, jam = shopdata.make_product("Tea"), shopdata.make_product("Jam")
    made = set_attribute(tea, "goes_with", "entity", jam)
    assert made.value == jam
    assert attributes_of([(tea.pk, None)]) == {tea.pk: {}}


def test_a_child_has_its_parents_values_with_its_own_over_them() -> None:
    parent, [small, large] = shopdata.make_parent("Milk", {"1 l": "1", "2 l": "2"})
    set_attribute(parent, "brand", "text", "Cow & Co")
    set_attribute(parent, "size", "text", "any")
    set_attribute(small, "size", "text", "1 l")
    set_attribute(small, "tags", "multi_option", ["New", "Small"])
    pairs = [(parent.pk, None), (small.pk, parent.pk), (large.pk, parent.pk)]
    with CaptureQueriesContext(connection) as captured:
        found = attributes_of(pairs)
    assert len(captured) == 1
    assert found == {
        parent.pk: {"brand": "cow & co", "size": "any"},
        small.pk: {"brand": "cow & co", "size": "1 l", "tags": "new, small"},
        large.pk: {"brand": "cow & co", "size": "any"},
    }
    # A line says of a product of its own family that it is its own parent.
    assert attributes_of([(parent.pk, parent.pk)])[parent.pk]["size"] == "any"
    assert attributes_of([]) == {}


def test_the_page_the_candidates_and_the_lines_have_them() -> None:
    parent, [small, _] = shopdata.make_parent("Milk", {"1 l": "1", "2 l": "2"})
    tea = shopdata.make_product("Tea")
    set_attribute(parent, "brand", "text", "Cow")
    set_attribute(tea, "brand", "text", "Leaf")
    basket = shopdata.make_basket(small)
    order = shopdata.make_order(tea)
    facts = Facts.of(None, product=small, basket=basket, order=order)
    with CaptureQueriesContext(connection) as captured:
        product = facts.page("slot", {"product.attributes"}).product
    assert product is not None
    assert (product.attributes, len(captured)) == ({"brand": "cow"}, 1)
    light = catalogue.products([tea.pk, small.pk])
    with CaptureQueriesContext(connection) as captured:
        found = facts.enriched(light, {"candidate.attributes"}, None)
    # The page's own is known already.
    assert len(captured) == 1
    assert [found[pk].attributes for pk in (tea.pk, small.pk)] == [
        {"brand": "leaf"},
        {"brand": "cow"},
    ]
    page = facts.page("slot", {"basket.lines", "order"})
    with CaptureQueriesContext(connection) as captured:
        page = facts.page("slot", {"basket.attributes", "order"})
    assert len(captured) == 1
    assert page.basket is not None
    assert page.order is not None
    assert [line.attributes for line in (*page.basket.lines, *page.order)] == [
        {"brand": "cow"},
        {"brand": "leaf"},
    ]
