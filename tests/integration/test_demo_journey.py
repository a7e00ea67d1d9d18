"""The Complete Journey as it is installed: read, cleaned, and loaded as a small shop."""

from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db.models import Sum
from oscar.core.loading import get_model

from shop.demo import complete_journey, examples, load, orders
from shop.demo.source import ShopData

# The Complete Journey is read once, by the one worker that has them all.
pytestmark = pytest.mark.xdist_group("journey")

Category = get_model("catalogue", "Category")
Order = get_model("order", "Order")
OrderDiscount = get_model("order", "OrderDiscount")
Product = get_model("catalogue", "Product")


@pytest.fixture(scope="module")
def journey() -> ShopData:
    return complete_journey.read(products=400)


def test_what_no_shop_sells_is_dropped(journey: ShopData) -> None:
    assert dict(journey.dropped.rows[:3]) == {
        "quantity at or below zero": 8_869,
        "value at or below zero": 2_406,
        "product without a description": 32,
    }
    reasons = {reason for reason, _ in journey.dropped.rows}
    assert {"coupons", "fuel", "miscellaneous"} < reasons
    assert len(journey.products) == 400
    assert set(journey.lines["sku"]) == set(journey.products.index)


def test_lines_are_one_for_each_basket_and_product(journey: ShopData) -> None:
    assert not journey.lines.duplicated(["order", "sku"]).any()
    assert (journey.lines["paid"] > 0).all()
    assert (journey.lines["full"] >= journey.lines["paid"]).all()
    assert journey.lines["paid"].dtype.kind == "i"


def test_products_read_like_a_shop_s(journey: ShopData) -> None:
    products = journey.products
    heads = products.loc[products["group"] != ""].drop_duplicates("group")["group_title"]
    titles = pd.concat([products["title"], heads])
    assert titles.is_unique
    assert not titles.str.contains(r"\b(?:frzn|sft|drnk|btl|chix|pkg)\b", case=False).any()
    assert (titles.str[0] == titles.str[0].str.upper()).all()
    for column in ("department", "category", "kind", "brand"):
        assert (products[column] != "").all()
    assert "bananas" in set(products["name"])
    sizes = products[products["group"] != ""].groupby("group")["size"]
    assert sizes.nunique().between(2, 6).all()
    assert (sizes.nunique() == sizes.size()).all()


def test_households_have_groups_only_where_demographics_are_known(journey: ShopData) -> None:
    known = journey.customers["groups"].map(len) > 0
    assert (len(known), int(known.sum())) == (2_469, 801)
    assert "Families" in set(journey.customers["groups"].explode().dropna())


def test_whole_households_are_taken_and_more_orders_hold_fewer(journey: ShopData) -> None:
    few, more = orders.choose(journey.lines, 500), orders.choose(journey.lines, 2_000)
    assert 500 <= few["order"].nunique() < 1_200
    assert set(few["order"]) < set(more["order"])
    full = journey.lines.groupby("customer")["order"].nunique()
    taken = few.groupby("customer")["order"].nunique()
    assert (full[taken.index] == taken).all()
    assert len(orders.choose(journey.lines, None)) == len(journey.lines)


@pytest.mark.django_db
def test_the_journey_is_loaded_with_discounts_and_groups(
    journey: ShopData,
    settings: Any,
    tmp_path: Path,
    search_index: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    result = load.load(journey, 300)
    assert result.orders == Order.objects.count() >= 300
    assert Product.objects.filter(structure="parent").exists()
    assert Group.objects.filter(name="Seniors", user__isnull=False).exists()
    pantry = Category.objects.get(name="Pantry", depth=1)
    assert pantry.image.name == "demo/1f96b-f2e6da.jpg"
    assert pantry.image.storage.exists(pantry.image.name)
    assert (
        not Category.objects.filter(depth__gt=1)
        .exclude(image__in=("",))
        .exclude(image=None)
        .exists()
    )
    saved = OrderDiscount.objects.values("order").annotate(all=Sum("amount"))
    assert saved
    for one in saved:
        lines = Order.objects.get(pk=one["order"]).lines.all()
        before = sum(line.line_price_before_discounts_incl_tax for line in lines)
        assert before - sum(line.line_price_incl_tax for line in lines) == one["all"]
    out = StringIO()
    monkeypatch.setattr(examples, "create", lambda say: say("Examples."))
    call_command("load_demo", orders="300", stdout=out)
    assert out.getvalue() == "The demo shop is loaded already.\nExamples.\n"


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(complete_journey, "find_spec", lambda name: None)
    with pytest.raises(CommandError, match="pip install -r requirements-demo.txt"):
        call_command("load_demo", orders="all")
