"""A bundle's own page: what it shows, what it tells those who share it, and when there is none."""

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import shopdata
from tests.bundled import make_bundle
from tests.learned import place

pytestmark = pytest.mark.django_db


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def page(client: Client, bundle: Any, status: int = 200, **query: Any) -> str:
    address = reverse("crosssell:bundle", kwargs={"slug": getattr(bundle, "slug", bundle)})
    response = client.get(address, {name.replace("_", "-"): one for name, one in query.items()})
    assert response.status_code == status
    return response.content.decode()


def piece(html: str, pattern: str) -> str:
    found = re.search(pattern, html, re.S)
    assert found, pattern
    return unescape(found[1])


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "4.00")


@pytest.fixture
def cup() -> Any:
    return shopdata.make_product("Cup", "7.50")


def test_what_a_visitor_reads(client: Client, tea: Any, cup: Any) -> None:
    bundle = make_bundle((2, tea), cup, text="Salt & sugar.\n\nEnjoy.", per_basket=2)
    html = page(client, bundle)
    said = words(piece(html, r'<div id="content_inner">(.*?)<footer'))
    assert said.startswith("Salt & sugar. Enjoy. What belongs to it 2 × 2 × Tea Price: $8.00 Cup")
    assert (
        "Price of the set $13.95 instead of $15.50 You save $1.55 At most 2 times an order "
        "Add the set to the basket : Tea time"
    ) in said
    assert "<p>Salt &amp; sugar.</p>" in html
    assert piece(html, r"<h1>(.*?)</h1>") == "Tea time"


def test_what_those_who_share_it_are_told(client: Client, tea: Any, cup: Any) -> None:
    html = page(client, make_bundle(tea, cup))
    address = "http://testserver/crosssell/bundles/tea-time/"
    text = "Tea + Cup together for $10.35: save $1.15."
    assert piece(html, r"<title>(.*?)</title>").strip().startswith("Tea time | ")
    assert piece(html, r'<link rel="canonical" href="(.*?)">') == address
    assert piece(html, r'<meta name="description" content="(.*?)"') == text
    for name, value in {"title": "Tea time", "description": text, "url": address}.items():
        assert piece(html, rf'<meta property="og:{name}" content="(.*?)">') == value


def data(html: str) -> Any:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    return json.loads(found[1]) if found else None


def test_search_engines_read_the_exact_price(client: Client, tea: Any, cup: Any) -> None:
    html = page(client, make_bundle(tea, cup))
    offer = data(html)["offers"]
    assert (offer["price"], offer["priceCurrency"]) == ("10.35", "USD")
    assert offer["availability"] == "https://schema.org/InStock"


def test_a_price_that_is_one_visitors_own_is_not_told(client: Client, tea: Any, cup: Any) -> None:
    bundle = make_bundle(tea, cup)
    assert data(page(client, bundle, part_1=tea.pk)) is None
    shopdata.fill_basket(client, tea)
    assert data(page(client, bundle)) is None
    signed_in = Client()
    signed_in.force_login(shopdata.make_user())
    assert data(page(signed_in, bundle)) is None


def test_no_name_can_end_the_script(client: Client, tea: Any, cup: Any) -> None:
    name = "</script><script>alert(1)</script>&"
    html = page(client, make_bundle(tea, cup, name=name, slug="bad"))
    assert data(html)["name"] == name
    assert "<script>alert" not in html


