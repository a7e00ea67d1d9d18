"""Touches of a guest become those of the customer who signs in, whichever way he does."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.signing import Signer
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell.analytics.rollup import roll_up
from crosssell.analytics.tracking import signing_in
from crosssell.models import Touch
from tests import shopdata
from tests.noted import noted, token
from tests.visitor import AGENT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]
Basket = get_model("basket", "Basket")
LOGIN, PASSWORD = "/accounts/login/", "a-long-password-1"


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "4.00")


def touch(client: Client, product: Any) -> Any:
    """Put the product in the basket from where it was recommended; returns the basket."""
    sent = {"product": product.pk, "crosssell": token(subject_id=product.pk)}
    client.post("/crosssell/add/", sent)
    return Basket.objects.get(lines__product=product)


def customer() -> Any:
    user = shopdata.make_user()
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, address: str = LOGIN, **more: Any) -> None:
    sent = {
        "login-username": "ann@example.com",
        "login-password": PASSWORD,
        "login_submit": "1",
        **more,
    }
    assert client.post(address, sent).status_code == 302


def joins() -> list[dict[str, int]]:
    return [one["join"] for one in noted("touch") if "join" in one]


def test_the_guests_basket_is_the_customers(visitor: Client, tea: Any) -> None:
    user = customer()
    guest = touch(visitor, tea)
    sign_in(visitor)
    assert joins() == [{"basket": guest.pk, "user": user.pk}]


def test_it_is_so_after_the_merge_too(visitor: Client, tea: Any) -> None:
    user = customer()
    own = shopdata.make_basket(shopdata.make_product("Cup"), owner=user)
    guest = touch(visitor, tea)
    sign_in(visitor)
    visitor.get("/basket/")
    guest.refresh_from_db()
    assert guest.status == Basket.MERGED
    assert own.lines.filter(product=tea).exists()
    roll_up(timezone.now())
    [row] = Touch.objects.all()
    assert (row.basket_id, row.user_id, row.product_id) == (guest.pk, user.pk, tea.pk)


def test_whoever_registers(visitor: Client, tea: Any) -> None:
    guest = touch(visitor, tea)
    sent = {
        "registration-email": "new@example.com",
        "registration-password1": PASSWORD,
        "registration-password2": PASSWORD,
        "registration_submit": "1",
    }
    assert visitor.post(LOGIN, sent).status_code == 302
    user = get_user_model().objects.get(email="new@example.com")
    assert joins() == [{"basket": guest.pk, "user": user.pk}]


def test_whoever_signs_in_at_checkout(visitor: Client, tea: Any) -> None:
    user = customer()
    guest = touch(visitor, tea)
    sent = {"username": "ann@example.com", "password": PASSWORD, "options": "existing"}
    assert visitor.post("/checkout/", sent).status_code == 302
    assert visitor.session["_auth_user_id"] == str(user.pk)
    assert joins() == [{"basket": guest.pk, "user": user.pk}]


def test_without_a_basket_nothing_is_noted(visitor: Client) -> None:
    customer()
    sign_in(visitor)
    assert noted("touch") == []


@pytest.mark.parametrize("value", ["", "7", "7:abc", "x" * 5_000])
def test_a_cookie_that_is_not_oscars_is_none(visitor: Client, value: str) -> None:
    customer()
    visitor.cookies[settings.OSCAR_BASKET_COOKIE_OPEN] = value
    sign_in(visitor)
    assert noted("touch") == []


@pytest.mark.parametrize("text", ["", "no number", "-5", "1.5", "9" * 40])
def test_nor_is_one_that_names_no_basket(visitor: Client, text: str) -> None:
    customer()
    visitor.cookies[settings.OSCAR_BASKET_COOKIE_OPEN] = Signer().sign(text)
    sign_in(visitor)
    assert noted("touch") == []


@pytest.mark.parametrize("headers", [{}, {"user-agent": AGENT, "Sec-GPC": "1"}])
def test_who_is_not_counted_leaves_no_trace(
    client: Client, tea: Any, headers: dict[str, str]
) -> None:
    customer()
    client.post("/crosssell/add/", {"product": tea.pk}, headers=headers)
    sent = {"login-username": "ann@example.com", "login-password": PASSWORD, "login_submit": "1"}
    assert client.post(LOGIN, sent, headers=headers).status_code == 302
    assert noted("touch") == []


def test_staff_who_sign_in_are_nobodys_customers(visitor: Client, tea: Any) -> None:
    user = customer()
    touch(visitor, tea)
    user.is_staff = True
    user.save()
    sign_in(visitor)
    assert joins() == []


def test_it_asks_nothing_and_merges_nothing(
    visitor: Client, tea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, asked = customer(), []
    touch(visitor, tea)
    noted("touch")
    original = signing_in.signed_in

    def measured(request: Any, who: Any) -> None:
        with CaptureQueriesContext(connection) as found:
            original(request, who)
        asked.append((len(found), who.pk))

    monkeypatch.setattr(signing_in, "signed_in", measured)
    sign_in(visitor)
    assert asked == [(0, user.pk)]


def test_a_failure_keeps_nobody_out(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError

    customer()
    monkeypatch.setattr(signing_in, "signed_in", fail)
    sign_in(visitor)
    assert "_auth_user_id" in visitor.session
