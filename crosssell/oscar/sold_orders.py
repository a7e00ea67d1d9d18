"""Past orders with the prices that they started from, as bundles are replayed on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from django.conf import settings
from oscar.core.loading import get_model

from crosssell.oscar.orders import counted_lines, counted_orders

# SQLite takes a bounded number of values in one query.
ORDERS_A_QUERY = 500
_CENT = Decimal("0.01")


class OrderRow(NamedTuple):
    """An order that counts; ``placed_at`` is aware, ``buyer`` tells customers apart.

    A buyer is "user:7", "mail:ann@example.com" of a guest, or "" where nobody knows.
    """

    id: int
    number: str
    placed_at: datetime
    currency: str
    user_id: Any
    buyer: str


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line that was not cancelled and names a product that still exists.

    ``price`` is what one piece cost before discounts, with tax where the shop's offers take it
    from prices with tax; ``net`` the same without tax; ``off`` what was taken off the whole line
    then. All in the order's currency. ``discountable`` says whether offers may touch the product
    now.
    """

    id: int
    product_id: int
    family: int
    quantity: int
    price: Decimal
    net: Decimal
    off: Decimal
    discountable: bool = True


@dataclass(frozen=True, slots=True)
class SoldOrder:
    """An order with its lines, in their sequence."""

    row: OrderRow
    lines: tuple[SoldLine, ...]


def newest_orders(since: datetime, until: datetime, most: int) -> list[OrderRow]:
    """The newest ``most`` orders that count, placed after ``since`` and up to ``until``.

    Oldest first; one query. The guest's address only tells buyers apart.
    """
    orders = counted_orders().filter(date_placed__gt=since, date_placed__lte=until)
    names = ("pk", "number", "date_placed", "currency", "user_id", "guest_email")
    rows = list(orders.order_by("-date_placed", "-pk").values_list(*names)[:most])
    rows.reverse()
    return [
        OrderRow(pk, number, placed, currency, user_id, _buyer(user_id, email))
        for pk, number, placed, currency, user_id, email in rows
    ]


def count_orders(since: datetime, until: datetime) -> int:
    """How many orders that count were placed after ``since`` and up to ``until``."""
    found: int = counted_orders().filter(date_placed__gt=since, date_placed__lte=until).count()
    return found


def currencies(since: datetime, until: datetime) -> frozenset[str]:
    """The currencies of these orders, in one query."""
    orders = counted_orders().filter(date_placed__gt=since, date_placed__lte=until)
    return frozenset(orders.values_list("currency", flat=True).distinct())


def with_lines(rows: Sequence[OrderRow]) -> Iterator[list[SoldOrder]]:
    """The orders with their lines, some hundreds at a time; one query each time.

    An order without any line of a product that still exists comes with none.
    """
    for first in range(0, len(rows), ORDERS_A_QUERY):
        chunk = rows[first : first + ORDERS_A_QUERY]
        lines = _lines([row.id for row in chunk])
        yield [SoldOrder(row, tuple(lines.get(row.id, ()))) for row in chunk]


def _lines(order_ids: list[int]) -> dict[int, list[SoldLine]]:
    with_tax = settings.OSCAR_OFFERS_INCL_TAX
    tax = "incl_tax" if with_tax else "excl_tax"
    # Amounts are what costs time here, so none is read twice.
    net = ("unit_price_excl_tax", "line_price_before_discounts_excl_tax") if with_tax else ()
    names = (
        "order_id", "pk", "product_id", "product__parent_id", "quantity",
        "product__is_discountable", f"line_price_{tax}",
        f"unit_price_{tax}", f"line_price_before_discounts_{tax}", *net,
    )  # fmt: skip
    found: defaultdict[int, list[SoldLine]] = defaultdict(list)
    rows = counted_lines().filter(order_id__in=order_ids, quantity__gt=0)
    for (
        order_id, pk, product_id, parent_id, quantity, discountable, after, unit, before, *net_both,
    ) in rows.order_by("order_id", "pk").values_list(*names):  # fmt: skip
        net_unit, net_before = net_both or (unit, before)
        found[order_id].append(
            SoldLine(
                pk, product_id, parent_id or product_id, quantity,
                _each(unit, before, quantity), _each(net_unit, net_before, quantity),
                max(before - after, Decimal(0)), discountable,
            )
        )  # fmt: skip
    return found


def _each(unit: Decimal | None, line: Decimal, quantity: int) -> Decimal:
    """What one piece cost; Oscar may leave it out, and then the line tells."""
    if unit is not None:
        return unit
    return (line / quantity).quantize(_CENT, ROUND_HALF_UP)


def _buyer(user_id: Any, email: str) -> str:
    if user_id is not None:
        return f"user:{user_id}"
    return f"mail:{email.strip().lower()}" if email else ""


class Given(NamedTuple):
    """What an offer or a voucher took off an order's products when it was placed.

    ``line_id`` is None where Oscar recorded it for the whole basket alone; the amount is then
    the basket's.
    """

    order_id: int
    line_id: int | None
    name: str
    voucher: str
    amount: Decimal


def discounts_of(order_ids: Sequence[int]) -> list[Given]:
    """What offers and vouchers took off these orders' products, in at most three queries.

    Bundles are left out: what they gave is replayed.
    """
    if not order_ids:
        return []
    model = get_model("order", "OrderDiscount")
    rows = list(
        model.objects.filter(order_id__in=order_ids, category=model.BASKET)
        .order_by("pk")
        .values_list("pk", "order_id", "offer_id", "offer_name", "voucher_code", "amount")
    )
    bundles = _bundles({row[2] for row in rows if row[2]})
    by_line = _by_line(order_ids) if rows else {}
    found = []
    for pk, order_id, offer_id, name, voucher, amount in rows:
        if offer_id in bundles:
            continue
        parts: list[tuple[int | None, Decimal]] = by_line.get(pk) or [(None, amount)]
        found += [Given(order_id, line, name or "", voucher or "", off) for line, off in parts]
    return found


def _by_line(order_ids: Sequence[int]) -> dict[int, list[tuple[int | None, Decimal]]]:
    found: defaultdict[int, list[tuple[int | None, Decimal]]] = defaultdict(list)
    rows = get_model("order", "OrderLineDiscount").objects.filter(
        order_discount__order_id__in=order_ids
    )
    for discount_id, line_id, amount in rows.order_by("pk").values_list(
        "order_discount_id", "line_id", "amount"
    ):
        found[discount_id].append((line_id, amount))
    return found


def _bundles(offer_ids: Collection[int]) -> frozenset[int]:
    """Which of these offers stand for bundles, whose condition is a class of ours."""
    if not offer_ids:
        return frozenset()
    offers = get_model("offer", "ConditionalOffer").objects.order_by()
    ours = offers.filter(pk__in=offer_ids, condition__proxy_class__startswith="crosssell.")
    return frozenset(ours.values_list("pk", flat=True))
