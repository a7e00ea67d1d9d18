"""Baskets with their offers applied, as a page has them, and what an order of them records."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from oscar.apps.offer.applicator import Applicator as OscarsApplicator
from oscar.apps.partner import strategy
from oscar.core.loading import get_class, get_model

from tests import shopdata

ConditionalOffer = get_model("offer", "ConditionalOffer")


class WithTax(strategy.UseFirstStockRecord, strategy.FixedRateTax, strategy.StockRequired,
              strategy.Structured):  # fmt: skip
    """Prices without tax lie in the stock records, 20 % come on top; offers start with tax."""

    rate = Decimal("0.20")
    exponent = Decimal("0.01")


class TaxLater(strategy.UseFirstStockRecord, strategy.DeferredTax, strategy.StockRequired,
               strategy.Structured):  # fmt: skip
    """Tax is not known before the address is."""


def apply(basket: Any, user: Any = None, strategy: Any = None) -> Any:
    """Price the basket anew through the shop's Applicator; returns it."""
    if strategy is not None:
        basket.strategy = strategy
    basket.reset_offer_applications()
    get_class("offer.applicator", "Applicator")().apply(basket, user or AnonymousUser())
    return basket


def apply_stock(basket: Any, user: Any = None) -> Any:
    """The same through Oscar's own, with no class of ours on top."""
    basket.reset_offer_applications()
    OscarsApplicator().apply(basket, user or AnonymousUser())
    return basket


def given(basket: Any) -> dict[str, tuple[int, str]]:
    """By name, how often each offer was applied and what it took off."""
    return {one["name"]: (one["freq"], str(one["discount"])) for one in basket.offer_applications}


def off(basket: Any) -> dict[str, str]:
    """By product, what its lines get off."""
    return {
        line.product.title: str(line.discount_value)
        for line in basket.all_lines()
        if line.discount_value
    }


def recorded(order: Any) -> dict[str, Any]:
    """What an order holds: its total, each discount, and each line's part and price."""
    return {
        "total": (str(order.total_excl_tax), str(order.total_incl_tax)),
        "discounts": {one.offer_name: (one.frequency, str(one.amount))
                      for one in order.discounts.all()},
        "lines": {
            line.title: [str(one.amount) for one in line.discounts.all()]
            for line in order.lines.all()
        },
        "charged": {
            line.title: (str(line.line_price_excl_tax), str(line.line_price_incl_tax))
            for line in order.lines.all()
        },
    }  # fmt: skip


def site_offer(
    *products: Any,
    percent: str = "10",
    name: str = "Sale",
    count: int = 1,
    condition: str = "Count",
    benefit: str = "Percentage",
    kind: str = "Site",
    **fields: Any,
) -> Any:
    """An offer of Oscar's: so many of these products, and it is given on all of them."""
    made = get_model("offer", "Range").objects.create(name=f"{name} products")
    for product in products:
        made.add_product(product)
    return ConditionalOffer.objects.create(
        name=name,
        offer_type=kind,
        condition=get_model("offer", "Condition").objects.create(
            range=made, type=condition, value=count
        ),
        benefit=get_model("offer", "Benefit").objects.create(
            range=made, type=benefit, value=None if benefit == "Multibuy" else Decimal(percent)
        ),
        **fields,
    )


def add_voucher(basket: Any, *products: Any, code: str = "SPRING", **fields: Any) -> Any:
    """Put a voucher in the basket whose offer is for these products; returns the offer."""
    offer = site_offer(*products, name=f"Voucher {code}", kind="Voucher", **fields)
    voucher = get_model("voucher", "Voucher").objects.create(
        name=code,
        code=code,
        start_datetime=shopdata.MIDDAY.replace(year=2000),
        end_datetime=shopdata.MIDDAY.replace(year=2100),
    )
    voucher.offers.add(offer)
    basket.vouchers.add(voucher)
    return offer
