"""What sells more than it used to, from the bestsellers of two windows of a run."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from crosssell.models.copurchase import Bestseller

# Orders that every product is thought to have had and expected: one order more is no trend.
SHRINK = 5.0


class Trend(NamedTuple):
    """How many times the expected orders (shrunk) a product had; ``expected`` is not a whole."""

    product_id: int
    score: float
    orders: int
    expected: float


def trending(
    run_id: int | None, windows: Collection[tuple[int, int]], limit: int
) -> dict[tuple[int, int], list[Trend]]:
    """By (recent, baseline) in days, what rises most first, in one query.

    Expected is what was ordered in the baseline before the recent days, brought to their number.
    The score is ``(orders + SHRINK) / (expected + SHRINK)``: additive smoothing. Only scores above
    1 count. A product that is no bestseller of the baseline may have had as many orders there as
    the last of those that are.
    """
    wanted = {days for pair in windows for days in pair}
    sold: dict[int, dict[int, int]] = {days: {} for days in wanted}
    if run_id is None or not wanted:
        return {pair: [] for pair in windows}
    rows = Bestseller.objects.filter(run_id=run_id, window__in=wanted)
    for days, product_id, orders in rows.order_by().values_list("window", "product_id", "orders"):
        sold[days][product_id] = orders
    return {
        (recent, baseline): _rising(sold[recent], sold[baseline], recent, baseline)[:limit]
        for recent, baseline in windows
    }


def _rising(
    recent: dict[int, int], baseline: dict[int, int], days: int, of_days: int
) -> list[Trend]:
    last = min(baseline.values(), default=0)
    found = []
    for product_id, orders in recent.items():
        before = max(baseline.get(product_id, last) - orders, 0)
        expected = before * days / (of_days - days)
        score = (orders + SHRINK) / (expected + SHRINK)
        if score > 1:
            found.append(Trend(product_id, score, orders, expected))
    found.sort(key=lambda one: (-one.score, -one.orders, one.product_id))
    return found
