"""The payment page holds before any shop's own code takes a payment, and gives back after it."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from oscar.apps.payment.exceptions import RedirectRequired
from oscar.core.loading import get_class, get_model

from crosssell import loading, submission
from crosssell.models import BundleUse
from shop.checkout.views import PaymentDetailsView
from tests import bundled
from tests.holding import given_of, make_bundle, priced, states, tally
from tests.integration.storefront import fetch, to_preview
from tests.integration.test_holds_checkout import PREVIEW, make_set, place
from tests.integration.test_holds_order import again, apply
from tests.shopdata import make_product, place_order

pytestmark = pytest.mark.django_db
Basket, Order = get_model("basket", "Basket"), get_model("order", "Order")


def test_while_another_site_takes_the_payment_the_room_is_held(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle, products = make_set(most_uses=1)

    def noting(*_: Any, **__: Any) -> None:
        # The room is held before the shop's own code runs.
        assert states() == ["held"]
        elsewhere()

    monkeypatch.setattr(PaymentDetailsView, "handle_payment", noting)
    to_preview(client, *products)
    assert place(client).url == "https://pay.example/"
    assert (tally(bundle)[0], states()) == (1, ["held"])
    assert Basket.objects.get(pk=BundleUse.objects.get().basket_id).status == "Frozen"


def elsewhere(*_: Any, **__: Any) -> None:
    raise RedirectRequired("https://pay.example/")


def test_a_basket_without_bundles_keeps_its_price_at_another_site_too(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_bundle("Any other")
    products = [make_product("Tea", "4.00"), make_product("Milk", "2.00")]
    to_preview(client, *products)
    with monkeypatch.context() as patched:
        patched.setattr(PaymentDetailsView, "handle_payment", elsewhere)
        place(client)
    bundled.make_bundle(*products)
    returned = again(Basket.objects.get(status="Frozen"))
    assert apply(returned).total_incl_tax == Decimal("6.00")
    assert place_order(returned).total_incl_tax == Decimal("6.00")
    assert not BundleUse.objects.exists()


def test_it_gets_them_when_it_is_open_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_bundle("Any other")
    products = [make_product("Tea", "4.00"), make_product("Milk", "2.00")]
    to_preview(client, *products)
    with monkeypatch.context() as patched:
        patched.setattr(PaymentDetailsView, "handle_payment", elsewhere)
        place(client)
    bundled.make_bundle(*products)
    Basket.objects.get(status="Frozen").thaw()
    assert "$11.71" in fetch(client, PREVIEW)
    assert place(client).url == reverse("checkout:thank-you")
    assert states() == ["confirmed"]


def test_who_comes_back_from_a_payment_finds_the_last_one_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle, products = make_set(most_uses=1, per_customer=1)
    to_preview(client, *products)
    with monkeypatch.context() as patched:
        patched.setattr(PaymentDetailsView, "handle_payment", elsewhere)
        place(client)
    # What the view of a payment's cancel link does.
    Basket.objects.get(status="Frozen").thaw()
    assert (tally(bundle)[0], states()) == (0, ["given_back"])
    assert "$11.71" in fetch(client, PREVIEW)
    assert place(client).url == reverse("checkout:thank-you")
    assert (tally(bundle)[0], states()) == (1, ["given_back", "confirmed"])


@pytest.mark.parametrize("failing", ["handle_payment", "handle_order_placement", "freeze_basket"])
def test_whatever_breaks_gives_the_room_back(
    client: Client, failing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle, products = make_set(most_uses=1)

    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    to_preview(client, *products)
    client.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr(PaymentDetailsView, failing, broken)
        place(client)
    assert (tally(bundle)[0], states()) == (0, ["given_back"])
    assert place(client).url == reverse("checkout:thank-you")
    assert Order.objects.get().total_incl_tax == Decimal("11.71")


def test_what_was_gained_since_the_page_is_charged_less(client: Client) -> None:
    products = [make_product("Tea", "4.00"), make_product("Milk", "2.00")]
    to_preview(client, *products)
    assert "$12.31" in fetch(client, PREVIEW)
    bundled.make_bundle(*products)
    assert place(client).url == reverse("checkout:thank-you")
    assert Order.objects.get().total_incl_tax == Decimal("11.71")


def test_only_a_page_that_says_what_bundles_save_is_remembered(client: Client) -> None:
    bundle, products = make_set()
    to_preview(client, *products)
    basket = Basket.objects.get(status="Open", lines__product=products[0])
    assert client.session[submission.SHOWN] == [basket.pk, "0.60", []]
    bundle.delete()
    fetch(client, PREVIEW)
    assert submission.SHOWN not in client.session


class View(PaymentDetailsView):
    """A shop's class that replaces ``submit`` wholly; it notes what is held when it runs."""

    def submit(self, user: Any, basket: Any, *arguments: Any, **more: Any) -> HttpResponse:
        return HttpResponse(",".join(states()))


