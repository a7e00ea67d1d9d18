"""The look-up of bundles by the keys of a basket's products, in SQL.

It begins with the targets of each bundle's rarest part (``ComponentTarget.anchor``) that have one
of the keys, read from one index; only the bundles found there are looked at any further. So its
cost is that of the bundles that may be of use, however many others there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db import connection

from crosssell.core.bundle_terms import Key, Part
from crosssell.models.rows import rows

KINDS = ("product", "category", "range", "class")
# More bundles than a basket can have; without an end one page could ask for all of them.
MOST_FOUND = 500
# So many targets are looked at for bundles that lack a part.
MOST_NEAR = 2_000

_HITS = """
SELECT component_id FROM crosssell_componenttarget
WHERE anchor = {anchor} AND kind = '{kind}' AND target IN ({marks})
"""
_FOUND = """
SELECT bundle.id, bundle.reward, bundle.args, bundle.priority, bundle.per_basket,
    bundle.per_customer, bundle.most_uses, CAST(bundle.budget AS VARCHAR), bundle.budget_currency,
    bundle.alone, CAST(bundle.margin_floor AS VARCHAR), CAST(amount.amount AS VARCHAR),
    bundle.name, bundle.slug, bundle.version, bundle.offer_id, shadow.name,
    bundle.with_offers, bundle.with_vouchers,
    COALESCE(tally.uses, 0), CAST(COALESCE(tally.amount, 0) AS VARCHAR), COALESCE(customer.uses, 0)
FROM (
    SELECT DISTINCT part.bundle_id FROM ({hits}) hit
    JOIN crosssell_component part ON part.id = hit.component_id
) found
JOIN crosssell_bundle bundle ON bundle.id = found.bundle_id
LEFT JOIN crosssell_bundleamount amount
    ON amount.bundle_id = bundle.id AND amount.currency = %s
LEFT JOIN crosssell_bundletally tally ON tally.bundle_id = bundle.id
LEFT JOIN crosssell_bundlecustomer customer
    ON customer.bundle_id = bundle.id AND customer.customer = %s
LEFT JOIN offer_conditionaloffer shadow ON shadow.id = bundle.offer_id
WHERE bundle.active
AND (bundle.starts_at IS NULL OR bundle.starts_at <= %s)
AND (bundle.ends_at IS NULL OR bundle.ends_at > %s)
AND (bundle.group_id IS NULL {groups})
AND (bundle.budget IS NULL OR (
    bundle.budget_currency = %s AND COALESCE(tally.amount, 0) < bundle.budget
))
AND (bundle.most_uses IS NULL OR COALESCE(tally.uses, 0) < bundle.most_uses)
AND (bundle.per_customer IS NULL OR COALESCE(customer.uses, 0) < bundle.per_customer)
AND (
    SELECT COUNT(DISTINCT part.id) FROM crosssell_component part
    JOIN crosssell_componenttarget target ON target.component_id = part.id
    WHERE part.bundle_id = bundle.id AND ({keys})
) = (SELECT COUNT(*) - {lacking} FROM crosssell_component part WHERE part.bundle_id = bundle.id)
ORDER BY bundle.priority, bundle.id
LIMIT {most}
"""
_PARTS = """
SELECT part.bundle_id, part.id, part.quantity, part.rewarded, target.kind, target.target
FROM crosssell_component part
LEFT JOIN crosssell_componenttarget target ON target.component_id = part.id AND ({keys})
WHERE part.bundle_id IN ({marks})
ORDER BY part.bundle_id, part.position, part.id
"""
_ANY = "SELECT 1 FROM crosssell_componenttarget LIMIT 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A bundle's columns, its amount in a currency, and what was used of its limits."""

    id: int
    reward: str
    args: Any
    priority: int
    per_basket: int | None
    per_customer: int | None
    most_uses: int | None
    budget: Decimal | None
    budget_currency: str
    alone: bool
    margin_floor: Decimal | None
    amount: Decimal | None
    name: str = ""
    slug: str = ""
    version: int = 0
    offer_id: int | None = None
    offer_name: str | None = None
    with_offers: bool = False
    with_vouchers: bool = False
    uses: int = 0
    spent: Decimal = Decimal(0)
    customer_uses: int = 0


_COLUMNS = tuple(Found.__dataclass_fields__)
_AMOUNTS = frozenset({"budget", "margin_floor", "amount", "spent"})
_FLAGS = frozenset({"alone", "with_offers", "with_vouchers"})


