"""The threshold bar at checkout, on the page and in the mail of an order, and as a piece."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell import earned
from crosssell.engine import explain
from crosssell.facts import Facts
from tests import laddered, shopdata
from tests.integration import storefront
from tests.integration.test_widgets_threshold import widget, words
from tests.laddered import tier
from tests.learned import place

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


@pytest.fixture
def spoon() -> Any:
    return shopdata.make_product("Spoon", "2.00")


def fields(html: str) -> dict[str, str]:
    [form] = re.findall(r"<form.*?</form>", html, re.S)
    return dict(re.findall(r'name="(product|next)" value="([^"]*)"', form)) | {
        "action": re.findall(r' action="([^"]*)"', form)[0]
    }


@pytest.mark.parametrize(
    "slot", ["checkout.top", "checkout.above_step", "shipping_methods.below_list"]
)
def test_it_stands_at_checkout(client: Client, tea: Any, slot: str) -> None:
    laddered.make_threshold(tier("30", "message"))
    place(widget="threshold", slot=slot)
    html = widget(storefront.to_methods(client, tea))
    assert "Add $10.00 more and get a surprise." in words(html)


def test_once_the_address_is_known_nothing_is_taken_for_granted(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("30"))
    place(widget="threshold", slot="checkout.above_step")
    storefront.to_address(client, tea)
    assert "For delivery to" in words(widget(storefront.get(client, "checkout:shipping-address")))
    assert client.post(reverse("checkout:shipping-address"), storefront.ADDRESS).status_code == 302
    html = widget(storefront.get(client, "checkout:shipping-method"))
    assert "free delivery" in words(html)
    assert "For delivery to" not in words(html)


def test_one_gift_is_claimed_and_the_page_comes_back(client: Client, tea: Any, spoon: Any) -> None:
    laddered.make_threshold(tier("20", "gift_of_choice", gifts=[spoon]))
    place(widget="threshold", slot="product.top")
    shopdata.fill_basket(client, tea)
    url = tea.get_absolute_url()
    found = fields(widget(client.get(url, {"x": "1"}).content.decode()))
    assert (found["product"], found["next"]) == (str(spoon.pk), f"{url}?x=1")
    answer = client.post(found.pop("action"), found)
    assert answer["Location"] == f"{url}?x=1"
    html = widget(client.get(url).content.decode())
    assert "In your basket: Spoon" in words(html)
    assert "<form" not in html


@pytest.mark.parametrize(("name", "in_place"), [("basket:summary", False), ("home", True)])
def test_a_page_that_lists_the_basket_is_loaded_anew(
    client: Client, tea: Any, spoon: Any, name: str, in_place: bool
) -> None:
    laddered.make_threshold(tier("20", "gift_of_choice", gifts=[spoon]))
    bar = place(widget="threshold", slot="page.top")
    shopdata.fill_basket(client, tea)
    page = reverse(name)
    html = widget(client.get(page).content.decode())
    assert ("hx-post" in html) == in_place
    # The same of the piece that takes its place.
    [renewed_at] = re.findall(r'data-crosssell-bar="([^"]+)"', html)
    piece = client.get(f"{renewed_at}&placement={bar.pk}".replace("&amp;", "&")).content.decode()
    assert fields(piece)["next"] == page
    assert words(widget(piece)) == words(html)
    assert ("hx-post" in piece) == in_place
    assert re.findall(r'data-crosssell-bar="([^"]+)"', piece) == [renewed_at]


def test_the_piece_is_in_the_currency_of_its_product(client: Client) -> None:
    jam = shopdata.make_product("Jam", "5.00", currency="EUR")
    laddered.make_threshold(tier({"USD": "30", "EUR": "25"}, "message"))
    bar = place(widget="threshold", slot="product.top")
    url = reverse("crosssell:bars")
    html = client.get(url, {"placement": bar.pk, "product": jam.pk}).content.decode()
    assert "Spend €25.00" in html
    assert "Spend $30.00" in client.get(url, {"placement": bar.pk}).content.decode()


def test_the_answer_to_adding_has_the_bar_of_the_mini_basket(
    client: Client, tea: Any, spoon: Any
) -> None:
    laddered.make_threshold(tier("20", "gift_of_choice", gifts=[spoon]))
    place(widget="threshold", slot="mini_basket.bottom")
    answer = client.post(
        reverse("crosssell:add_all"), {"product": tea.pk}, headers={"HX-Request": "true"}
    )
    html = widget(answer.content.decode())
    assert "Choose your gift" in words(html)
    # Only the browser knows the page: it says so when the gift is claimed.
    assert "next" not in fields(html)


def order_of(client: Client, tea: Any) -> tuple[str, Any]:
    laddered.make_threshold(
        tier("10"),
        tier("15", "percent"),
        tier("20", "voucher_amount", amount="5"),
        adds_up=True,
    )
    html = storefront.to_thank_you(client, tea)
    return html, get_model("order", "Order").objects.latest("pk")


def test_an_order_says_what_it_has_earned(client: Client, tea: Any) -> None:
    place(widget="threshold", slot="thank_you.top")
    place(widget="threshold", slot="order.top", title="Rewards")
    place(widget="threshold", slot="page.bottom")
    html, order = order_of(client, tea)
    [voucher] = earned.of_order(order)
    said = words(widget(html))
    assert said.startswith("What your order has earned free delivery You saved $")
    assert "10 % off You saved $2.00" in said
    assert said.endswith(voucher.text)
    again = storefront.get(client, "customer:order", order_number=order.number)
    assert words(widget(again)).startswith("Rewards free delivery You saved $")
    # What stands on every page is about the next basket.
    assert "Spend $10.00 and get free delivery." in again
    row = voucher.code
    get_model("voucher", "Voucher").objects.filter(code=row).update(
        end_datetime=timezone.now() - timedelta(seconds=1)
    )
    assert row not in widget(storefront.get(client, "customer:order", order_number=order.number))


def test_the_mail_of_an_order_says_it_too(client: Client, tea: Any) -> None:
    place(widget="threshold", slot="order_mail.below_order")
    _html, order = order_of(client, tea)
    [voucher] = earned.of_order(order)
    sent = storefront.last_mail()
    assert voucher.text in words(sent)
    assert "10 % off: you saved $2.00" in words(sent)
    assert "<progress" not in sent
    assert len(mail.outbox) == 1


def test_an_order_without_rewards_and_other_mail_say_nothing(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("90", "message"))
    place(widget="threshold", slot="thank_you.top")
    place(widget="threshold", slot="mail.header")
    assert widget(storefront.to_thank_you(client, tea)) == ""
    assert "surprise" not in storefront.last_mail()


def test_a_preview_says_that_a_bar_which_waits_shows_nothing(rf: Any, tea: Any) -> None:
    laddered.make_threshold(tier("90", "message"))
    placed = place(widget="threshold", slot="page.top", args={"show_from": 50})
    request = rf.get("/")
    request.user, request.basket = AnonymousUser(), shopdata.make_basket(tea)

    def shows() -> bool:
        return explain(Facts.of(request, product=tea), "page.top").placements[0].shown

    assert not shows()
    placed.args = {}
    placed.save()
    assert shows()
