"""What is owed survives whatever a shopper does between the touch and the order."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from crosssell import buffer, tokens
from crosssell.analytics.attribution import sweep
from crosssell.models import Touch
from tests import pricing, shopdata
from tests.gifted import as_form
from tests.integration.storefront import ADDRESS
from tests.touched import owed, weighed
from tests.tracked import make_placed, rolled, thing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]
Basket, Order = get_model("basket", "Basket"), get_model("order", "Order")
ANN = "ann@example.com"


@pytest.fixture
def tea(db: None) -> Any:
    shopdata.make_country()
    return shopdata.make_product("Tea", "4.00")


@pytest.fixture
def milk(tea: Any) -> Any:
    return shopdata.make_product("Milk", "1.20")


def touch(client: Client, product: Any) -> None:
    """The shopper presses the button of a widget that shows the product."""
    placement, rule = make_placed()
    shown = thing(placement.pk, product.pk, rule=rule.pk, rendering=100 + product.pk)
    url = reverse("basket:add", kwargs={"pk": product.pk})
    sent = {"quantity": 1, "child_id": product.pk, tokens.FIELD: tokens.token_of(shown)}
    assert client.post(url, sent).status_code == 302


def sign_in(client: Client) -> None:
    form = {"login-username": ANN, "login-password": shopdata.PASSWORD, "login_submit": "1"}
    assert client.post(reverse("customer:login"), form).status_code == 302


def check_out(client: Client, guest: str = "") -> Any:
    """The shopper orders what lies in the basket, page by page."""
    if guest:
        who = {"username": guest, "options": "anonymous"}
        client.post(reverse("checkout:index"), who)
    client.post(reverse("checkout:shipping-address"), ADDRESS)
    client.post(reverse("checkout:shipping-method"), {"method_code": "standard"})
    pay = {"action": "place_order", "outcome": "approve"}
    done = client.post(reverse("checkout:preview"), pay, follow=True)
    assert done.redirect_chain[-1][0] == reverse("checkout:thank-you")
    return Order.objects.latest("pk")


def kinds(order: Any) -> dict[str, tuple[str, str]]:
    return {title: (kind, amount) for title, (kind, amount, *_) in owed(order).items()}


def test_a_guest_orders(counted: Client, tea: Any, milk: Any) -> None:
    shopdata.fill_basket(counted, milk)
    touch(counted, tea)
    order = check_out(counted, "guest@example.com")
    assert rolled().measured == 1
    # The milk lay in the basket before.
    assert kinds(order) == {"Tea": ("direct", "4.00")}
    assert weighed(order) == ("5.20", "0.00", 2)


def test_what_comes_after_the_touch_is_assisted(counted: Client, tea: Any, milk: Any) -> None:
    touch(counted, tea)
    shopdata.fill_basket(counted, milk)
    order = check_out(counted, "guest@example.com")
    rolled()
    assert kinds(order) == {"Tea": ("direct", "4.00"), "Milk": ("assisted", "1.20")}


def test_signing_in_merges_the_baskets(counted: Client, tea: Any, milk: Any) -> None:
    ann = shopdata.make_user(ANN)
    shopdata.make_basket(milk, owner=ann)
    touch(counted, tea)
    guests = Basket.objects.latest("pk")
    sign_in(counted)
    order = check_out(counted)
    assert order.basket_id != guests.pk
    rolled()
    assert kinds(order) == {"Tea": ("direct", "4.00")}
    assert Touch.objects.get().user == ann


def test_signing_in_with_the_same_product_in_both_baskets(counted: Client, tea: Any) -> None:
    # The guest's line is deleted by the merge.
    shopdata.make_basket(tea, owner=shopdata.make_user(ANN))
    touch(counted, tea)
    sign_in(counted)
    order = check_out(counted)
    rolled()
    assert kinds(order) == {"Tea": ("direct", "4.00")}


def test_registering(counted: Client, tea: Any) -> None:
    touch(counted, tea)
    form = {"email": "new@example.com", "password1": "x7-lantern", "password2": "x7-lantern"}
    assert counted.post(reverse("customer:register"), form).status_code == 302
    order = check_out(counted)
    assert order.user.email == "new@example.com"
    rolled()
    assert kinds(order) == {"Tea": ("direct", "4.00")}


def test_ordering_the_same_again(counted: Client, tea: Any) -> None:
    shopdata.make_user(ANN)
    sign_in(counted)
    touch(counted, tea)
    first = check_out(counted)
    rolled()
    url = reverse("customer:order", kwargs={"order_number": first.number})
    assert counted.post(url, {"action": "reorder"}).status_code == 302
    second = check_out(counted)
    rolled()
    assert kinds(first) == kinds(second) == {"Tea": ("direct", "4.00")}


def test_what_is_ordered_again_beside_a_touch(counted: Client, tea: Any, milk: Any) -> None:
    shopdata.make_user(ANN)
    sign_in(counted)
    shopdata.fill_basket(counted, milk)
    first = check_out(counted)
    touch(counted, tea)
    url = reverse("customer:order", kwargs={"order_number": first.number})
    counted.post(url, {"action": "reorder"})
    second = check_out(counted)
    rolled()
    assert kinds(first) == {}
    assert kinds(second) == {"Tea": ("direct", "4.00"), "Milk": ("assisted", "1.20")}


def test_saving_for_later_and_taking_it_back(counted: Client, tea: Any) -> None:
    shopdata.make_user(ANN)
    sign_in(counted)
    touch(counted, tea)
    counted.post(reverse("basket:summary"), as_form(save_for_later="on"))
    assert Basket.objects.get(status="Saved").lines.count() == 1
    counted.post(reverse("basket:saved"), as_form("saved", move_to_basket="on"))
    order = check_out(counted)
    rolled()
    assert kinds(order) == {"Tea": ("direct", "4.00")}


def test_an_order_without_a_request(counted: Client, tea: Any) -> None:
    touch(counted, tea)
    basket = Basket.objects.get()
    basket.strategy = shopdata.Default()
    order = shopdata.place_order(pricing.apply(basket))
    rolled()
    assert kinds(order) == {"Tea": ("direct", "4.00")}


def test_a_redis_that_is_away(counted: Client, tea: Any, settings: Any, gone_redis: str) -> None:
    settings.CROSSSELL = {"BUFFER_URL": gone_redis}
    buffer._begin_anew()
    touch(counted, tea)
    order = check_out(counted, "guest@example.com")
    counts = rolled()
    assert counts.failed
    assert counts.measured == 1
    assert kinds(order) == {"Tea": ("direct", "4.00")}


def test_an_order_that_is_measured_before_its_touch_is_rolled_up(counted: Client, tea: Any) -> None:
    touch(counted, tea)
    order = check_out(counted, "guest@example.com")
    assert sweep().measured == 1
    assert kinds(order) == {}
    assert rolled().remeasured == 1
    assert kinds(order) == {"Tea": ("direct", "4.00")}
