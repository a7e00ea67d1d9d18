"""Offers and vouchers beside a replayed bundle: those of then, and those of now."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from oscar.core.loading import get_model

from crosssell.oscar.shared_ranges import OverlappingOffer
from crosssell.simulation.results import OfferThen
from tests import shopdata
from tests.replayed import draft, replay
from tests.shopdata import make_order, make_product
from tests.teatime import NOW, cup, tea

__all__ = ["cup", "tea"]

pytestmark = pytest.mark.django_db
Range, Condition, Benefit, Offer = (
    get_model("offer", name) for name in ("Range", "Condition", "Benefit", "ConditionalOffer")
)
OrderDiscount = get_model("order", "OrderDiscount")


def discount(order: Any, line: Any, amount: str, *, name: str, code: str = "", lines: bool) -> None:
    """Say in the tables that an offer took the amount off a line."""
    line.line_price_incl_tax -= Decimal(amount)
    line.line_price_excl_tax -= Decimal(amount)
    line.save()
    found = OrderDiscount.objects.create(
        order=order, offer_name=name, voucher_code=code, amount=Decimal(amount), frequency=1
    )
    if lines:
        line.discounts.create(order_discount=found, is_incl_tax=False, amount=Decimal(amount))


def test_discounts_that_the_same_lines_had_are_told(tea: Any, cup: Any) -> None:
    pot = make_product("Pot", "9.00")
    first, second, third = (make_order(tea, cup, pot) for _ in range(3))
    discount(first, first.lines.get(product=tea), "0.50", name="Spring", lines=True)
    discount(first, first.lines.get(product=pot), "2.00", name="Pots", lines=True)
    discount(second, second.lines.get(product=cup), "0.25", name="Code", code="TEN", lines=False)
    discount(third, third.lines.get(product=pot), "2.00", name="Pots", lines=True)

    result = replay(draft(tea, cup))

    assert (result.discounted, result.discounted_off) == (2, (("USD", Decimal("0.75")),))
    assert result.offers_then == (
        OfferThen("Code", "TEN", "USD", 1, None),
        OfferThen("Spring", "", "USD", 1, Decimal("0.50")),
    )


def offer(name: str, products: Any, **fields: Any) -> Any:
    found = Range.objects.create(name=name)
    found.add_product(products)
    return Offer.objects.create(
        name=name,
        condition=Condition.objects.create(range=found, type="Count", value=1),
        benefit=Benefit.objects.create(range=found, type="Percentage", value=5),
        **fields,
    )


def test_open_offers_about_the_same_products_are_named(tea: Any, cup: Any) -> None:
    pot = make_product("Pot", category=shopdata.make_category("Pots"))
    found = offer("Tea week", tea)
    voucher = offer("Coupon", pot, offer_type="Voucher")
    offer("Others", make_product("Other"))
    offer("Closed", tea, status="Suspended")
    offer("Over", tea, end_datetime=NOW - timedelta(days=1))

    result = replay(draft(tea, pot.categories.get()))

    assert set(result.offers_now) == {
        OverlappingOffer(found.pk, "Tea week", "Site"),
        OverlappingOffer(voucher.pk, "Coupon", "Voucher"),
    }


def test_what_bundles_gave_then_is_replayed_and_not_told_as_an_offer(tea: Any, cup: Any) -> None:
    order = make_order(tea, cup)
    row = offer("A bundle", tea)
    Condition.objects.filter(pk=row.condition_id).update(
        range=None, proxy_class="crosssell.models.offers.BundleCondition"
    )
    discount(order, order.lines.get(product=tea), "0.50", name="A bundle", lines=True)
    OrderDiscount.objects.update(offer_id=row.pk)

    result = replay(draft(tea, cup))

    assert (result.discounted, result.offers_then, result.offers_now) == (1, (), ())
