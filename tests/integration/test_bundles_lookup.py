"""The look-up: which keys a product has, which bundles they find, and in how many queries."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell import bundle_rows, bundles
from crosssell.models import Bundle, BundleAmount, Component, ComponentTarget
from crosssell.oscar.basket_keys import keys_of, priced_lines
from tests import shopdata
from tests.bundled import make_bundle
from tests.pricing import apply, given

pytestmark = [pytest.mark.django_db, pytest.mark.both]
Range = get_model("offer", "Range")


def find(*products, near: bool = False) -> list[bundle_rows.Row]:
    keys = frozenset().union(*keys_of(products).values())
    ask = bundle_rows.near if near else bundle_rows.completable
    return ask(keys, currency="USD", user_id=None, now=timezone.now())


def names(rows: list[bundle_rows.Row]) -> list[str]:
    return [row.name for row in rows]


def test_the_keys_of_a_product() -> None:
    food = shopdata.make_category("Food")
    drinks = shopdata.make_category("Drinks", parent=food)
    tea = shopdata.make_product("Tea", category=drinks)
    listed, whole = Range.objects.create(name="Listed"), Range.objects.create(name="Drinks")
    everything = Range.objects.create(name="Everything", includes_all_products=True)
    Range.objects.create(name="Other").add_product(shopdata.make_product("Other"))
    listed.add_product(tea)
    whole.included_categories.add(food)
    with CaptureQueriesContext(connection) as asked:
        found = keys_of([tea])
    assert len(asked) == 1
    assert found[tea.pk] == {
        ("product", tea.pk),
        ("class", tea.product_class_id),
        ("category", food.pk),
        ("category", drinks.pk),
        ("range", listed.pk),
        ("range", whole.pk),
        ("range", everything.pk),
    }


def test_a_child_has_all_of_its_parent_and_not_its_siblings() -> None:
    food = shopdata.make_category("Food")
    parent, (red, blue) = shopdata.make_parent("Cup", {"Red": "3", "Blue": "3"}, category=food)
    some = Range.objects.create(name="Some")
    some.add_product(parent)
    with CaptureQueriesContext(connection) as asked:
        found = keys_of([red.pk, blue.pk])
    assert len(asked) == 1
    shared = {
        ("product", parent.pk),
        ("class", parent.product_class_id),
        ("category", food.pk),
        ("range", some.pk),
    }
    assert found == {
        red.pk: {*shared, ("product", red.pk)},
        blue.pk: {*shared, ("product", blue.pk)},
    }


def test_products_that_are_gone_have_no_keys() -> None:
    assert keys_of([]) == {}
    assert keys_of([12345]) == {}


def test_a_parent_stands_for_any_variant_and_a_variant_for_itself() -> None:
    parent, (red, blue) = shopdata.make_parent("Cup", {"Red": "3", "Blue": "3"})
    tea = shopdata.make_product("Tea")
    make_bundle(tea, parent, name="Any cup")
    make_bundle(tea, red, name="Red cup")
    assert names(find(tea, red)) == ["Any cup", "Red cup"]
    assert names(find(tea, blue)) == ["Any cup"]


def test_mix_and_match() -> None:
    food = shopdata.make_category("Food")
    sweets = shopdata.make_category("Sweets", parent=food)
    cake = shopdata.make_product("Cake", "3.00", category=sweets)
    bun = shopdata.make_product("Bun", "1.00", category=food)
    other = get_model("catalogue", "ProductClass").objects.create(name="Tools")
    tool = shopdata.make_product("Tool", "8.00", product_class=other)
    listed = Range.objects.create(name="Listed")
    listed.add_product(bun)
    make_bundle((2, food), name="Any 2 of food")
    make_bundle((3, [cake, bun]), name="Any 3 of these")
    make_bundle(other, listed, name="A tool and a bun")
    basket = shopdata.make_basket(cake, bun)
    assert given(apply(basket)) == {"Any 2 of food": (1, "0.40")}
    basket.add_product(bun)
    assert given(apply(basket)) == {"Any 3 of these": (1, "0.50")}
    assert given(apply(shopdata.make_basket(tool, bun))) == {"A tool and a bun": (1, "0.90")}


def test_what_lacks_one_part() -> None:
    tea, cup, plate = (shopdata.make_product(name) for name in ("Tea", "Cup", "Plate"))
    make_bundle(tea, cup, name="Two")
    make_bundle(tea, cup, plate, name="Three")
    (row,) = find(tea, near=True)
    assert row.name == "Two"
    assert [len(part.targets) for part in row.terms.parts] == [1, 0]
    for pair in ((tea, cup), (tea, plate), (cup, plate)):
        assert "Three" in names(find(*pair, near=True))
    assert find(tea, cup, plate, near=True) == []


@pytest.mark.parametrize("number", [1, 40])
def test_at_most_four_queries_whatever_the_number(number: int) -> None:
    products = [shopdata.make_product(f"P{n}", "4.00") for n in range(6)]
    for n in range(number):
        made = make_bundle(products[n % 5], products[5], name=f"Bundle {n}", args={"percent": "9"})
        bundles.offers_for(shopdata.make_basket(*made_products(made)), None)
    basket = shopdata.make_basket(*products)
    for line in basket.all_lines():
        assert line.purchase_info
    with CaptureQueriesContext(connection) as asked:
        assert bundles.offers_for(basket, None)
    kept = [one for one in asked.captured_queries if "SAVEPOINT" not in one["sql"]]
    assert len(kept) == 4


def made_products(bundle: Bundle) -> list[object]:
    targets = ComponentTarget.objects.filter(component__bundle=bundle)
    return list(shopdata.Product.objects.filter(pk__in=targets.values("target")))


def test_a_shop_without_bundles_pays_one_short_query() -> None:
    basket = shopdata.make_basket(shopdata.make_product("Tea"))
    basket.all_lines()._fetch_all()
    with CaptureQueriesContext(connection) as asked:
        assert bundles.offers_for(basket, None) == []
    (query,) = [one["sql"] for one in asked.captured_queries if "SAVEPOINT" not in one["sql"]]
    assert query == "SELECT 1 FROM crosssell_componenttarget LIMIT 1"


def test_rows_that_no_signal_told_of_are_found_too() -> None:
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    (bundle,) = Bundle.objects.bulk_create(
        [Bundle(name="Bulk", slug="bulk", reward="percent", args={"percent": "10"})]
    )
    for product in (tea, cup):
        (part,) = Component.objects.bulk_create([Component(bundle=bundle)])
        ComponentTarget.objects.bulk_create(
            [ComponentTarget(component=part, kind="product", target=product.pk)]
        )
    assert names(find(tea, cup)) == ["Bulk"]
    assert find(tea) == []
    bundles.changed(bundle.pk)
    assert names(find(tea, cup)) == ["Bulk"]
    bundle.refresh_from_db()
    assert bundle.parts == 2


def test_terms_of_rows_are_those_of_the_look_up() -> None:
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    bundle = make_bundle(
        (2, tea),
        cup,
        reward="fixed_price",
        amounts={"USD": "7.50", "JPY": "800"},
        rewarded=[1],
        per_basket=4,
        margin_floor="12.5",
        budget="90",
        budget_currency="USD",
        alone=True,
    )
    bundle.refresh_from_db()
    (row,) = find(tea, cup)
    assert row.terms == bundle_rows.terms_of(bundle, "USD")
    assert row.components == tuple(bundle.components.values_list("pk", flat=True))
    assert (row.terms.amount, row.terms.most_sets, row.terms.most_discount) == (750, 4, 9000)
    # Its budget is in another currency.
    assert bundle_rows.terms_of(bundle, "JPY") is None
    assert json.dumps(bundle.args) == "{}"
    BundleAmount.objects.all().delete()
    assert bundle_rows.terms_of(bundle, "USD") is None


def test_which_lines_take_part() -> None:
    tea = shopdata.make_product("Tea", "4.00")
    fixed = shopdata.make_product("Book", "9.00", is_discountable=False)
    gone = shopdata.make_product("Gone", "2.00")
    basket = shopdata.make_basket(tea, fixed, gone)
    gone.stockrecords.update(num_in_stock=0)
    basket.reset_offer_applications()
    (found,) = priced_lines(basket)
    line = basket.all_lines()[0]
    assert (found.id, found.price, found.quantity, found.net) == (line.id, 400, 1, 400)
    gone.stockrecords.update(num_in_stock=9)
    basket.reset_offer_applications()
    assert [one.price for one in priced_lines(basket)] == [400, 200]
    gone.stockrecords.update(price_currency="EUR")
    basket.reset_offer_applications()
    assert [one.price for one in priced_lines(basket)] == [400]
