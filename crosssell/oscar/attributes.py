"""Oscar's product attributes of every type as short lower-case texts, for many products at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models.functions import Left
from django.utils import timezone
from django.utils.html import strip_tags
from oscar.core.loading import get_model

from crosssell.oscar.prepared import Prepared

# A description that somebody keeps as an attribute is not read whole for every candidate.
MOST_CHARACTERS = 500


def _whole_or_not(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def _moment(value: datetime) -> str:
    if timezone.is_aware(value):
        value = timezone.make_naive(value, timezone.get_default_timezone())
    return value.isoformat(sep=" ", timespec="minutes")


# By type: the column that holds the value, and how it is written. Entities, files and images
# have no text.
WRITTEN: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "text": ("short_text", str),
    "richtext": ("short_richtext", strip_tags),
    "integer": ("value_integer", str),
    "float": ("value_float", _whole_or_not),
    "boolean": ("value_boolean", lambda value: "true" if value else "false"),
    "date": ("value_date", date.isoformat),
    "datetime": ("value_datetime", _moment),
    "option": ("value_option__option", str),
    "multi_option": ("value_multi_option__option", str),
}
_COLUMNS = tuple(column for column, _ in WRITTEN.values())
_PLACES = {kind: _COLUMNS.index(column) for kind, (column, _) in WRITTEN.items()}


def attributes_of(products: Iterable[tuple[int, int | None]]) -> dict[int, Mapping[str, str]]:
    """The attributes of each product, given as (id, its parent's id or None), in one query.

    Texts by the attribute's code: a parent's values with the child's own over them. Options by
    their names (several joined by ", " in the order of their list), "true" or "false", dates as
    2026-06-01, moments as 2026-06-01 08:00 in the shop's time zone, numbers without needless
    zeros. Empty values are left out; long texts are cut.
    """
    families = dict(products)
    wanted = families.keys() | {parent for parent in families.values() if parent is not None}
    own = _read(wanted) if wanted else {}
    nothing: dict[str, str] = {}
    return {
        pk: own.get(pk, nothing)
        if parent is None or parent == pk
        else {**own.get(parent, nothing), **own.get(pk, nothing)}
        for pk, parent in families.items()
    }


def _read(product_ids: Collection[int]) -> dict[int, dict[str, str]]:
    values: defaultdict[int, dict[str, str]] = defaultdict(dict)
    options: defaultdict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    for product_id, code, kind, option_id, *columns in _rows().rows(product_ids):
        value = columns[_PLACES[kind]]
        if value is None:
            continue
        text = WRITTEN[kind][1](value).strip().lower()
        if kind == "multi_option":
            options[product_id, code].append((option_id, text))
        elif text:
            values[product_id][code] = text
    for (product_id, code), found in options.items():
        values[product_id][code] = ", ".join(text for _, text in sorted(found))
    return dict(values)


@lru_cache(maxsize=1)
def _rows() -> Prepared:
    rows = (
        get_model("catalogue", "ProductAttributeValue")
        .objects.filter(attribute__type__in=list(WRITTEN))
        .annotate(
            short_text=Left("value_text", MOST_CHARACTERS),
            short_richtext=Left("value_richtext", MOST_CHARACTERS),
        )
        .order_by()
        .values_list(
            "product_id", "attribute__code", "attribute__type", "value_multi_option__pk", *_COLUMNS
        )
    )
    return Prepared(lambda ids: rows.filter(product_id__in=ids))
