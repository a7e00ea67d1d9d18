"""The figures of reports, made once more from the raw facts of a past, by the plainest loops."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from crosssell.analytics.reports import Query
from tests.past_facts import Order, Past
from tests.shop_past import EURO

REWARDS = ("bundle", "threshold")
SUBJECTS = ("product", *REWARDS)
# The key of a report's own total.
ALL_OF_THEM = "all of them"


@dataclass
class Raw:
    """The facts of one row: what was noted, the widgets, the orders of one currency."""

    past: Past
    query: Query
    by: str
    key: Any

    def day(self, one: Any) -> bool:
        return self.query.first <= one.at.astimezone(self.past.zone).date() <= self.query.last

    def asked(self, about: dict[str, Any]) -> bool:
        if self.query.placements and about["placement"] not in self.query.placements:
            return False
        if self.query.slot and about["slot"] != self.query.slot:
            return False
        return not self.query.strategy or about["strategy"] == self.query.strategy

    def here(self, about: dict[str, Any]) -> bool:
        if not self.asked(about):
            return False
        if self.by == "total" or (self.key == ALL_OF_THEM and self.by not in SUBJECTS):
            return True
        if self.by in SUBJECTS:
            return about["subject"] == self.by and self.key in (about["subject_id"], ALL_OF_THEM)
        return bool(about[self.by] == self.key)

    def number(self, kind: str) -> int:
        found = 0
        for one in self.past.noted:
            if one.kind == kind and self.day(one) and self.here(one.about):
                found += 1
        return found

    def widgets(self, empty: bool) -> int:
        found = 0
        for one in self.past.wholes:
            if one.empty == empty and self.day(one) and self.here(one.about):
                found += 1
        return found

    def orders(self) -> list[Order]:
        return [one for one in self.past.orders if self.day(one) and one.currency == EURO]

    def owed(self, *kinds: str) -> Decimal:
        found = Decimal(0)
        for order in self.orders():
            for kind, amount, about in order.lines:
                if kind in kinds and self.here(about):
                    found += amount
        return found

    def owing(self) -> int:
        found = 0
        for order in self.orders():
            found += any(self.here(about) and amount > 0 for _, amount, about in order.lines)
        return found

    def given(self) -> list[tuple[Order, Decimal, Decimal, Decimal]]:
        found = []
        for order in self.orders():
            for subject, pk, revenue, cost, delivery in order.given:
                first = None
                for _kind, _amount, about in order.lines:
                    if first is None and (about["subject"], about["subject_id"]) == (subject, pk):
                        first = about
                if self.by in REWARDS:
                    counts = subject == self.by and self.key in (pk, ALL_OF_THEM)
                    if self.query.filtered:
                        counts = counts and first is not None and self.asked(first)
                else:
                    counts = first is not None and self.here(first)
                if counts:
                    found.append((order, revenue, cost, delivery))
        return found

    def average(self, takers: bool) -> Fraction | None:
        values = []
        for order in self.orders():
            taken = order.taker
            if self.query.filtered:
                direct = [about for kind, _, about in order.lines if kind == "direct"]
                taken = any(self.asked(about) for about in direct)
            if taken == takers and order.value > 0:
                values.append(order.value)
        return Fraction(sum(values)) / len(values) if values else None


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _net(raw: Raw) -> Decimal:
    delivery = sum((row[3] for row in raw.given()), Decimal(0)) if raw.by != "product" else 0
    if raw.by in REWARDS:
        return sum((row[1] for row in raw.given()), Decimal(0)) - delivery
    return raw.owed("direct") - delivery


RECOMPUTED: dict[str, Callable[[Raw], Any]] = {
    "impressions": lambda raw: raw.number("shown"),
    "viewable": lambda raw: raw.number("viewable"),
    "clicks": lambda raw: raw.number("click"),
    "touches": lambda raw: raw.number("touch"),
    "ctr": lambda raw: _share(raw.number("click"), raw.number("shown")),
    "viewable_ctr": lambda raw: _share(raw.number("click"), raw.number("viewable")),
    "add_rate": lambda raw: _share(raw.number("touch"), raw.number("shown")),
    "orders": Raw.owing,
    "direct": lambda raw: raw.owed("direct"),
    "assisted": lambda raw: raw.owed("assisted"),
    "uses": lambda raw: len({id(order) for order, *_rest in raw.given() if order.value > 0}),
    "brought": lambda raw: sum(row[1] for row in raw.given()),
    "cost": lambda raw: sum(row[2] for row in raw.given()),
    "net": _net,
    "empty_rate": lambda raw: _share(
        raw.widgets(empty=True), raw.widgets(empty=True) + raw.widgets(empty=False)
    ),
    "average_takers": lambda raw: raw.average(takers=True),
    "average_others": lambda raw: raw.average(takers=False),
}


def expected(raw: Raw, code: str, unit: str) -> Any:
    found = RECOMPUTED[code](raw)
    if isinstance(found, Fraction):
        return round(found, 6 if unit == "share" else 2)
    return found
