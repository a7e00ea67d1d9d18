"""A basket that nobody has: Oscar's lines in memory, priced as real ones, never saved.

What checkout would charge for products that are not in a basket is asked of Oscar itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.conf import settings
from oscar.core.loading import get_model
from oscar.core.utils import round_half_up_two_dec


class Imagined:
    """Stands for a basket where its lines are read."""

    def __init__(self, strategy: Any, lines: Iterable[Any] = ()) -> None:
        self.strategy = strategy
        self.lines = list(lines)

    def all_lines(self) -> list[Any]:
        """The lines, real or imagined."""
        return self.lines

    def add(self, product: Any, quantity: int = 1) -> Any:
        """A new line; numbered below zero, so that it is never taken for a real one."""
        info = self.strategy.fetch_for_product(product)
        shell = get_model("basket", "Basket")()
        shell.strategy = self.strategy
        line = get_model("basket", "Line")(
            id=-1 - len(self.lines),
            basket=shell,
            product=product,
            stockrecord=info.stockrecord,
            quantity=quantity,
            price_currency=info.price.currency,
        )
        line._info = info
        self.lines.append(line)
        return line


def charged(line: Any, quantity: int, discount: Decimal = Decimal(0)) -> Decimal:
    """What Oscar charges for that many pieces of a line after that discount.

    With tax where it is known, as baskets show it; 0 where it has no price any more. ``discount``
    is off the price that offers start from (``OSCAR_OFFERS_INCL_TAX``). The line is left as it is.
    """
    if not quantity:
        return Decimal(0)
    copied = get_model("basket", "Line")(
        basket=line.basket, product=line.product, stockrecord=line.stockrecord, quantity=quantity
    )
    copied._info = line.purchase_info
    if discount:
        copied.discount(discount, quantity, incl_tax=settings.OSCAR_OFFERS_INCL_TAX)
    found: Decimal | None = (
        copied.line_price_incl_tax_incl_discounts
        if copied.is_tax_known
        else copied.line_price_excl_tax_incl_discounts
    )
    return Decimal(0) if found is None else found


def rounded(amount: Decimal) -> Decimal:
    """The amount as Oscar rounds the sum of a basket."""
    found: Decimal = round_half_up_two_dec(amount)
    return found


def permitted(line: Any, quantity: int) -> tuple[bool, str]:
    """Whether that many pieces can be bought, and if not, why, in the shop's words."""
    allowed, reason = line.purchase_info.availability.is_purchase_permitted(quantity)
    return bool(allowed), str(reason or "")