def test_a_choice_can_be_shared(client: Client, cup: Any) -> None:
    milk, (small, large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    bundle = make_bundle(milk, cup, reward="fixed_price", amounts={"USD": "8.00"})
    assert "$8.00 instead of $8.70 You save $0.70" in words(page(client, bundle))
    html = page(client, bundle, part_1=large.pk)
    assert "$8.00 instead of $9.60 You save $1.60" in words(html)
    assert f'<option value="{large.pk}" selected>' in html
    assert f'<option value="{small.pk}">' in html
    for strange in ("x", "-1", cup.pk, 10**30):
        assert "$8.00 instead of $8.70" in words(page(client, bundle, part_1=strange))


def test_the_set_alone_with_another_choice(client: Client, cup: Any) -> None:
    milk, (_small, large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    bundle = make_bundle(milk, cup)
    address = reverse("crosssell:bundle_set", kwargs={"slug": bundle.slug})
    html = client.get(address, {"part-1": large.pk, "place": "7"}).content.decode()
    assert (
        html.strip().startswith("<article") or html.strip().startswith("{#") or "<article" in html
    )
    assert "<html" not in html
    assert "Price of the set $8.64 instead of $9.60 You save $0.96" in words(html)
    assert f'id="crosssell-set-7-{bundle.pk}"' in html
    html = client.get(address, {"place": '"><script>'}).content.decode()
    assert f'id="crosssell-set-page-{bundle.pk}"' in html
    assert client.get(address.replace("tea-time", "nothing")).status_code == 404


def test_each_piece_shows_what_was_chosen_for_it(client: Client) -> None:
    food = shopdata.make_category("Food")
    jam, honey = (
        shopdata.make_product(title, price, category=food)
        for title, price in (("Jam", "3.00"), ("Honey", "2.00"))
    )
    bundle = make_bundle((3, food))
    html = page(client, bundle, part_1=[honey.pk, jam.pk, honey.pk])
    assert re.findall(r'<option value="(\d+)" selected>', html) == [
        str(one.pk) for one in (honey, jam, honey)
    ]
    heading = piece(html, r'<h4 class="crosssell-name">(.*?)</h4>')
    assert words(heading) == "2 × Honey + Jam"
    assert [one.get_absolute_url() for one in (honey, jam)] == re.findall('href="(.*?)"', heading)
    assert 'class="crosssell-pieces"' not in html
    assert '<meta name="description" content="Honey + Jam together for $6.30' in html
    html = page(client, bundle)
    assert words(piece(html, r'<h4 class="crosssell-name">(.*?)</h4>')) == "3 × Honey"


@pytest.mark.parametrize(
    "fields",
    [
        {"active": False},
        {"starts_at": timezone.now() + timedelta(days=1)},
        {"group": "Members"},
        {"group": "Members", "ends_at": timezone.now() - timedelta(days=1)},
    ],
    ids=["draft", "not yet", "not for all", "ended, not for all"],
)
def test_nobody_learns_of_what_he_cannot_have(
    client: Client, tea: Any, cup: Any, fields: dict[str, Any]
) -> None:
    bundle = make_bundle(tea, cup, name="Secret set", **fields)
    assert "Secret set" not in page(client, bundle, 404)
    page(client, "no-such-bundle", 404)


def test_one_that_has_ended_says_so(client: Client, tea: Any, cup: Any) -> None:
    bundle = make_bundle(tea, cup, ends_at=timezone.now() - timedelta(days=1))
    html = page(client, bundle, 404)
    assert "This bundle ended on" in html
    assert '<meta name="robots" content="noindex">' in html


def test_one_with_a_part_sold_out_has_no_button(client: Client, tea: Any) -> None:
    bundle = make_bundle(tea, shopdata.make_product("Cup", "7.50", 0), per_basket=1)
    html = page(client, bundle)
    assert "cannot be had at the moment" in html
    assert reverse("crosssell:add_bundle", kwargs={"slug": bundle.slug}) not in html


def test_the_widget_comes_as_a_fragment(client: Client, tea: Any, cup: Any) -> None:
    place(widget="bundle", slot="product.bottom")
    make_bundle(tea, cup)
    address = reverse("crosssell:fragment", kwargs={"slot": "product.bottom"})
    html = client.get(address, {"product": tea.pk}).content.decode()
    assert "Price of the set $10.35 instead of $11.50 You save $1.15" in words(html)
    assert "csrfmiddlewaretoken" in html
