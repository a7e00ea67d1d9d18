"""A hold that fails: nothing is charged, nothing is a 500, and no paid order is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model
from pytest_django import DjangoCaptureOnCommitCallbacks

from crosssell import giving_back, holds, limits
from crosssell.models import BundleUse
from crosssell.oscar import checkout
from tests.holding import let_end, states, tally
from tests.integration.storefront import fetch, to_preview
from tests.integration.test_holds_checkout import (
    PREVIEW,
    make_set,
    nothing_happened,
    place,
    told,
)
from tests.shopdata import make_product

pytestmark = pytest.mark.django_db
Order = get_model("order", "Order")
TRY_AGAIN = "Your savings could not be confirmed just now. Please try again in a moment."


def raising(error: type[Exception]) -> Callable[..., Any]:
    def broken(*_: Any, **__: Any) -> None:
        raise error("on purpose")

    return broken


@pytest.mark.parametrize("error", [OperationalError, ZeroDivisionError])
@pytest.mark.parametrize(
    ("module", "name"),
    [
        (limits, "apply"),
        (limits, "customer_key"),
        (holds, "lock_basket"),
        (checkout, "priced_anew"),
        (checkout, "short_of"),
    ],
)
def test_an_error_before_payment_is_said_and_nothing_is_charged(
    client: Client,
    module: Any,
    name: str,
    error: type[Exception],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    bundle, products = make_set(most_uses=1)
    to_preview(client, *products)
    real = getattr(module, name)
    checked: list[int] = []

    def broken(*arguments: Any, **named: Any) -> Any:
        # Pricing asks for the customer too, and has a wall of its own.
        if name == "customer_key" and len(checked) < 2:
            checked.append(1)
            return real(*arguments, **named)
        raise error("on purpose")

    with monkeypatch.context() as patched:
        patched.setattr(module, name, broken)
        refused = place(client)
    assert told(refused) == [TRY_AGAIN, "Nothing was charged. Please look at your basket again."]
    assert "on purpose" in caplog.text
    nothing_happened(client, refused)
    assert (tally(bundle)[0], states()) == (0, [])
    assert place(client).url == reverse("checkout:thank-you")


def test_a_basket_without_bundles_is_ordered_whatever_breaks(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("given_by", "take", "claim", "confirm"):
        monkeypatch.setattr(holds, name, raising(ZeroDivisionError))
    to_preview(client, make_product("Tea", "4.00"))
    assert place(client).url == reverse("checkout:thank-you")
    assert Order.objects.count() == 1


@pytest.mark.parametrize("name", ["claim", "confirm"])
@pytest.mark.parametrize("error", [DatabaseError, ZeroDivisionError])
def test_an_error_after_payment_loses_no_order_and_no_count(
    client: Client,
    name: str,
    error: type[Exception],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    bundle, products = make_set(most_uses=1)
    to_preview(client, *products)
    with monkeypatch.context() as patched:
        patched.setattr(holds, name, raising(error))
        assert place(client).url == reverse("checkout:thank-you")
    assert "on purpose" in caplog.text
    assert (tally(bundle)[0], states()) == (1, ["held"])
    let_end()
    holds.sweep()
    use = BundleUse.objects.get()
    assert (use.state, use.order, tally(bundle)[0]) == ("confirmed", Order.objects.get(), 1)


def test_a_hold_that_cannot_be_given_back_ends_by_itself(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bundle, products = make_set(most_uses=1)
    to_preview(client, *products)
    with monkeypatch.context() as patched:
        patched.setattr(giving_back, "end", raising(OperationalError))
        page = place(client, "refuse").content.decode()
    assert "The demo payment was refused" in page
    assert "on purpose" in caplog.text
    assert tally(bundle)[0] == 1
    let_end()
    holds.sweep()
    assert tally(bundle)[0] == 0


def test_an_order_is_cancelled_although_nothing_can_be_given_back(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    bundle, products = make_set()
    to_preview(client, *products)
    place(client)
    order = Order.objects.get()
    with monkeypatch.context() as patched:
        patched.setattr(giving_back, "give_back", raising(OperationalError))
        with django_capture_on_commit_callbacks(execute=True):
            order.set_status("Cancelled")
    assert (Order.objects.get().status, tally(bundle)[0]) == ("Cancelled", 1)
    holds.sweep()
    assert tally(bundle)[0] == 0


def test_a_page_is_shown_although_what_it_saves_cannot_be_noted(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    _bundle, products = make_set()
    to_preview(client, *products)
    monkeypatch.setattr(holds, "given_by", raising(ZeroDivisionError))
    assert "$11.71" in fetch(client, PREVIEW)
