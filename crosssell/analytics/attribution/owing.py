"""Keeps what the lines of orders owe to touches: one row a line at most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

from crosssell.conf import settings
from crosssell.core.attribution import DIRECT, Line, Owed, owed
from crosssell.core.attribution import Touch as Seen
from crosssell.models import Attribution, MeasuredOrder, Touch
from crosssell.oscar.measured_orders import PlacedLine, PlacedOrder

# What was shown, as the touch has it.
_COPIED = (
    "placement_id", "slot", "rule_id", "strategy", "subject", "subject_id", "position", "run_id",
    "variant_id",
)  # fmt: skip


def keep(
    orders: Sequence[PlacedOrder],
    anew: Sequence[PlacedOrder],
    touches: Mapping[int, Sequence[Touch]],
    rows: Mapping[int, MeasuredOrder],
) -> set[int]:
    """Write what is owed; returns the orders that owe something directly.

    ``anew`` are those of the orders whose lines are asked, with their touches; all others keep
    whom they owe, and change the amounts. So does a line whose touch was erased.
    """
    known: defaultdict[int, dict[int, Attribution]] = defaultdict(dict)
    found = Attribution.objects.filter(measured__in=list(rows.values()), line__isnull=False)
    for one in found.order_by("pk"):
        known[one.measured_id][one.line_id or 0] = one
    asked = {order.id for order in anew}
    made, changed, dropped, takers = [], [], [], set()
    for order in orders:
        row, kept = rows[order.id], known[rows[order.id].pk]
        if order.id in asked:
            new, gone = _asked(order, touches[order.id], kept, row)
            made += new
            dropped += [one.pk for one in gone]
            kept = {line: one for line, one in kept.items() if one not in gone}
            kept |= {one.line_id or 0: one for one in new}
        changed += [one for one in kept.values() if _weigh(one, order) and one.pk]
        if any(one.kind == DIRECT for one in kept.values()):
            takers.add(order.id)
    if dropped:
        Attribution.objects.filter(pk__in=dropped).delete()
    Attribution.objects.bulk_create(made)
    Attribution.objects.bulk_update(changed, ("amount", "quantity"))
    return takers


def _asked(
    order: PlacedOrder,
    touches: Sequence[Touch],
    kept: Mapping[int, Attribution],
    row: MeasuredOrder,
) -> tuple[list[Attribution], list[Attribution]]:
    """What the order owes that is not written yet, and what is written and no longer so."""
    window = timedelta(days=settings().attribution_days)
    lines = [Line(line.id, line.family, line.amount, line.since) for line in order.lines]
    seen = [Seen(touch.pk, touch.at, touch.family_id) for touch in touches]
    by_id = {touch.pk: touch for touch in touches}
    now = {one.line: one for one in owed(order.placed_at, window, lines, seen)}
    gone = [
        one for line, one in kept.items() if one.touch_id is not None and _other(one, now.get(line))
    ]
    stays = set(kept) - {one.line_id for one in gone}
    made = [_row(one, by_id[one.touch], row) for line, one in now.items() if line not in stays]
    return made, gone


def _other(kept: Attribution, now: Owed | None) -> bool:
    return now is None or (kept.touch_id, kept.kind) != (now.touch, now.kind)


def _row(one: Owed, touch: Touch, row: MeasuredOrder) -> Attribution:
    return Attribution(
        measured=row,
        line_id=one.line,
        touch=touch,
        kind=one.kind,
        day=row.day,
        currency=row.currency,
        amount=0,
        quantity=0,
        **{name: getattr(touch, name) for name in _COPIED},
    )


def _weigh(one: Attribution, order: PlacedOrder) -> bool:
    """Set what is owed as the line is now; whether that is another amount."""
    line: PlacedLine | None = next((line for line in order.lines if line.id == one.line_id), None)
    before = one.amount, one.quantity
    if line is not None:
        one.amount, one.quantity = line.stays, line.left
    return before != (one.amount, one.quantity)
