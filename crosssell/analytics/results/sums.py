"""Reads what the visitors of tests bought: sums by variant, made by the database.

A visitor's orders count from when he met the test until its end, in its currency; an order that
was cancelled or returned in whole counts for nothing but the checkout that it completed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection

# Orders of the test's visitors while it was live. Sample orders belong to sample tests alone.
_WITHIN = """
FROM crosssell_experiment x
JOIN crosssell_exposure e ON e.experiment_id = x.id
JOIN crosssell_measuredorder m ON m.unit = e.unit AND m.unit <> 0
  AND m.sample = x.sample AND m.placed_at >= e.first_at
  AND m.placed_at <= COALESCE(x.ended_at, <now>)
WHERE x.id IN (<tests>)
"""
_OWN = "COALESCE(NULLIF(x.currency, ''), <currency>)"
_VISITORS = """
SELECT variant_id, COUNT(*), COUNT(checkout_at)
FROM crosssell_exposure WHERE experiment_id IN (<tests>)
GROUP BY variant_id
"""
# Only buyers are joined: of a million visitors most buy nothing.
_SUMS = """
SELECT variant_id, SUM(completed),
  SUM(CASE WHEN orders > 0 THEN 1 ELSE 0 END), SUM(CASE WHEN value <> 0 THEN 1 ELSE 0 END),
  SUM(CASE WHEN margin <> 0 THEN 1 ELSE 0 END),
  SUM(orders), SUM(value), SUM(items), SUM(margin), SUM(orders - known),
  SUM(orders * orders), SUM(value * value), SUM(items * items),
  SUM(margin * margin), SUM(value * orders), SUM(items * orders)
FROM (
  SELECT variant_id, unit, SUM(own) AS orders, SUM(own * value) AS value,
    SUM(own * items) AS items, SUM(own * margin) AS margin,
    SUM(CASE WHEN margin IS NULL THEN 0 ELSE own END) AS known, MAX(completed) AS completed
  FROM (
    SELECT e.variant_id, e.unit, m.value, m.items, m.margin,
      CASE WHEN m.items > 0 AND m.currency = <own> THEN 1 ELSE 0 END AS own,
      CASE WHEN m.placed_at >= e.checkout_at THEN 1 ELSE 0 END AS completed
    <within>
  ) orders
  GROUP BY variant_id, unit
) visitors
GROUP BY variant_id
"""
_OTHERS = """
SELECT e.experiment_id, m.currency, COUNT(*)
<within> AND m.items > 0 AND m.currency <> <own>
GROUP BY e.experiment_id, m.currency ORDER BY m.currency
"""
_BY_DAY = """
SELECT variant_id, day, SUM(first), SUM(value), SUM(grown) FROM (
  SELECT e.variant_id, m.day, m.value,
    CASE WHEN ROW_NUMBER() OVER visits = 1 THEN 1 ELSE 0 END AS first,
    (2 * SUM(m.value) OVER visits - m.value) * m.value AS grown
  <within> AND m.items > 0 AND m.currency = <own>
  WINDOW visits AS (PARTITION BY e.unit ORDER BY m.placed_at, m.id
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
) orders
GROUP BY variant_id, day
"""


Left = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Sums:
    """Of one variant: how many visitors, and sums over them of what each did and of its squares.

    ``buyers`` have an order, ``payers`` one that brought something, ``earners`` one whose margin
    is not 0. ``unknown`` are the orders whose margin nobody knows.
    """

    visitors: int = 0
    begun: int = 0
    completed: int = 0
    buyers: int = 0
    payers: int = 0
    earners: int = 0
    orders: int = 0
    value: Decimal = Decimal(0)
    items: int = 0
    margin: Decimal = Decimal(0)
    unknown: int = 0
    orders_squared: int = 0
    value_squared: float = 0.0
    items_squared: int = 0
    margin_squared: float = 0.0
    value_orders: float = 0.0
    items_orders: int = 0


def sums_of(experiments: Collection[int], now: datetime) -> dict[int, Sums]:
    """The sums by variant of these tests (live or ended); two statements for all of them.

    A variant without visitors is missing.
    """
    bought = {variant: sums for variant, *sums in _rows(_SUMS, experiments, now)}
    found = {}
    for variant, *counts in _rows(_VISITORS, experiments, now):
        numbers = counts + bought.get(variant, [0] * (len(NAMES) - len(counts)))
        given = {
            name: _TYPES.get(name, int)(number or 0)
            for name, number in zip(NAMES, numbers, strict=True)
        }
        found[variant] = Sums(**given)
    return found


def others_of(
    experiments: Collection[int], now: datetime
) -> dict[int, tuple[tuple[str, int], ...]]:
    """By test, how many orders in each other currency were left out; one statement."""
    found: dict[int, tuple[tuple[str, int], ...]] = {}
    for experiment, currency, orders in _rows(_OTHERS, experiments, now):
        found[experiment] = (*found.get(experiment, ()), (currency, orders))
    return found


def orders_by_day(experiment: int, now: datetime) -> Iterator[tuple[int, Any, int, float, float]]:
    """Yields (variant, day, new buyers, value, what the day added to the sum of squares)."""
    for variant, day, buyers, value, grown in _rows(_BY_DAY, (experiment,), now):
        yield variant, day, int(buyers), float(value), float(grown)


NAMES = tuple(Sums.__annotations__)
_TYPES: dict[str, Any] = {
    "value": lambda number: Decimal(str(number)),
    "margin": lambda number: Decimal(str(number)),
    **dict.fromkeys(("value_squared", "margin_squared", "value_orders"), float),
}


def _rows(sql: str, experiments: Collection[int], now: datetime) -> list[tuple[Any, ...]]:
    """What the statement answers; its <marks> stand for these values."""
    if not experiments:
        return []
    values = {
        "<now>": [connection.ops.adapt_datetimefield_value(now)],
        "<currency>": [settings.OSCAR_DEFAULT_CURRENCY],
        "<tests>": list(experiments),
    }
    sql = sql.replace("<within>", _WITHIN).replace("<own>", _OWN)
    parts = re.split("(<now>|<currency>|<tests>)", sql)
    given = [value for part in parts for value in values.get(part, ())]
    marks = {name: ", ".join(["%s"] * len(some)) for name, some in values.items()}
    with connection.cursor() as cursor:
        cursor.execute("".join(marks.get(part, part) for part in parts), given)
        return list(cursor.fetchall())
