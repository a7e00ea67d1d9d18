"""Values of attributes that are empty, too many or too long, for strategies and for comparison."""

import pytest

from crosssell.core.data import Product
from crosssell.oscar import values
from crosssell.oscar.compared import Row, compared
from crosssell.oscar.members import AttributeValue
from crosssell.oscar.values import values_of
from tests import shopdata
from tests.attributes import Attribute, describe

pytestmark = pytest.mark.django_db


def test_all_values_or_those_of_some_codes_without_empty_and_long_ones() -> None:
    tea = shopdata.make_product("Tea")
    describe(tea, brand="Oak", note="", story="x" * 201, weight=250)
    page = Product(tea.pk)
    brand = (AttributeValue("brand", "text", "Oak"),)
    assert values_of(page) == {
        "brand": brand,
        "weight": (AttributeValue("weight", "integer", 250),),
    }
    assert values_of(page, ["brand", "note"]) == {"brand": brand}


def test_no_more_attributes_than_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "MOST_VALUES", 2)
    tea = shopdata.make_product("Tea")
    describe(tea, a="1", b="2", c="3")
    assert list(values_of(Product(tea.pk))) == ["a", "b"]


def test_what_holds_nothing_is_an_empty_cell() -> None:
    tea, rusk = shopdata.make_product("Tea"), shopdata.make_product("Rusk")
    describe(tea, brand="Oak", organic={"EU"}, grade=("A",))
    describe(rusk, brand="", organic=set(), grade=("B",))
    rusk.attribute_values.filter(attribute__code="grade").update(value_option=None)
    number = Attribute.objects.create(
        code="weight", name="Weight", type="integer", product_class=rusk.get_product_class()
    )
    rusk.attribute_values.create(attribute=number)
    assert compared({tea.pk: None, rusk.pk: None}, 6) == [
        Row("Brand", ("Oak", "")),
        Row("Grade", ("A", "")),
        Row("Organic", ("EU", "")),
    ]
