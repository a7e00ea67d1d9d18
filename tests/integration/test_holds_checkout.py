"""Bundles through the shop's checkout: shown is charged is recorded is counted, or nothing."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_class, get_model

from crosssell import holds, loading
from crosssell.models import Bundle, BundleUse
from crosssell.oscar import checkout
from shop.checkout.views import PaymentDetailsView
from tests.bundled import make_bundle
from tests.holding import given_of, priced, states, tally
from tests.integration.storefront import fetch, to_preview
from tests.shopdata import make_product

pytestmark = pytest.mark.django_db
Basket, Order = get_model("basket", "Basket"), get_model("order", "Order")
Source, StockRecord = get_model("payment", "Source"), get_model("partner", "StockRecord")
PREVIEW, BASKET = reverse("checkout:preview"), reverse("basket:summary")


def make_set(**fields: Any) -> tuple[Bundle, list[Any]]:
    """Tea for 4.00 and milk for 2.00, together 10 % off."""
    tea, milk = make_product("Tea", "4.00"), make_product("Milk", "2.00")
    bundle = make_bundle(tea, milk, **fields)
    bundle.refresh_from_db()
    return bundle, [tea, milk]


def place(client: Client, outcome: str = "approve") -> Any:
    return client.post(PREVIEW, {"action": "place_order", "outcome": outcome})


def told(response: Any) -> list[str]:
    return [str(one) for one in get_messages(response.wsgi_request)]


def someone_else_takes(bundle: Bundle, sets: int = 1) -> None:
    bundle.refresh_from_db()
    assert holds.take(priced(given_of(bundle, sets)), AnonymousUser(), "bob@example.com") is None


def nothing_happened(client: Client, response: Any) -> None:
    """No order, no payment; the basket is the shopper's again, and the page shows it."""
    assert (response.status_code, response.url) == (302, BASKET)
    assert not Order.objects.exists()
    assert not Source.objects.exists()
    assert Basket.objects.filter(status="Open", lines__isnull=False).exists()
    assert "Tea" in fetch(client, BASKET)


def test_the_shops_own_view_is_inside_ours() -> None:
    view = apps.get_app_config("checkout").payment_details_view
    assert issubclass(view, PaymentDetailsView)
    assert view.__name__ == "PaymentDetailsView"
    assert getattr(view, loading.MARK)
    assert getattr(get_class("order.utils", "OrderCreator"), loading.MARK)


def test_what_is_shown_is_charged_recorded_and_counted(client: Client) -> None:
    bundle, products = make_set()
    to_preview(client, *products)
    page = fetch(client, PREVIEW)
    assert "$11.71" in page
    assert place(client).url == reverse("checkout:thank-you")
    order = Order.objects.get()
    assert order.total_incl_tax == Decimal("11.71") == Source.objects.get().amount_allocated
    lines = order.lines.order_by("id")
    assert [line.line_price_incl_tax for line in lines] == [Decimal("3.60"), Decimal("1.80")]
    (discount,) = order.discounts.all()
    assert (discount.offer_name, discount.amount) == ("Tea time", Decimal("0.60"))
    assert [one.amount for one in discount.discount_lines.all()] == [
        Decimal("0.40"),
        Decimal("0.20"),
    ]
    use = BundleUse.objects.get()
    assert (use.state, use.order, use.bundle, use.uses) == ("confirmed", order, bundle, 1)
    assert (use.amount, tally(bundle)[0]) == (Decimal("0.60"), 1)
    assert [[one["amount"] for one in each] for each in use.given] == [["0.40", "0.20"]]


def test_a_last_use_that_went_before_the_click_is_refused_before_payment(client: Client) -> None:
    bundle, products = make_set(most_uses=1)
    to_preview(client, *products)
    someone_else_takes(bundle)
    refused = place(client)
    assert told(refused) == [
        "Your savings have changed since you last saw your order.",
        "Nothing was charged. Please look at your basket again.",
    ]
    nothing_happened(client, refused)
    assert "$12.31" in fetch(client, PREVIEW)
    assert place(client).url == reverse("checkout:thank-you")
    assert Order.objects.get().total_incl_tax == Decimal("12.31")


def meanwhile(monkeypatch: pytest.MonkeyPatch, event: Callable[[], Any]) -> None:
    """``event`` happens after the basket was checked, just before its bundles are held."""
    take = holds.take

    def late_take(*arguments: Any) -> Any:
        monkeypatch.setattr(holds, "take", take)
        event()
        return take(*arguments)

    monkeypatch.setattr(holds, "take", late_take)


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (lambda bundle: someone_else_takes(bundle), "The last “Tea time” has just gone."),
        (lambda bundle: Bundle.objects.update(active=False), "“Tea time” has ended."),
        (lambda bundle: Bundle.objects.get().save(), "“Tea time” has just been changed."),
    ],
)
def test_what_happens_during_the_click_is_refused_before_payment(
    client: Client, event: Any, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle, products = make_set(most_uses=1)
    to_preview(client, *products)
    meanwhile(monkeypatch, lambda: event(bundle))
    refused = place(client)
    assert told(refused)[0] == message
    nothing_happened(client, refused)


def test_a_price_that_changes_during_the_click_is_not_charged(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle, products = make_set()
    to_preview(client, *products)
    read_anew = checkout.read_anew

    def dearer(basket: Any) -> Any:
        StockRecord.objects.update(price=Decimal("9.00"))
        return read_anew(basket)

    monkeypatch.setattr(checkout, "read_anew", dearer)
    refused = place(client)
    assert told(refused)[0] == "The price of your basket has just changed."
    nothing_happened(client, refused)
    assert tally(bundle)[0] == 0


def test_stock_that_goes_during_the_click_is_not_charged(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle, products = make_set()
    to_preview(client, *products)
    read_anew = checkout.read_anew

    def sold_out(basket: Any) -> Any:
        StockRecord.objects.filter(product=products[1]).update(num_in_stock=0)
        return read_anew(basket)

    monkeypatch.setattr(checkout, "read_anew", sold_out)
    refused = place(client)
    assert told(refused)[0].startswith("'Milk' is no longer available to buy (no stock available)")
    nothing_happened(client, refused)
    assert tally(bundle)[0] == 0


def test_a_refused_payment_gives_the_room_back(client: Client) -> None:
    bundle, products = make_set(most_uses=1)
    to_preview(client, *products)
    assert "The demo payment was refused" in place(client, "refuse").content.decode()
    assert (tally(bundle)[0], states()) == (0, ["given_back"])
    assert place(client).url == reverse("checkout:thank-you")
    assert (tally(bundle)[0], states()) == (1, ["given_back", "confirmed"])
    assert Order.objects.get().total_incl_tax == Decimal("11.71")
