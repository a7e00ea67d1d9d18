"""Keeps what orders were given by bundles and thresholds: one row of each and order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal

from crosssell.analytics.attribution.rewarded import Reward, Rewarded
from crosssell.core.reward_values import Worth
from crosssell.models import MeasuredOrder, RewardUse

LONGEST = RewardUse._meta.get_field("name").max_length


def keep(
    given: Mapping[int, Rewarded], rows: Mapping[int, MeasuredOrder], changed: Collection[int]
) -> None:
    """Write what these orders (by id) were given; twice is once.

    Only what ``changed`` orders brought and cost is written anew: a bundle or a product may have
    been deleted since. What is deleted by now is found by its name; what an order does not say any
    more stays as it is, unless nothing of the order is left.
    """
    known: defaultdict[int, list[RewardUse]] = defaultdict(list)
    for one in RewardUse.objects.filter(measured__in=[rows[pk] for pk in given]).order_by("pk"):
        known[one.measured_id].append(one)
    made, other = [], []
    for order_id, found in given.items():
        row = rows[order_id]
        kept = known[row.pk]
        for (subject, pk, name), worth in found.given.items():
            mine = _mine(kept, subject, pk, name)
            if mine is None:
                made.append(_row(row, (subject, pk, name), worth))
            elif order_id in changed:
                mine.revenue, mine.cost, mine.delivery = worth
                other.append(mine)
        if not row.items and order_id in changed:
            for one in kept:
                one.revenue = one.cost = one.delivery = Decimal(0)
                other.append(one)
    RewardUse.objects.bulk_create(made)
    RewardUse.objects.bulk_update(other, ("revenue", "cost", "delivery"))


def _mine(kept: list[RewardUse], subject: str, pk: int, name: str) -> RewardUse | None:
    for one in kept:
        same = one.subject_id == pk or (not pk and one.name == name[:LONGEST])
        if one.subject == subject and same:
            return one
    return None


def _row(row: MeasuredOrder, reward: Reward, worth: Worth) -> RewardUse:
    subject, pk, name = reward
    return RewardUse(
        measured=row,
        subject=subject,
        subject_id=pk,
        name=name[:LONGEST],
        day=row.day,
        currency=row.currency,
        revenue=worth.revenue,
        cost=worth.cost,
        delivery=worth.delivery,
    )
