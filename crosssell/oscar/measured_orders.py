"""Placed orders as they are measured: many at once, with a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from oscar.core.loading import get_model

from crosssell.core.attribution import left
from crosssell.oscar.basket_keys import places
from crosssell.oscar.order_values import with_tax
from crosssell.oscar.refused_orders import is_sale, refused_words, returned

_LINE = (
    "order_id", "pk", "product_id", "product__parent_id", "quantity", "status",
    "line_price_excl_tax", "line_price_before_discounts_excl_tax",
    "line_price_incl_tax", "line_price_before_discounts_incl_tax",
    "stockrecord__price_currency",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of an order; amounts without tax, in the order's currency.

    ``before`` and ``amount`` are before and after all discounts; ``off`` is what was taken off, as
    the shop gives discounts (with tax, or without). ``family`` is the product's parent or itself,
    None where it is gone. ``left`` of the pieces were neither cancelled nor returned, and ``stays``
    is what was paid for those. ``basket_line`` is the line
    of the basket that it was, ``since`` when that was made; None where the basket does not tell.
    ``costed_in`` is the currency in which the shop knows what the product costs.
    """

    id: int
    product_id: int | None
    family: int | None
    quantity: int
    before: Decimal
    amount: Decimal
    off: Decimal
    left: int
    stays: Decimal
    basket_line: int | None
    since: datetime | None
    costed_in: str | None


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """An order with its lines, in their sequence; ``placed_at`` is aware."""

    id: int
    placed_at: datetime
    currency: str
    basket_id: int | None
    user_id: Any
    lines: tuple[PlacedLine, ...]

    @property
    def value(self) -> Decimal:
        """What was paid for its products, without tax and what was cancelled or returned."""
        return sum((line.stays for line in self.lines), Decimal(0))


class _Terms(NamedTuple):
    """What decides how much of an order's lines is left."""

    counts: bool
    words: Collection[str]
    returned: Mapping[int, int]
    digits: int


def placed(order_ids: Collection[int]) -> list[PlacedOrder]:
    """These orders, by rising ids, as they are now; those that are gone are left out.

    Of an order that is no sale, by its status, all pieces are gone; of a line likewise. Pieces are
    gone too by shipping and payment events whose type is called as a status that is refused.
    """
    names = ("pk", "date_placed", "currency", "basket_id", "user_id", "status")
    orders = get_model("order", "Order").objects.filter(pk__in=order_ids).order_by("pk")
    rows = list(orders.values_list(*names))
    words = refused_words()
    gone = returned(order_ids, words)
    lines: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    sold = get_model("order", "Line").objects.filter(order_id__in=order_ids).order_by("pk")
    for order_id, *line in sold.values_list(*_LINE):
        lines[order_id].append(tuple(line))
    baskets = _basket_lines({row[3] for row in rows if row[3] is not None})
    found = []
    for pk, placed_at, currency, basket_id, user_id, status in rows:
        known = _aligned(lines[pk], baskets.get(basket_id, ()))
        terms = _Terms(is_sale(status, words), words, gone, places(currency))
        made = (_line(line, terms, *known.get(line[0], (None, None))) for line in lines[pk])
        found.append(PlacedOrder(pk, placed_at, currency, basket_id, user_id, tuple(made)))
    return found


def _basket_lines(basket_ids: Collection[int]) -> Mapping[int, Sequence[tuple[Any, ...]]]:
    found: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    rows = get_model("basket", "Line").objects.filter(basket_id__in=basket_ids).order_by("pk")
    for basket_id, *line in rows.values_list("basket_id", "pk", "product_id", "date_created"):
        found[basket_id].append(tuple(line))
    return found


def _aligned(
    lines: Iterable[tuple[Any, ...]], basket: Sequence[tuple[Any, ...]]
) -> dict[int, tuple[int, datetime]]:
    """By order line the basket line that it was, and when that was made.

    Order lines are made in the sequence of the basket's; a product that was deleted has left a gap.
    """
    found, at = {}, 0
    for pk, product_id, *_ in lines:
        for place in range(at, len(basket)):
            basket_line, product, made = basket[place]
            if product == product_id:
                found[pk], at = (basket_line, made), place + 1
                break
    return found


def _line(
    row: tuple[Any, ...], terms: _Terms, basket_line: int | None, since: datetime | None
) -> PlacedLine:
    pk, product_id, parent_id, quantity, status, net, net_before, gross, gross_before, cost = row
    whole = not terms.counts or (status or "").casefold() in terms.words
    gone = quantity if whole else min(terms.returned.get(pk, 0), quantity)
    return PlacedLine(
        id=pk,
        product_id=product_id,
        family=parent_id or product_id,
        quantity=quantity,
        before=net_before,
        amount=net,
        off=gross_before - gross if with_tax() else net_before - net,
        left=quantity - gone,
        stays=left(net, quantity, gone, terms.digits),
        basket_line=basket_line,
        since=since,
        costed_in=cost,
    )
