"""Delivery methods of the shop: both cost money, both know their tax."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from oscar.apps.shipping.methods import (
    Base,
    Free,
    NoShippingRequired,
    TaxExclusiveOfferDiscount,
    TaxInclusiveOfferDiscount,
)
from oscar.core.prices import Price

__all__ = [
    "Express",
    "Free",
    "NoShippingRequired",
    "Standard",
    "TaxExclusiveOfferDiscount",
    "TaxInclusiveOfferDiscount",
]


class Paid(Base):
    """A fixed charge for each order, taxed at SHOP_SHIPPING_TAX_RATE."""

    excl_tax: Decimal

    def calculate(self, basket: Any) -> Price:
        """Return the charge in the basket's currency, with its tax rounded to the cent."""
        tax = (self.excl_tax * settings.SHOP_SHIPPING_TAX_RATE).quantize(
            Decimal("0.01"), rounding=ROUND_HALF_UP
        )
        return Price(currency=basket.currency, excl_tax=self.excl_tax, tax=tax)


class Standard(Paid):
    """The delivery a shopper gets unless they ask for more."""

    code = "standard"
    name = _("Standard delivery")
    description = _("At your door in 2 to 3 working days")

    @property
    def excl_tax(self) -> Decimal:
        """The charge without tax."""
        return settings.SHOP_SHIPPING_STANDARD


class Express(Paid):
    """The fast delivery."""

    code = "express"
    name = _("Express delivery")
    description = _("Tomorrow, when ordered before 6 pm")

    @property
    def excl_tax(self) -> Decimal:
        """The charge without tax."""
        return settings.SHOP_SHIPPING_EXPRESS
