"""The bundle widget on pages about no product, and where it has nothing to show."""

import re
from typing import Any

import pytest
from django.test import Client

from crosssell import engine, registry
from crosssell.facts import Facts
from crosssell.sets.listing import of_product, visitor_of
from tests import shopdata
from tests.bundled import make_bundle
from tests.learned import place

pytestmark = pytest.mark.django_db


def names(html: str) -> list[str]:
    found: list[str] = re.findall(r'<h3 class="crosssell-set-name".*?>([^<>]+)</a>', html, re.S)
    return found


@pytest.fixture
def food() -> Any:
    """A category with a product in a bundle; another bundle has nothing of it."""
    category = shopdata.make_category("Food")
    tea = shopdata.make_product("Tea", "4.00", category=category)
    cup, jam = shopdata.make_product("Cup", "7.50"), shopdata.make_product("Jam", "3.00")
    make_bundle(category, cup)
    make_bundle(cup, jam, name="Elsewhere")
    assert tea.pk
    return category


def test_a_category_page_shows_those_of_the_category(client: Client, food: Any) -> None:
    place(widget="bundle", slot="category.below_products")
    assert names(client.get(food.get_absolute_url()).content.decode()) == ["Tea time"]


def test_the_home_page_shows_those_of_the_shop(client: Client, food: Any) -> None:
    placed = place(widget="bundle", slot="home.bottom", title="Our sets", args={"bundles": 6})
    html = client.get("/").content.decode()
    assert names(html) == ["Tea time", "Elsewhere"]
    assert "Our sets" in html
    placed.args = {"bundles": 1}
    placed.save()
    assert names(client.get("/").content.decode()) == ["Tea time"]
    placed.min_items = 2
    placed.save()
    assert names(client.get("/").content.decode()) == []


def test_mail_that_is_about_no_order_shows_nothing(food: Any) -> None:
    place(widget="bundle", slot="alert_mail.below_message")
    tea = shopdata.Product.objects.get(title="Tea")
    facts = Facts.of(None, product=tea)
    [planned] = engine.plan(facts, ["alert_mail.below_message"])["alert_mail.below_message"]
    assert registry.get("widgets", "bundle").run(planned, facts) is None


def test_a_page_about_no_product_has_none_of_a_product() -> None:
    assert of_product(Facts.of(None), None) == []
    assert visitor_of(Facts.of(None)).lines == ()
