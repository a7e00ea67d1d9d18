"""Names and titles that would be HTML, on every place where a bundle is shown."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import shopdata
from tests.bundled import make_bundle
from tests.learned import place

pytestmark = pytest.mark.django_db
BAD = "</option></select><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def bundle() -> Any:
    food = shopdata.make_category("Food")
    products = [shopdata.make_product(f"{BAD}{n}", "4.00", category=food) for n in range(3)]
    for slot in ("product.bottom", "basket.below_lines"):
        place(widget="bundle", slot=slot, title=BAD[:60])
    return make_bundle(products[0], food, name=BAD, slug="bad", text=BAD)


def harmless(html: str) -> bool:
    return not re.search(r"<script>alert|<img src=x", html)


def test_nothing_that_a_merchant_wrote_is_html(client: Client, bundle: Any) -> None:
    product = shopdata.Product.objects.first()
    page = client.get(product.get_absolute_url()).content.decode()
    assert "crosssell--bundle" in page
    for address in ("bundle", "bundle_set"):
        page += client.get(reverse(f"crosssell:{address}", args=["bad"])).content.decode()
    shopdata.fill_basket(client, product)
    page += client.get(reverse("basket:summary")).content.decode()
    added = client.post(reverse("crosssell:add_bundle", args=["bad"]), follow=True)
    assert "is complete: you save" in added.content.decode()
    page += added.content.decode()
    htmx = {"HX-Request": "true"}
    page += client.post(
        reverse("crosssell:add_bundle", args=["bad"]), headers=htmx
    ).content.decode()
    page += client.get(reverse("basket:summary")).content.decode()
    assert page.count("&lt;script&gt;alert(1)") > 20
    assert harmless(page)


@pytest.mark.parametrize("name", ["bundle", "bundle_set"])
@pytest.mark.parametrize(
    "query",
    ["part-1=x", "part-=1", "part-1=&part-1=", "part-99999999999999999999=1", "place=%00%3Cb%3E"]
    + [f"part-1={'9' * 25}", "&".join("part-1=1" for _ in range(200)), "part-2=%F0%9F%92%A9"],
)
def test_hostile_queries_change_nothing(client: Client, bundle: Any, name: str, query: str) -> None:
    response = client.get(f"{reverse(f'crosssell:{name}', args=['bad'])}?{query}")
    html = response.content.decode()
    assert response.status_code == 200
    assert "You save $0.80" in html
    assert harmless(html)


@pytest.mark.parametrize("slug", ["../admin", "a" * 300, "%00", "bad/", "B AD"])
def test_hostile_addresses_are_not_found(client: Client, bundle: Any, slug: str) -> None:
    assert client.get(f"/crosssell/bundles/{slug}/").status_code == 404
