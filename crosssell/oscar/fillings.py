"""What could fill a part of a bundle now: the cheapest and the dearest that can be bought.

One query for all parts of a page. Prices here are those of stock records, only to find the
candidates; what a shopper pays is asked of the shop's own strategy afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import astuple, dataclass
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from oscar.core.loading import get_model

from crosssell import quick_cache
from crosssell.oscar.members import Statement, joined, of_category, of_class, of_range
from crosssell.oscar.snapshot import strategy_of

# What a part is filled from: a kind ("product", "category", "range", "class") and an id.
Targets = frozenset[tuple[str, int]]
# Candidates from each end: one may be too few in stock for all pieces of a part.
EACH_END = 3

_SOLD = """
WITH member AS ({members}),
sold AS (
    SELECT member.shelf, one.id,
        COALESCE(parent.product_class_id, one.product_class_id) AS class_id,
        CASE WHEN one.is_discountable THEN 1 ELSE 0 END AS open
    FROM member JOIN catalogue_product one ON one.id = member.product_id
    LEFT JOIN catalogue_product parent ON parent.id = one.parent_id
    WHERE one.structure <> 'parent' AND one.is_public AND (parent.id IS NULL OR parent.is_public)
    UNION
    SELECT member.shelf, child.id, parent.product_class_id,
        CASE WHEN child.is_discountable THEN 1 ELSE 0 END
    FROM member JOIN catalogue_product parent ON parent.id = member.product_id
    JOIN catalogue_product child ON child.parent_id = parent.id
    WHERE child.is_public AND parent.is_public
),
priced AS (
    SELECT sold.shelf, sold.id, sold.open, record.price, record.price_currency AS currency,
        CASE WHEN NOT kind.track_stock
            OR COALESCE(record.num_in_stock, 0) > COALESCE(record.num_allocated, 0)
        THEN 1 ELSE 0 END AS free
    FROM sold JOIN catalogue_productclass kind ON kind.id = sold.class_id
    JOIN partner_stockrecord record ON record.product_id = sold.id
    WHERE record.price IS NOT NULL
),
placed AS (
    SELECT shelf, id, free, open,
        ROW_NUMBER() OVER (
            PARTITION BY shelf, currency ORDER BY free DESC, open DESC, price, id) AS low,
        ROW_NUMBER() OVER (
            PARTITION BY shelf, currency ORDER BY free DESC, open DESC, price DESC, id) AS high,
        COUNT(*) OVER (PARTITION BY shelf) AS every,
        SUM(free) OVER (PARTITION BY shelf) AS all_free,
        SUM(free * open) OVER (PARTITION BY shelf) AS all_open
    FROM priced
)
SELECT shelf, id, every, all_free, all_open FROM placed WHERE low <= %s OR high <= %s
"""
# More are asked for with another query: SQLite joins at most 500.
STATEMENTS_AT_ONCE = 400
_LISTED = "SELECT %s AS shelf, id AS product_id FROM catalogue_product WHERE id IN ({marks})"
_SHELVES: dict[str, Callable[[int, int], Statement]] = {
    "class": of_class,
    "category": of_category,
    "range": of_range,
}


@dataclass(frozen=True, slots=True)
class Filling:
    """What targets stand for together: product ids from both ends, and how many there are.

    ``sold`` have a price, ``free`` of these are in stock, ``open`` of these may be discounted.
    """

    ids: tuple[int, ...] = ()
    sold: int = 0
    free: int = 0
    open: int = 0


def fillings(parts: Iterable[Targets], keep_seconds: float = 0) -> dict[Targets, Filling]:
    """For the targets of each part what can be bought of them now, in every currency.

    With ``keep_seconds`` an answer may be so old: whoever uses it asks again for price and stock.
    """
    wanted = sorted(set(parts), key=sorted)
    kept = _kept(wanted) if keep_seconds else {}
    found: dict[Targets, Filling] = dict.fromkeys(wanted, Filling()) | kept
    asked: list[Targets] = []
    statements: list[Statement] = []
    for targets in wanted:
        more = [] if targets in kept else _members(len(asked), targets)
        if more and len(statements) + len(more) > STATEMENTS_AT_ONCE:
            found |= _read(asked, statements)
            asked, statements = [], []
            more = _members(0, targets)
        if more:
            asked.append(targets)
            statements += more
    found |= _read(asked, statements)
    if keep_seconds:
        fresh = {_name(one): astuple(found[one]) for one in wanted if one not in kept}
        quick_cache.put(fresh, keep_seconds)
    return found


def _members(shelf: int, targets: Targets) -> list[Statement]:
    """What selects the products of all targets, as members of one shelf."""
    listed = sorted(pk for kind, pk in targets if kind == "product")
    found = [_SHELVES[kind](shelf, pk) for kind, pk in sorted(targets) if kind in _SHELVES]
    if listed:
        found.append((_LISTED.format(marks=", ".join(["%s"] * len(listed))), [shelf, *listed]))
    return found


def _read(asked: Sequence[Targets], statements: Sequence[Statement]) -> dict[Targets, Filling]:
    if not statements:
        return {}
    members, params = joined(statements)
    ids: defaultdict[int, list[int]] = defaultdict(list)
    counts: dict[int, tuple[int, int, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SOLD.format(members=members), [*params, EACH_END, EACH_END])
        for shelf, pk, sold, free, discountable in cursor.fetchall():
            ids[shelf].append(pk)
            counts[shelf] = int(sold), int(free), int(discountable)
    return {asked[shelf]: Filling(tuple(sorted(set(ids[shelf]))), *counts[shelf]) for shelf in ids}


def _kept(wanted: Iterable[Targets]) -> dict[Targets, Filling]:
    names = {_name(one): one for one in wanted}
    return {names[name]: Filling(*value) for name, value in quick_cache.get(names).items()}


def _name(targets: Targets) -> str:
    told = ",".join(f"{kind}{pk}" for kind, pk in sorted(targets))
    return f"crosssell:filling:{sha256(told.encode()).hexdigest()}"


def products_of(ids: Collection[int]) -> dict[int, Any]:
    """Oscar's products by id, with what a strategy asks of them; three queries."""
    rows = get_model("catalogue", "Product").objects.select_related(
        "product_class", "parent__product_class"
    )
    found: dict[int, Any] = rows.prefetch_related("stockrecords").in_bulk(list(ids))
    return found


def guests_strategy() -> Any:
    """The selling strategy of a visitor who is not signed in."""
    return strategy_of(None, AnonymousUser())
