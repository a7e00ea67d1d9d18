"""Measured days as rows of the tables: what a placement showed, and what orders owe to it."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from crosssell.analytics.reports import today
from crosssell.core.shown import PRODUCT, WIDGET
from crosssell.models import Attribution, DailyCount, MeasuredOrder, Placement
from tests.exposed import measured


def days_ago(number: int) -> date:
    """A day of the shop's time zone."""
    return today() - timedelta(days=number)


def shown(
    placement: Placement,
    day: date,
    numbers: tuple[int, int, int, int],
    *,
    rule: int = 0,
    subject_id: int = 7,
    **more: Any,
) -> DailyCount:
    """Impressions, viewable ones, clicks and touches of one thing; a product if not said."""
    impressions, viewable, clicks, touches = numbers
    values = {"slot": placement.slot, "subject": PRODUCT, "rule_id": rule} | more
    return DailyCount.objects.create(
        day=day, placement_id=placement.pk, subject_id=subject_id, impressions=impressions,
        viewable=viewable, clicks=clicks, touches=touches, **values,
    )  # fmt: skip


def widget(placement: Placement, day: date, times: int, empty: int) -> DailyCount:
    """How often the widget was shown, and how often it had nothing to show."""
    return DailyCount.objects.create(
        day=day, placement_id=placement.pk, slot=placement.slot, subject=WIDGET,
        subject_id=placement.pk, impressions=times, empty=empty,
    )  # fmt: skip


def ordered(day: date, value: str, **fields: Any) -> MeasuredOrder:
    """An order that owes nothing, at noon."""
    row = measured(0, value, datetime.combine(day, time(12), UTC), **fields)
    row.save()
    return row


def owing(
    placement: Placement, day: date, direct: str, assisted: str = "0", **more: Any
) -> MeasuredOrder:
    """An order of a taker: a recommended product and, if any, others."""
    order = ordered(day, str(Decimal(direct) + Decimal(assisted)), taker=True)
    values = {"slot": placement.slot, "subject": PRODUCT, "subject_id": 7} | more
    for kind, amount in (("direct", direct), ("assisted", assisted)):
        if Decimal(amount):
            Attribution.objects.create(
                measured=order, kind=kind, day=order.day, currency=order.currency,
                amount=Decimal(amount), quantity=1, position=1, placement_id=placement.pk,
                **values,
            )  # fmt: skip
    return order
