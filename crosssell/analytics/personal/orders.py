"""What is kept beside an order: what it brought, what was recommended, what it was given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from crosssell.analytics.personal.shown import Words
from crosssell.models import Attribution, BundleUse, EarnedVoucher, MeasuredOrder, RewardUse

# Writes a moment.
When = Callable[[datetime | None], str | None]


def told(order_id: int, number: str, when: When) -> dict[str, Any]:
    """All of it. What the shop earns (its margin) is not the customer's, so it is left out."""
    row = MeasuredOrder.objects.filter(order_id=order_id).first()
    uses = BundleUse.objects.filter(order_id=order_id).order_by("pk")
    earned = EarnedVoucher.objects.filter(order_id=order_id).select_related("voucher")
    return {
        "order": number,
        "measured": None if row is None else _measured(row, when),
        "bundles": [use_of(use, when) for use in uses],
        "vouchers": [
            {
                "worth": one.worth,
                "code": "" if one.voucher is None else one.voucher.code,
                "at": when(one.created_at),
            }
            for one in earned.order_by("pk")
        ],
    }


def use_of(use: BundleUse, when: When) -> dict[str, Any]:
    """What a bundle gave, or was to give."""
    return {
        "bundle": use.name,
        "times": use.uses,
        "discount": str(use.amount),
        "currency": use.currency,
        "state": use.get_state_display(),
        "at": when(use.created_at),
    }


def _measured(row: MeasuredOrder, when: When) -> dict[str, Any]:
    return {
        "placed_at": when(row.placed_at),
        "value": str(row.value),
        "cancelled_or_returned": str(row.refused),
        "currency": row.currency,
        "pieces": row.items,
        "something_was_recommended": row.taker,
        "visitor_in_tests": row.unit or None,
        "recommended": list(_owed(row)),
        "rewards": [
            {"name": one.name, "kind": one.get_subject_display(), "discount": str(one.cost)}
            for one in RewardUse.objects.filter(measured=row).order_by("pk")
        ],
    }


def _owed(row: MeasuredOrder) -> Iterator[dict[str, Any]]:
    rows = list(Attribution.objects.filter(measured=row).select_related("line").order_by("pk"))
    words = Words(rows)
    for one in rows:
        yield {
            "line": "" if one.line is None else one.line.title,
            "kind": one.get_kind_display(),
            "amount": str(one.amount),
            "pieces": one.quantity,
            "shown": words.shown(one),
        }
