"""Bad and curious requests to the API and to fragments: a clear error as JSON or text."""

from typing import Any

import pytest
from django.test import Client

from tests import shopdata
from tests.learned import SLOT, learn, place, rule

pytestmark = pytest.mark.django_db
URLS = ["/crosssell/api/slots/{}/", "/crosssell/slots/{}/"]
both = pytest.mark.parametrize("url", URLS)


@both
@pytest.mark.parametrize("slot", ["nope", "product.below_description%00", "<script>"])
def test_an_unknown_slot_is_not_found(client: Client, url: str, slot: str) -> None:
    response = client.get(url.format(slot))
    assert response.status_code == 404
    assert "html" not in response["Content-Type"]


@both
@pytest.mark.parametrize(
    "raw", ["", "x", "-1", "1.0", "1e3", "9" * 19, "%00", "1' OR 1=1--", "١", "1&product=2"]
)
@pytest.mark.parametrize("field", ["product", "category"])
def test_an_id_must_be_one_number(client: Client, url: str, field: str, raw: str) -> None:
    query = raw.replace("product", field)
    response = client.get(f"{url.format(SLOT)}?{field}={query}")
    assert response.status_code == 400
    assert f"{field} must be one whole number." in response.content.decode()
    assert "html" not in response["Content-Type"]


@both
@pytest.mark.parametrize("pk", [0, 999999, 10**17])
def test_an_unknown_product_is_not_found(client: Client, url: str, pk: int) -> None:
    assert client.get(url.format(SLOT), {"product": pk}).status_code == 404
    assert client.get(url.format(SLOT), {"category": pk}).status_code == 404


@both
def test_drafts_are_not_found(client: Client, url: str) -> None:
    draft = shopdata.make_product("Secret launch", is_public=False)
    parent, (child,) = shopdata.make_parent("Secret", {"1 l": "1.00"})
    type(parent).objects.filter(pk=parent.pk).update(is_public=False)
    for product in (draft, parent, child):
        response = client.get(url.format(SLOT), {"product": product.pk})
        assert response.status_code == 404
        assert "Secret" not in response.content.decode()


@both
def test_a_hidden_category_is_not_found(client: Client, url: str) -> None:
    category = shopdata.make_category("Secret")
    category.is_public = False
    category.save()
    assert client.get(url.format(SLOT), {"category": category.pk}).status_code == 404


@pytest.mark.parametrize("name", ["basket", "user", "customer", "order"])
def test_nothing_of_another_visitor_can_be_named(client: Client, name: str) -> None:
    other = shopdata.make_basket(shopdata.make_product("Tea"))
    response = client.get(URLS[0].format(SLOT), {name: other.pk})
    assert response.status_code == 400
    assert response.json() == {"detail": f"{name} cannot be named; it is always yours."}


@pytest.mark.parametrize("query", ["", "?format=xml"])
def test_the_errors_are_json(client: Client, query: str) -> None:
    response = client.get(URLS[0].format("nope") + query, headers={"Accept": "text/html"})
    assert response.json() == {"detail": "No slot has this name."}


@both
def test_a_fragment_and_the_api_ignore_next(client: Client, url: str) -> None:
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    learn({tea: [cup]})
    place(rule())
    query = {"product": tea.pk, "next": "https://evil.example/"}
    response = client.get(url.format(SLOT), query)
    assert response.status_code == 200
    assert "evil.example" not in response.content.decode()


def test_hostile_words_are_data_in_json(client: Client) -> None:
    bad = "</script><script>alert(1)</script>"
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product(bad)
    learn({tea: [cup]})
    place(rule(), title=bad)
    response = client.get(URLS[0].format(SLOT), {"product": tea.pk})
    [widget] = response.json()["widgets"]
    assert response["Content-Type"] == "application/json"
    assert (widget["title"], widget["products"][0]["title"]) == (bad, bad)


def test_hostile_words_are_text_in_a_fragment(client: Client) -> None:
    bad = "</h2><script>alert(1)</script>"
    tea: Any = shopdata.make_product("Tea")
    learn({tea: [shopdata.make_product(bad)]})
    place(rule(reason=bad), title=bad)
    html = client.get(URLS[1].format(SLOT), {"product": tea.pk}).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script" not in html
