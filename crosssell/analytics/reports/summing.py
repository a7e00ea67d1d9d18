"""The sums of all tables put together, by what a report is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from django.conf import settings

from crosssell.analytics.reports import tables
from crosssell.analytics.reports.asking import Query
from crosssell.core.figures import PRODUCT, TOTAL, Sums
from crosssell.models.measured import PLACES

_MONEY = frozenset(one.name for one in fields(Sums) if one.type == "Decimal")


@dataclass(frozen=True)
class Part:
    """The sums of one key; ``sample`` where rows that were made up are in it."""

    sums: Sums = Sums()
    sample: bool = False


NO_PART = Part()
# By key (an id, a name, a day; "" for all together), of the days asked for and of those before.
Parts = Mapping[Any, Part]


def with_currency(query: Query) -> tuple[Query, tuple[str, ...]]:
    """The query with a currency, and all that orders of these days have.

    Without any order it is the shop's usual one.
    """
    found = tables.currencies(query)
    usual = found[0] if found else str(settings.OSCAR_DEFAULT_CURRENCY)
    return replace(query, currency=query.currency or usual), found


def parts_of(query: Query, by: str, key: str = "", counts: bool = True) -> tuple[Parts, Parts]:
    """The sums of a report by ``key``, a column, of the days asked for and of those before.

    Amounts are in ``query.currency``, which must be given. Without ``counts`` the largest table,
    of what was shown and came back, is left alone.
    """
    rows = [*tables.attributed(query, by, key)]
    if counts:
        rows += tables.counted(query, by, key)
    if by != PRODUCT:
        rows += tables.given(query, by, key)
    if by == TOTAL:
        rows += tables.ordered(query, key)
    found: tuple[defaultdict[Any, dict[str, Any]], ...] = defaultdict(dict), defaultdict(dict)
    for row in rows:
        into = found[not row.pop("_now")][row.pop("_key")]
        into["sample"] = bool(row.pop("_sample")) or into.get("sample", False)
        into.update({name.removeprefix("_"): value for name, value in row.items()})
    now, before = ({key: _part(values) for key, values in some.items()} for some in found)
    return now, before


def with_counts(total: Parts, parts: Parts) -> Part:
    """The total, with what was shown and came back added up from its parts.

    An impression is in one of them only; an order may be in several.
    """
    all_parts = parts.values()
    counts = {name: sum(getattr(one.sums, name) for one in all_parts) for name in tables.COUNTS}
    whole = total.get("", NO_PART)
    sample = whole.sample or any(one.sample for one in all_parts)
    return Part(replace(whole.sums, **counts), sample)


def _part(values: dict[str, Any]) -> Part:
    sample = values.pop("sample")
    sums = {name: _exact(name, value) for name, value in values.items() if value is not None}
    return Part(Sums(**sums), sample)


def _exact(name: str, value: Any) -> Any:
    # SQLite adds amounts as floats: exact to far more than the decimals that tables keep.
    return round(Decimal(value), PLACES) if name in _MONEY else int(value)
