"""A bundle that combines with an offer: what is held is what the lines get in the end."""

from decimal import Decimal
from typing import Any

import pytest
from oscar.core.loading import get_model

from crosssell import holds
from crosssell.models import Bundle, BundleUse
from tests import shopdata
from tests.bundled import make_bundle
from tests.integration.test_holds_order import GUEST, apply, submitted

pytestmark = pytest.mark.django_db
Range, Condition = get_model("offer", "Range"), get_model("offer", "Condition")
Benefit, ConditionalOffer = get_model("offer", "Benefit"), get_model("offer", "ConditionalOffer")


def make_offer(percent: int) -> Any:
    """So much off everything, beside other offers."""
    everything = Range.objects.create(name="All", slug="all", includes_all_products=True)
    return ConditionalOffer.objects.create(
        name="Sale",
        condition=Condition.objects.create(range=everything, type="Count", value=1),
        benefit=Benefit.objects.create(range=everything, type="Percentage", value=percent),
        exclusive=False,
    )


def basket_with(bundle_percent: str, offer_percent: int) -> Any:
    """Tea and milk for 6.00 with a bundle that combines with the offer."""
    products = [shopdata.make_product("Tea", "4.00"), shopdata.make_product("Milk", "2.00")]
    make_bundle(*products, args={"percent": bundle_percent}, with_offers=True)
    make_offer(offer_percent)
    return apply(shopdata.make_basket(*products))


def test_what_no_line_can_get_is_not_held() -> None:
    basket = basket_with("60", 60)
    assert basket.total_incl_tax == 0
    order = shopdata.place_order(basket)
    use = BundleUse.objects.get()
    found = {one.offer_name: one.amount for one in order.discounts.all()}
    assert found == {"Sale": Decimal("3.60"), "Tea time": use.amount}
    assert use.amount == Decimal("2.40")
    assert (
        sum(line.amount for one in order.discounts.all() for line in one.discount_lines.all()) == 6
    )


def test_at_another_site_it_still_combines() -> None:
    basket = basket_with("10", 10)
    price = basket.total_incl_tax
    assert price == Decimal("4.80")
    returned = submitted(basket)
    Bundle.objects.get().delete()
    assert apply(returned).total_incl_tax == price
    assert holds.take(returned, GUEST) is None
    assert shopdata.place_order(returned).total_incl_tax == price
