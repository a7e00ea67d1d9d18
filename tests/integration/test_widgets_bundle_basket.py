"""The bundle widget where a basket lies open: what completes a bundle, and what bundles saved."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from tests import shopdata
from tests.bundled import make_bundle
from tests.integration import storefront
from tests.learned import place

pytestmark = pytest.mark.django_db


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def widget(html: str) -> str:
    found = re.search(r'<section class="crosssell crosssell--bundle".*?</section>', html, re.S)
    return found.group() if found else ""


def basket(client: Client) -> str:
    return widget(client.get(reverse("basket:summary")).content.decode())


def total(client: Client) -> str:
    return str(client.get(reverse("basket:summary")).context["basket"].total_incl_tax)


@pytest.fixture
def tea() -> Any:
    place(widget="bundle", slot="basket.below_lines")
    return shopdata.make_product("Tea", "4.00")


@pytest.fixture
def cup() -> Any:
    return shopdata.make_product("Cup", "7.50")


def test_the_missing_piece_and_exactly_what_it_saves(client: Client, tea: Any, cup: Any) -> None:
    make_bundle(tea, cup)
    shopdata.fill_basket(client, tea)
    html = basket(client)
    assert words(html) == (
        "Complete a bundle and save Cup $7.50 Completes Tea time: save $1.15 "
        "Add and save $1.15 : Cup"
    )
    [form] = re.findall(r"<form.*?</form>", html, re.S)
    fields = dict(re.findall(r'name="(product|quantity)" value="(\d+)"', form))
    assert re.search(r'action="([^"]+)"', form)[1] == reverse("crosssell:add_all")  # type: ignore[index]
    client.post(reverse("crosssell:add_all"), fields)
    assert total(client) == "10.35"
    assert words(basket(client)) == "Your bundles Tea time Tea + Cup You saved $1.15"


def test_two_parts_short_is_not_near(client: Client, tea: Any, cup: Any) -> None:
    make_bundle(tea, cup, shopdata.make_product("Jam"))
    shopdata.fill_basket(client, tea)
    assert basket(client) == ""


def test_pieces_that_are_short_of_one_part(client: Client, tea: Any, cup: Any) -> None:
    make_bundle((3, tea), cup)
    shopdata.fill_basket(client, tea, cup)
    assert "2 × Tea $8.00 Completes Tea time: save $1.95" in words(basket(client))


def test_mix_and_match_proposes_the_cheapest(client: Client, tea: Any) -> None:
    food = shopdata.make_category("Food")
    shopdata.make_product("Jam", "3.00", category=food)
    shopdata.make_product("Honey", "2.00", category=food)
    shopdata.make_product("Salt", "1.00", 0, category=food)
    make_bundle(tea, food)
    shopdata.fill_basket(client, tea)
    assert "Honey $2.00 Completes Tea time: save $0.60" in words(basket(client))


def test_a_variant_completes_it(client: Client, tea: Any) -> None:
    milk, (small, _large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    make_bundle(tea, milk)
    shopdata.fill_basket(client, tea)
    html = basket(client)
    assert "Milk, 1 l $1.20 Completes Tea time: save $0.52" in words(html)
    assert f'name="product" value="{small.pk}"' in html


def test_what_saves_more_takes_the_place_of_what_is_given(
    client: Client, tea: Any, cup: Any
) -> None:
    jam = shopdata.make_product("Jam", "3.00")
    make_bundle(tea, cup, name="Less", args={"percent": "10"})
    make_bundle(tea, jam, name="More", args={"percent": "50"})
    shopdata.fill_basket(client, tea, cup)
    said = words(basket(client))
    # 3.50 instead of the 1.15 that the basket has.
    assert "Less Tea + Cup You saved $1.15" in said
    assert "Jam $3.00 Completes More: save $2.35" in said


def test_what_would_save_less_is_not_proposed(client: Client, tea: Any, cup: Any) -> None:
    make_bundle(tea, cup, name="More", args={"percent": "50"})
    make_bundle(tea, shopdata.make_product("Jam", "3.00"), name="Less")
    shopdata.fill_basket(client, tea, cup)
    assert "Less" not in words(basket(client))


def test_each_product_once_and_the_best_first(client: Client, tea: Any, cup: Any) -> None:
    make_bundle(tea, cup, name="Ten")
    make_bundle(tea, cup, name="Twenty", args={"percent": "20"})
    make_bundle(tea, shopdata.make_product("Jam", "20.00"), name="Jammy")
    shopdata.fill_basket(client, tea)
    names = re.findall(r"Completes (\w+)", words(basket(client)))
    assert names == ["Jammy", "Twenty"]


@pytest.mark.parametrize("fields", [{"active": False}, {"group": "Members"}])
def test_what_cannot_be_had_is_not_proposed(
    client: Client, tea: Any, cup: Any, fields: dict[str, Any]
) -> None:
    make_bundle(tea, cup, **fields)
    shopdata.fill_basket(client, tea)
    assert basket(client) == ""


def test_several_sets_are_counted(client: Client, tea: Any, cup: Any) -> None:
    make_bundle(tea, cup)
    shopdata.fill_basket(client, tea, cup, quantity=2)
    assert "Tea time 2 sets Tea + Cup You saved $2.30" in words(basket(client))
    assert reverse("crosssell:bundle", kwargs={"slug": "tea-time"}) in basket(client)


def test_checkout_names_what_was_saved_and_adds_nothing(client: Client, tea: Any, cup: Any) -> None:
    place(widget="bundle", slot="checkout.above_step")
    jam = shopdata.make_product("Jam", "3.00")
    make_bundle(tea, cup)
    make_bundle(cup, jam, name="Jammy")
    html = widget(storefront.to_methods(client, tea, cup, cup))
    assert "Tea time Tea + Cup You saved $1.15" in words(html)
    assert "Completes Jammy: save $1.05" in words(html)
    assert "<button" not in html


def test_the_order_says_what_its_bundles_saved(client: Client, tea: Any, cup: Any) -> None:
    for slot in ("thank_you.above_summary", "order.top", "order_mail.below_order"):
        place(widget="bundle", slot=slot)
    make_bundle(tea, cup)
    thanks = storefront.to_thank_you(client, tea, cup)
    order = get_model("order", "Order").objects.get()
    page = storefront.get(client, "customer:order", order_number=order.number)
    for html in (widget(thanks), widget(page)):
        assert words(html) == "What your bundles saved Tea time You saved $1.15"
    assert "Tea time : you saved $1.15" in words(storefront.last_mail())
    assert "http" in storefront.last_mail().split("crosssell/bundles/tea-time")[0][-30:]
