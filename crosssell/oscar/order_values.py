"""What past orders came to, as thresholds count it, added up in SQL: millions become some thousands
of rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from decimal import ROUND_CEILING
from fractions import Fraction
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import (
    BigIntegerField,
    Count,
    DecimalField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Round
from oscar.core.loading import get_model

from crosssell.core.threshold_levels import Group
from crosssell.oscar.basket_keys import MOST_DIGITS, places
from crosssell.oscar.margins import costs_of
from crosssell.oscar.orders import counted_lines, counted_orders

GROUPS_AT_ONCE = 10_000
# The cost hook is asked for these at most, those that brought most.
MOST_PRODUCTS = 2_000
_AMOUNT: DecimalField[Any, Any] = DecimalField(max_digits=20, decimal_places=2)


class Margin(NamedTuple):
    """What is left of what shoppers paid, as shares of it.

    ``gain`` without tax and costs, ``net`` without tax alone; ``known`` is the share of all sales
    whose costs are known.
    """

    gain: Fraction
    net: Fraction
    known: Fraction


def with_tax() -> bool:
    """Whether the shop's offers take discounts off prices with tax."""
    return bool(settings.OSCAR_OFFERS_INCL_TAX)


def currencies(since: datetime, until: datetime) -> dict[str, int]:
    """By currency how many orders count, placed after ``since`` and up to ``until``; one query."""
    rows = _orders(since, until).values_list("currency").annotate(orders=Count("pk"))
    return dict(rows.order_by("-orders", "currency"))


def order_values(
    since: datetime, until: datetime, currency: str, discounts: Collection[int] = ()
) -> Iterator[Group]:
    """The orders of a currency by what they came to, rising; one query, streamed.

    That is products after discounts, with tax, without shipping and surcharges, in minor units.
    What the ``discounts`` (ids of offers: those of tiers, which do not count) took off is added
    again. The charge is what was paid for shipping, with tax where the shop's offers are.
    """
    tax = "incl_tax" if with_tax() else "excl_tax"
    worth = F("total_incl_tax") - F("shipping_incl_tax") - _surcharges()
    if discounts:
        worth += _taken_off(discounts)
    rows = (
        _orders(since, until)
        .filter(currency=currency)
        .annotate(worth=_hundredths(worth), charge=_hundredths(F(f"shipping_{tax}")))
        .values("worth")
        .annotate(
            orders=Count("pk"),
            charges=Sum("charge"),
            paying=Count("pk", filter=Q(charge__gt=0)),
        )
        .order_by("worth")
    )
    scale = 10 ** (MOST_DIGITS - places(currency))
    found = rows.values_list("worth", "orders", "charges", "paying").iterator(GROUPS_AT_ONCE)
    for value, orders, charges, paying in found:
        yield Group(value // scale, orders, charges // scale, paying)


def shipping_net(since: datetime, until: datetime, currency: str) -> Fraction:
    """Which share of the charges for shipping is no tax; 1 where none was paid. One query."""
    if not with_tax():
        return Fraction(1)
    paid = (
        _orders(since, until)
        .filter(currency=currency)
        .aggregate(
            net=Sum(_hundredths(F("shipping_excl_tax"))),
            gross=Sum(_hundredths(F("shipping_incl_tax"))),
        )
    )
    return Fraction(paid["net"], paid["gross"]) if paid["gross"] else Fraction(1)


def margin(since: datetime, until: datetime, currency: str) -> Margin | None:
    """What the products of these orders left after their costs, in one query and by the cost hook.

    None where no cost is known. Costs are those of today, so products whose price is in another
    currency than the order's are left out.
    """
    lines = counted_lines().filter(
        order_id__in=_orders(since, until).filter(currency=currency).values("pk"),
        stockrecord__price_currency=currency,
    )
    rows = list(
        lines.values_list("product_id")
        .annotate(
            pieces=Sum("quantity"),
            net=Sum(_hundredths(F("line_price_excl_tax"))),
            gross=Sum(_hundredths(F("line_price_incl_tax"))),
        )
        .order_by("-gross", "product_id")
    )
    costs = costs_of(row[0] for row in rows[:MOST_PRODUCTS])
    known = [row for row in rows if row[0] in costs]
    paid = sum(gross for *_, gross in known)
    if paid <= 0:
        return None
    net = sum(net for _, _, net, _ in known)
    # A cost with parts of the unit counts as the next one, as in baskets.
    spent = sum(
        int((costs[pk] * 100).to_integral_value(ROUND_CEILING)) * pieces
        for pk, pieces, _, _ in known
    )
    everything = sum(gross for *_, gross in rows)
    return Margin(Fraction(net - spent, paid), Fraction(net, paid), Fraction(paid, everything))


def _orders(since: datetime, until: datetime) -> QuerySet[Any]:
    return counted_orders().filter(date_placed__gt=since, date_placed__lte=until)


def _hundredths(amount: Any) -> Any:
    """Amounts have two decimals in Oscar's tables: whole numbers add up exactly everywhere."""
    times = ExpressionWrapper(amount * Value(100), output_field=_AMOUNT)
    return Cast(Round(times), BigIntegerField())


def _surcharges() -> Any:
    model = get_model("order", "Surcharge")
    return _sum(model.objects.all(), "incl_tax") if model.objects.exists() else Value(0)


def _taken_off(offers: Collection[int]) -> Any:
    model = get_model("order", "OrderDiscount")
    return _sum(model.objects.filter(offer_id__in=offers, category=model.BASKET), "amount")


def _sum(rows: QuerySet[Any], name: str) -> Any:
    own = rows.order_by().filter(order=OuterRef("pk")).values("order")
    return Coalesce(
        Subquery(own.annotate(sum=Sum(name)).values("sum")), Value(0), output_field=_AMOUNT
    )