def any_bundle() -> bool:
    """Whether the shop has any bundle, in one query that costs next to nothing."""
    return bool(rows(_ANY, ()))


def found_bundles(
    keys: Collection[Key],
    lacking: int,
    currency: str,
    user_id: int | None,
    now: datetime,
    customer: str,
) -> list[Found]:
    """Live bundles of which so many parts (0 or 1) have none of the keys; one query."""
    by_kind = _by_kind(keys)
    if not by_kind:
        return []
    moment = connection.ops.adapt_datetimefield_value(now)
    wanted = [pk for ids in by_kind.values() for pk in ids]
    groups = _groups() if user_id is not None else ""
    values: list[Any] = [
        *wanted * (1 + lacking),
        currency,
        customer,
        moment,
        moment,
        *([user_id] if groups else []),
        currency,
        *wanted,
    ]
    sql = _found_sql(tuple((kind, len(ids)) for kind, ids in by_kind.items()), lacking, groups)
    return [_found(row) for row in rows(sql, values, kept=False)]


def parts_hit(bundle_ids: Collection[int], keys: Collection[Key]) -> dict[int, dict[int, Part]]:
    """By bundle and component, in their order, the parts with those targets that are among keys.

    One query; none without bundles.
    """
    by_kind = _by_kind(keys)
    if not bundle_ids or not by_kind:
        return {}
    ids = _padded(bundle_ids)
    sizes = tuple((kind, len(of_kind)) for kind, of_kind in by_kind.items())
    values = [*(pk for of_kind in by_kind.values() for pk in of_kind), *ids]
    shape: dict[tuple[int, int], tuple[int, bool, set[Key]]] = {}
    for bundle_id, pk, quantity, rewarded, kind, target in rows(
        _parts_sql(sizes, len(ids)), values
    ):
        part = shape.setdefault((bundle_id, pk), (quantity, bool(rewarded), set()))
        if kind is not None:
            part[2].add((kind, target))
    found: defaultdict[int, dict[int, Part]] = defaultdict(dict)
    for (bundle_id, pk), (quantity, rewarded, targets) in shape.items():
        found[bundle_id][pk] = Part(quantity, frozenset(targets), rewarded)
    return found


def _found(row: tuple[Any, ...]) -> Found:
    told: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    for name in _AMOUNTS:
        told[name] = None if told[name] is None else Decimal(told[name])
    for name in _FLAGS:
        told[name] = bool(told[name])
    return Found(**told)


def _by_kind(keys: Iterable[Key]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for kind in KINDS:
        ids = {target for one, target in keys if one == kind}
        if ids:
            found[kind] = _padded(ids)
    return found


def _padded(ids: Collection[int]) -> list[int]:
    """The ids, the last one again and again up to a power of two: so few statements are planned."""
    listed = sorted(ids)
    size = 8
    while size < len(listed):
        size *= 2
    return listed + listed[-1:] * (size - len(listed))


def _marks(count: int) -> str:
    return ", ".join(["%s"] * count)


@lru_cache(maxsize=256)
def _found_sql(sizes: tuple[tuple[str, int], ...], lacking: int, groups: str) -> str:
    hits = " UNION ALL ".join(
        _HITS.format(anchor=anchor, kind=kind, marks=_marks(count))
        for anchor in range(1, 2 + lacking)
        for kind, count in sizes
    )
    if lacking:
        hits += f" LIMIT {MOST_NEAR}"
    return _FOUND.format(
        hits=hits, groups=groups, keys=_keys(sizes), lacking=lacking, most=MOST_FOUND
    )


@lru_cache(maxsize=256)
def _parts_sql(sizes: tuple[tuple[str, int], ...], bundles: int) -> str:
    return _PARTS.format(keys=_keys(sizes), marks=_marks(bundles))


def _keys(sizes: tuple[tuple[str, int], ...]) -> str:
    return " OR ".join(
        f"(target.kind = '{kind}' AND target.target IN ({_marks(count)}))" for kind, count in sizes
    )


@lru_cache(maxsize=1)
def _groups() -> str:
    """The user's groups, as the shop's own model of users holds them."""
    try:
        groups = get_user_model()._meta.get_field("groups")
    except FieldDoesNotExist:
        return ""
    table, user, group = (
        connection.ops.quote_name(name)
        for name in (groups.m2m_db_table(), groups.m2m_column_name(), groups.m2m_reverse_name())
    )
    return f"OR bundle.group_id IN (SELECT {group} FROM {table} WHERE {user} = %s)"  # noqa: S608