def view_of(original: Any) -> Any:
    """The view as the shop would get it, at work on a request."""
    (made,) = loading.wrap("checkout.views", ["PaymentDetailsView"], [original])
    view = made()
    view.request = RequestFactory().post("/")
    view.request.session, view.request.user = {}, AnonymousUser()
    view.request._messages = CookieStorage(view.request)
    view.checkout_session = get_class("checkout.utils", "CheckoutSessionData")(view.request)
    return view


def submittable(**fields: Any) -> Any:
    """An empty basket that some bundle gave something; nothing is priced anew."""
    basket = priced(given_of(make_bundle(**fields)))
    basket.strategy = get_class("partner.strategy", "Default")()
    return basket


@pytest.mark.parametrize("built_on_ours", [False, True])
@pytest.mark.parametrize("positional", [False, True])
def test_a_shop_that_replaces_submit_is_inside_too(built_on_ours: bool, positional: bool) -> None:
    original = View
    if built_on_ours:
        (ours,) = loading.wrap("checkout.views", ["PaymentDetailsView"], [PaymentDetailsView])
        original = type("PaymentDetailsView", (ours,), {"submit": View.__dict__["submit"]})
    view, basket = view_of(original), submittable()
    user = view.request.user
    sent = view.submit(user, basket, None) if positional else view.submit(user=user, basket=basket)
    assert sent.content == b"held"
    # The basket is open: whoever replaced submit has not frozen it, so nothing is under way.
    assert states() == ["given_back"]


def test_a_shop_that_calls_submit_of_ours_holds_once() -> None:
    (ours,) = loading.wrap("checkout.views", ["PaymentDetailsView"], [View])

    class Built(ours):  # type: ignore[misc,valid-type]
        def submit(self, *arguments: Any, **more: Any) -> Any:
            return super().submit(*arguments, **more)

    view, basket = view_of(Built), submittable(most_uses=1)
    sent = view.submit(user=view.request.user, basket=basket)
    assert (sent.content, states()) == (b"held", ["given_back"])


def test_a_wrapped_class_is_not_wrapped_again_and_looks_like_the_shops() -> None:
    (made,) = loading.wrap("checkout.views", ["PaymentDetailsView"], [View])
    assert loading.wrap("checkout.views", ["PaymentDetailsView"], [made]) == [made]
    assert (made.__name__, made.__doc__) == ("View", View.__doc__)
    assert loading.wrap("checkout.views", ["PaymentDetailsView"], [View]) == [made]


def test_a_frozen_basket_that_is_refused_is_open_again() -> None:
    view, basket = view_of(View), submittable(most_uses=0)
    basket.freeze()
    sent = view.submit(user=view.request.user, basket=basket)
    assert sent.url == reverse("basket:summary")
    assert Basket.objects.get(pk=basket.pk).status == "Open"
