"""The bundle widget through the API: the same bundles and amounts as on the page."""

from typing import Any

import pytest
from django.test import Client

from tests import shopdata
from tests.bundled import make_bundle
from tests.learned import place

pytestmark = pytest.mark.django_db


def widget(client: Client, slot: str, **query: Any) -> Any:
    response = client.get(f"/crosssell/api/slots/{slot}/", query)
    assert response.status_code == 200, response.content
    widgets = response.json()["widgets"]
    return widgets[0] if widgets else None


def test_a_bundle_of_a_product(client: Client) -> None:
    tea = shopdata.make_product("Tea", "4.00")
    milk, (small, large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    made = make_bundle((2, tea), milk, per_basket=1)
    place(widget="bundle", slot="product.bottom")
    found = widget(client, "product.bottom", product=tea.pk)
    assert (found["widget"], found["title"]) == ("bundle", "Cheaper together")
    [bundle] = found["bundles"]
    parts = bundle.pop("parts")
    assert bundle == {
        "id": made.pk,
        "token": "",
        "name": "Tea time",
        "url": "/crosssell/bundles/tea-time/",
        "add_url": "/crosssell/bundles/tea-time/add/",
        "currency": "USD",
        "price_before": "9.20",
        "price": "8.28",
        "saved": "0.92",
        "notes": ["At most once an order"],
    }
    assert [part["product"]["title"] for part in parts] == ["Tea", "Milk"]
    assert [(part["field"], part["quantity"], part["chosen"]) for part in parts] == [
        ("part-1", 2, [tea.pk, tea.pk]),
        ("part-2", 1, [small.pk]),
    ]
    assert parts[1]["options"] == [
        {"id": small.pk, "title": "Milk, 1 l", "price": "1.20"},
        {"id": large.pk, "title": "Milk, 2 l", "price": "2.10"},
    ]
    client.post(bundle["add_url"], {part["field"]: part["chosen"] for part in parts})
    assert widget(client, "product.bottom", product=tea.pk) is None


def test_the_basket(client: Client) -> None:
    tea, cup = shopdata.make_product("Tea", "4.00"), shopdata.make_product("Cup", "7.50")
    make_bundle(tea, cup)
    place(widget="bundle", slot="basket.below_lines")
    assert widget(client, "basket.below_lines") is None
    shopdata.fill_basket(client, tea)
    [completing] = widget(client, "basket.below_lines")["completing"]
    assert completing.pop("product")["title"] == "Cup"
    assert completing == {
        "bundle": "Tea time",
        "token": "",
        "url": "/crosssell/bundles/tea-time/",
        "add": cup.pk,
        "title": "Cup",
        "quantity": 1,
        "price": "7.50",
        "saved": "1.15",
        "currency": "USD",
    }
    shopdata.fill_basket(client, cup)
    assert widget(client, "basket.below_lines")["completed"] == [
        {
            "name": "Tea time",
            "url": "/crosssell/bundles/tea-time/",
            "sets": 1,
            "saved": "1.15",
            "currency": "USD",
            "titles": ["Tea", "Cup"],
        }
    ]
