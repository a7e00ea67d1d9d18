"""Visits of a customer's own pages: profile, orders, wish lists, alerts."""

from typing import Any

from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_class, get_model

from tests import shopdata
from tests.integration.checkout_visits import last_mail
from tests.integration.visiting import VISITS, Visit, fetch, get, sign_in, visit


@visit
def alert_mail(client: Client) -> str:
    tea = shopdata.make_product("Tea")
    get_model("customer", "ProductAlert").objects.create(
        product=tea, user=sign_in(client), status="Active"
    )
    get_class("customer.alerts.utils", "AlertsDispatcher")().send_alerts()
    return last_mail()


@visit
def login(client: Client) -> str:
    return get(client, "customer:login")


def _account(page: str) -> Visit:
    def account_page(client: Client) -> str:
        sign_in(client)
        return get(client, f"customer:{page}")

    return account_page


VISITS["profile"] = _account("profile-view")
VISITS["addresses"] = _account("address-list")
VISITS["emails"] = _account("email-list")
VISITS["notifications"] = _account("notifications-inbox")
VISITS["orders"] = _account("order-list")
VISITS["wishlists"] = _account("wishlists-list")
VISITS["alerts"] = _account("alerts-list")


@visit
def order(client: Client) -> str:
    placed = shopdata.make_order(shopdata.make_product("Tea"), user=sign_in(client))
    return get(client, "customer:order", order_number=placed.number)


@visit
def guest_order(client: Client) -> str:
    placed = shopdata.make_order(shopdata.make_product("Tea"))
    placed.guest_email = "guest@example.com"
    placed.save()
    keys = {"order_number": placed.number, "hash": placed.verification_hash()}
    form = reverse("customer:anon-order-form", kwargs=keys)
    assert client.post(form, {"email": "guest@example.com"}).status_code == 302
    return get(client, "customer:anon-order", **keys)


def _wishlist(client: Client) -> Any:
    made = get_model("wishlists", "WishList").objects.create(
        owner=sign_in(client), name="Later", visibility="Public"
    )
    made.add(shopdata.make_product("Tea"))
    return made


@visit
def wishlist(client: Client) -> str:
    return get(client, "customer:wishlists-detail", key=_wishlist(client).key)


@visit
def shared_wishlist(client: Client) -> str:
    made = _wishlist(client)
    client.logout()
    return fetch(client, made.get_shared_url())
