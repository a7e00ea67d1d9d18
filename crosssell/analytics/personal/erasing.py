"""Removes what can be traced to a person; docs/privacy.md says what stays, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from crosssell.analytics.attribution.measuring import measure
from crosssell.analytics.personal.traces import Traces, of_guest, of_user, parts
from crosssell.analytics.rollup import exposures
from crosssell.analytics.tracking import TOUCH
from crosssell.models import (
    Attribution,
    BackTest,
    BufferedEvent,
    BufferMark,
    BundleCustomer,
    BundleUse,
    Exposure,
    MeasuredOrder,
    OrderUnit,
    TierHold,
    Touch,
    WeeklyMail,
)
from crosssell.oscar import whose

# In the order in which they are said.
KINDS = (
    "events that nobody has counted yet",
    "touches",
    "lines of orders that owed something",
    "visitors of tests",
    "orders of visitors of tests",
    "notes on orders: which visitor, and whether something was recommended",
    "counts for limits of bundles",
    "customers named by uses of bundles",
    "notes of what tiers gave a basket",
    "weekly summaries",
    "names on back-tests",
)


@dataclass(frozen=True)
class Erased:
    """How many rows were removed, or no longer name anybody, of each of ``KINDS``."""

    kinds: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.kinds.values())


def erase(user: Any) -> Erased:
    """Remove what can be traced to the account; the account, its baskets and orders are Oscar's.

    All of it or nothing. A second time removes 0.
    """
    return _erase(lambda: of_user(user))


def erase_guest(email: str) -> Erased:
    """The same for orders that were placed without an account under this address."""
    return _erase(lambda: of_guest(email))


@transaction.atomic
def _erase(find: Callable[[], Traces]) -> Erased:
    # Whoever counts holds these: what is counted this moment is in the tables afterwards.
    for kind in sorted((TOUCH, exposures.KIND)):
        BufferMark.held(kind)
    traces = find()
    _hold(traces)
    found = Counter(dict(_removed(traces)))
    return Erased({kind: found[kind] for kind in KINDS})


def _hold(traces: Traces) -> None:
    """Wait for whoever measures his orders; what was read before is not written after."""
    for some in parts(traces.orders):
        # A row that is made this moment cannot be held, but be made: then it is there.
        new = OrderUnit.objects.filter(order_id__in=some, order__crosssell_measured=None)
        measure(list(new.values_list("order_id", flat=True)))
        rows = MeasuredOrder.objects.select_for_update().filter(order_id__in=some)
        list(rows.order_by("order_id").values_list("pk"))
    for one in traces.touches():
        list(Touch.objects.select_for_update().filter(one).order_by("pk").values_list("pk"))


def _removed(traces: Traces) -> Iterator[tuple[str, int]]:
    """Each of KINDS once, in its order."""
    steps = (_waiting, _touches, _owed, _met, _units, _measured, _limits, _uses, _tiers)
    yield from zip(KINDS, (step(traces) for step in steps), strict=False)
    mine = traces.user_id
    yield KINDS[-2], 0 if mine is None else WeeklyMail.objects.filter(user_id=mine).delete()[0]
    yield KINDS[-1], 0 if mine is None else BackTest.objects.filter(user_id=mine).update(user=None)


def _waiting(traces: Traces) -> int:
    keys = [pk for pk, _at, _fields in traces.waiting()]
    return sum(BufferedEvent.objects.filter(pk__in=some).delete()[0] for some in parts(keys))


def _touches(traces: Traces) -> int:
    # What they earned was weighed with other orders perhaps, which keep it without them.
    return sum(_gone(Touch.objects.filter(one)) for one in traces.touches())


def _owed(traces: Traces) -> int:
    rows = (Attribution.objects.filter(measured__order__in=some) for some in parts(traces.orders))
    return sum(map(_gone, rows))


def _met(traces: Traces) -> int:
    return sum(_gone(Exposure.objects.filter(unit__in=some)) for some in parts(traces.units))


def _units(traces: Traces) -> int:
    return sum(_gone(OrderUnit.objects.filter(unit__in=some)) for some in parts(traces.units))


def _measured(traces: Traces) -> int:
    rows = MeasuredOrder.objects
    found = 0
    for some in parts(traces.orders):
        noted = rows.filter(Q(unit__gt=0) | Q(taker=True), order_id__in=some)
        found += noted.update(unit=0, taker=False)
    # Of the same visitor, though nobody knows that the order is his.
    return found + sum(rows.filter(unit__in=some).update(unit=0) for some in parts(traces.units))


def _limits(traces: Traces) -> int:
    return _gone(BundleCustomer.objects.filter(customer__in=traces.customers))


def _uses(traces: Traces) -> int:
    named = BundleUse.objects.exclude(customer="")
    return sum(named.filter(one).update(customer="") for one in traces.uses())


def _tiers(traces: Traces) -> int:
    """But for baskets that are being paid: they keep their price."""
    found = 0
    for some in parts(traces.baskets):
        left = set(some) - whose.frozen(some)
        found += _gone(TierHold.objects.filter(basket_id__in=left))
    return found


def _gone(rows: Any) -> int:
    _total, by_table = rows.delete()
    found: int = by_table.get(rows.model._meta.label, 0)
    return found
