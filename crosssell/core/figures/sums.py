"""What reports add up, before anything is divided."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Sums:
    """Counts and amounts of one row of a report over some days.

    Amounts are in one currency, without tax and shipping, after all discounts. ``shown`` and
    ``empty`` count whole widgets, ``impressions`` the things in them. ``orders`` have at least one
    line that is attributed; ``direct`` and ``assisted`` are what those lines brought. ``uses`` are
    orders that were given a bundle or a threshold, ``brought`` is its revenue, ``cost`` the
    discount, ``delivery`` the part of it that was given on the delivery. ``takers`` are orders
    with a recommended product in them that was put in the basket from there, ``others`` the rest.
    """

    impressions: int = 0
    viewable: int = 0
    clicks: int = 0
    touches: int = 0
    shown: int = 0
    empty: int = 0
    orders: int = 0
    direct: Decimal = NOTHING
    assisted: Decimal = NOTHING
    uses: int = 0
    brought: Decimal = NOTHING
    cost: Decimal = NOTHING
    delivery: Decimal = NOTHING
    takers: int = 0
    takers_value: Decimal = NOTHING
    others: int = 0
    others_value: Decimal = NOTHING
