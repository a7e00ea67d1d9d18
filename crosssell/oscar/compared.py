"""What sets a few products apart: their attributes by name, as shoppers read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.text import Truncator
from django.utils.translation import gettext
from oscar.core.loading import get_model

MOST_CHARACTERS = 80
# Pictures, files, long texts and whatever an entity is do not fit in a cell.
TYPES = (
    "text",
    "integer",
    "boolean",
    "float",
    "date",
    "datetime",
    "option",
    "multi_option",
)


@dataclass(frozen=True)
class Row:
    """An attribute's name and its text for each product, "" where it has none."""

    name: str
    texts: tuple[str, ...]


def compared(products: Mapping[int, int | None], most: int) -> list[Row]:
    """The attributes in which these products differ, in at most two queries.

    ``products`` are ids with their parents' (or None), in the order of the texts. A variant has
    its parent's values and its own over them. First come the attributes that most of the products
    have, then by name; at most ``most`` of them.
    """
    parents = {parent for parent in products.values() if parent is not None}
    values = get_model("catalogue", "ProductAttributeValue").objects.filter(
        product_id__in=products.keys() | parents, attribute__type__in=TYPES
    )
    names: dict[str, str] = {}
    texts: defaultdict[str, dict[int, str]] = defaultdict(dict)
    options = _options(values.filter(attribute__type="multi_option"))
    for value in values.select_related("attribute", "value_option").order_by("attribute_id"):
        code = value.attribute.code
        text = options.get(value.pk) or _text(value)
        if text:
            names.setdefault(code, value.attribute.name)
            texts[code][value.product_id] = Truncator(text).chars(MOST_CHARACTERS)
    found = []
    for code, by_product in texts.items():
        row = tuple(
            by_product.get(pk) or by_product.get(parent or pk, "")
            for pk, parent in products.items()
        )
        if len(set(row)) > 1:
            found.append(Row(names[code], row))
    found.sort(key=lambda row: (row.texts.count(""), row.name))
    return found[:most]


def _options(values: Any) -> dict[int, str]:
    """By value, the names of its options."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for pk, option in values.order_by("value_multi_option__pk").values_list(
        "pk", "value_multi_option__option"
    ):
        if option is not None:
            found[pk].append(option)
    return {pk: ", ".join(some) for pk, some in found.items()}


def _text(value: Any) -> str:
    kind = value.attribute.type
    if kind == "multi_option":
        return ""
    held = value.value_option.option if kind == "option" and value.value_option else None
    if kind != "option":
        held = getattr(value, f"value_{kind}")
    if held is None:
        return ""
    if kind == "boolean":
        return gettext("Yes") if held else gettext("No")
    if kind in ("integer", "float"):
        return number_format(held)
    if kind == "date":
        return date_format(held)
    return date_format(held, "SHORT_DATETIME_FORMAT") if kind == "datetime" else str(held)
