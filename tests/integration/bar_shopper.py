"""A shopper who fills a basket, reads the bar and orders, through the shop's own checkout."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from oscar.apps.basket.middleware import BasketMiddleware
from oscar.core.loading import get_class, get_model

from crosssell import threshold_bar
from crosssell.threshold_bar import Bars
from tests import shopdata
from tests.integration.bar_shop import CENT, NOTHING, TAX, Shop, TaxAtTheEnd
from tests.integration.checkout_visits import ADDRESS

CheckoutSessionData = get_class("checkout.utils", "CheckoutSessionData")
Basket, Order = get_model("basket", "Basket"), get_model("order", "Order")
ADDRESSES = {
    "US": ADDRESS,
    "CA": ADDRESS | {"country": "CA", "state": "ON", "postcode": "K1A 0B1",
                     "phone_number": "+16135550123"},
}  # fmt: skip


class Shopper:
    """Somebody with a browser, signed in or not, on the way to one order."""

    def __init__(self, shop: Shop, client: Client, user: Any, number: int) -> None:
        self.shop, self.client, self.user, self.number = shop, client, user, number
        self.country = shop.rng.choice(("US", "US", "CA"))
        self.method = shop.rng.choice(("standard", "express"))

    def fill(self) -> None:
        """One to four products; sometimes a voucher."""
        rng = self.shop.rng
        chosen = rng.sample(self.shop.products, rng.choice((1, 2, 2, 3, 4)))
        if self.user is None:
            shopdata.fill_basket(self.client, *chosen)
            self.basket = Basket.objects.latest("id")
        else:
            self.basket = Basket.objects.create(owner=self.user)
            for product in chosen:
                self._put(product, rng.choice((1, 1, 2, 3)))
        if self.shop.chance(0.35):
            self.basket.vouchers.add(rng.choice(self.shop.vouchers))

    def add_filler(self, price: Any) -> None:
        """One more line, which costs so much, or that line at another price."""
        self.shop.filler.stockrecords.update(price=price)
        if not self.basket.lines.filter(product=self.shop.filler).exists():
            self._put(self.shop.filler, 1)

    def go_to_checkout(self) -> None:
        """Say who, where to and how: guests step by step, others have said so before."""
        address = ADDRESSES[self.country]
        if self.user is None:
            who = {"username": f"guest{self.number}@example.com", "options": "anonymous"}
            self._post("checkout:index", who)
            self._post("checkout:shipping-address", address)
            self._post("checkout:shipping-method", {"method_code": self.method})
            return
        session = self.client.session
        fields = {name: value for name, value in address.items() if name != "country"}
        session[CheckoutSessionData.SESSION_KEY] = {
            "shipping": {
                "new_address_fields": fields | {"country_id": self.country},
                "method_code": self.method,
            }
        }
        session.save()

    def read_bars(self) -> Bars:
        """What any page says now, behind the shop's own middleware."""
        found: list[Bars] = []

        def page(request: Any) -> HttpResponse:
            found.append(threshold_bar.bars(request.basket, request.user, request))
            return HttpResponse()

        request = RequestFactory().get("/")
        request.COOKIES = {name: one.value for name, one in self.client.cookies.items()}
        answer: Callable[[Any], Any] = BasketMiddleware(page)
        SessionMiddleware(AuthenticationMiddleware(answer))(request)
        return found[0]

    def claim(self, tier_id: int) -> bool:
        """Ask for the gift of a tier; whether it lies in the basket then."""
        self.client.post(reverse("crosssell:claim_gift", args=[tier_id]))
        return self.basket.lines.filter(line_reference=f"crosssell-gift-{tier_id}").exists()

    def order(self) -> Any:
        """Pay; returns what was written."""
        self._post("checkout:preview", {"action": "place_order"}, "checkout:thank-you")
        return Order.objects.latest("id")

    def _put(self, product: Any, quantity: int) -> None:
        """A line as Oscar's own ``add_product`` writes it."""
        record = self.shop.records[product.pk]
        self.basket.lines.create(
            line_reference=f"{product.pk}_{record.pk}",
            product=product,
            stockrecord=record,
            quantity=quantity,
            price_currency=record.price_currency,
            price_excl_tax=record.price,
        )

    def _post(self, name: str, data: dict[str, str], onward: str = "") -> None:
        answer = self.client.post(reverse(name), data)
        assert answer.status_code == 302, f"{name} answered {answer.status_code}"
        assert not onward or answer.url == reverse(onward), f"{name} led to {answer.url}"


def watched(
    original: Callable[..., dict[str, Any]], costs: dict[int, Decimal]
) -> Callable[..., dict[str, Any]]:
    """What is submitted, with tax where it is added at the end: Oscar's recipe for sales tax.

    ``costs`` are then, by product, what checkout charges but for thresholds, as the shop shows
    prices: Oscar keeps parts of a cent until it writes them down.
    """

    def build_submission(view: Any, **kwargs: Any) -> dict[str, Any]:
        submission = original(view, **kwargs)
        basket = submission["basket"]
        kind = "incl" if basket.is_tax_known else "excl"
        costs.clear()
        for line in basket.all_lines():
            taken = [one.amount for one in line.discounts.all() if not hasattr(one.offer, "tier")]
            cost = getattr(line, f"line_price_{kind}_tax") - sum(taken, NOTHING)
            costs[line.product_id] = max(NOTHING, cost)
        if isinstance(basket.strategy, TaxAtTheEnd):
            for line in basket.all_lines():
                price = line.purchase_info.price
                price.tax = (price.excl_tax * TAX).quantize(CENT, ROUND_HALF_UP)
            submission["order_total"] = view.get_order_totals(
                basket,
                shipping_charge=submission["shipping_charge"],
                surcharges=submission["surcharges"],
            )
        return submission

    return build_submission
