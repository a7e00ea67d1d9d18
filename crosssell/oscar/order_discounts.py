"""What offers and vouchers took off placed orders, as the orders recorded it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from oscar.core.loading import get_model


@dataclass(frozen=True, slots=True)
class Recorded:
    """One discount of an order, as the shop gives discounts (with tax, or without).

    ``lines`` are the parts of single lines, by id; none where Oscar recorded none. ``shipping``
    says that it was taken off the charge for shipping.
    """

    order_id: int
    offer_id: int | None
    voucher_id: int | None
    amount: Decimal
    shipping: bool
    lines: dict[int, Decimal]


def recorded(order_ids: Collection[int]) -> list[Recorded]:
    """All discounts of these orders, in two queries; what was only promised took off nothing."""
    parts: defaultdict[int, dict[int, Decimal]] = defaultdict(dict)
    model = get_model("order", "OrderLineDiscount")
    rows = model.objects.filter(order_discount__order_id__in=order_ids).order_by("pk")
    for discount, line, amount in rows.values_list("order_discount_id", "line_id", "amount"):
        parts[discount][line] = parts[discount].get(line, Decimal(0)) + amount
    model = get_model("order", "OrderDiscount")
    names = ("pk", "order_id", "offer_id", "voucher_id", "amount", "category")
    found = model.objects.filter(order_id__in=order_ids).order_by("pk").values_list(*names)
    return [
        Recorded(
            order_id,
            offer_id,
            voucher_id,
            Decimal(0) if category == model.DEFERRED else amount,
            category == model.SHIPPING,
            parts[pk],
        )
        for pk, order_id, offer_id, voucher_id, amount, category in found
    ]
