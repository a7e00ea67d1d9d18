"""The price shown is the price charged: every amount beside what Oscar makes of the basket."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone
from oscar.apps.partner import strategy as strategies
from oscar.core.loading import get_class

from crosssell.facts import Facts
from crosssell.sets.listing import of_basket, of_product
from tests import shopdata
from tests.bundled import make_bundle

pytestmark = pytest.mark.django_db
Applicator = get_class("offer.applicator", "Applicator")


class Taxed(
    strategies.UseFirstStockRecord,
    strategies.StockRequired,
    strategies.FixedRateTax,
    strategies.Structured,
):
    """Prices with a tax, rounded to the cent."""

    rate, exponent = Decimal("0.19"), Decimal("0.01")


class TaxedFiner(Taxed):
    """Prices with fractions of a cent: Oscar rounds them when it sums a basket up."""

    exponent = Decimal("0.0001")


def basket_of(pieces: dict[Any, int], strategy: Any) -> Any:
    basket = shopdata.Basket.objects.create()
    basket.strategy = strategy
    for product, quantity in pieces.items():
        basket.add_product(product, quantity)
    basket.reset_offer_applications()
    Applicator().apply(basket, AnonymousUser(), None)
    return basket


def facts_of(product: Any, basket: Any) -> Facts:
    request: Any = RequestFactory().get("/")
    request.user, request.basket, request.strategy = AnonymousUser(), basket, basket.strategy
    return Facts.of(request, product=product, now=timezone.now())


def charged(basket: Any) -> Decimal:
    total: Decimal = basket.total_incl_tax if basket.is_tax_known else basket.total_excl_tax
    return total if not basket.is_empty else Decimal(0)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("strategy", "incl_tax"),
    [(shopdata.Default, False), (Taxed, True), (TaxedFiner, True)],
    ids=["net", "gross", "finer"],
)
def test_whatever_lies_in_the_basket(
    settings: Any, strategy: Any, incl_tax: bool, seed: int
) -> None:
    settings.OSCAR_OFFERS_INCL_TAX = incl_tax
    random = Random(seed)
    food = shopdata.make_category("Food")
    products = [
        shopdata.make_product(
            f"P{n}", f"{random.randint(1, 40)}.{random.randint(10, 99)}", category=food
        )
        for n in range(5)
    ]
    one, two, three, four, five = products
    make_bundle(one, two, name="Percent", args={"percent": "13.33"}, per_basket=2)
    make_bundle(one, (2, three), name="Fixed", reward="fixed_price", amounts={"USD": "20.00"})
    make_bundle((3, food), name="Free", reward="cheapest_free")
    make_bundle(four, five, name="Off", reward="amount_off", amounts={"USD": "1.11"})
    held = {one: random.randint(0, 2), four: random.randint(0, 1), three: random.randint(0, 3)}
    before = {product: count for product, count in held.items() if count}
    checked = 0
    for product in products:
        basket = basket_of(before, strategy())
        for shown in of_product(facts_of(product, basket), None):
            after = dict(before)
            for pk, count in shown.pieces.items():
                added = next(one for one in products if one.pk == pk)
                after[added] = after.get(added, 0) + count
            now = basket_of(after, strategy())
            assert charged(now) - charged(basket) == shown.after, (shown.bundle, before)
            checked += 1
    basket = basket_of(before, strategy())
    for missing in of_basket(facts_of(None, basket), None):
        added = next(one for one in products if one.pk == missing.product_id)
        after = {**before, added: before.get(added, 0) + missing.quantity}
        now = basket_of(after, strategy())
        assert charged(now) - charged(basket) == missing.price - missing.saved
        checked += 1
    assert checked > 3
