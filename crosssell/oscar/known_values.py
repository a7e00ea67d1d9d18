"""What the shop knows already, for those who type: values of attributes, currencies."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from oscar.core.loading import get_model

from crosssell.oscar.attributes import WRITTEN

# Longer texts describe one product; nobody compares them.
MOST_CHARACTERS = 100
# Numbers and dates are searched as they are written, so that many are read.
MOST_READ = 1_000
_LISTED = ("integer", "float", "date", "datetime")


def values_like(term: str, code: str, most: int) -> list[str]:
    """Values with ``term`` in them that products have, or may choose from, A to Z, each once.

    They are written as conditions read them; upper and lower case are the same. ``code`` is the
    attribute's; of "" the texts and options of all attributes. At most so many; <= 5 queries.
    """
    types = _types(code) if code else {"text", "option"}
    found: list[str] = []
    if "text" in types:
        found += _texts(term, code)[:most]
    if types & {"option", "multi_option"}:
        found += _options(term, code)[:most]
    if "boolean" in types:
        found += ["true", "false"]
    for kind in sorted(types.intersection(_LISTED)):
        found += _written(kind, code)
    wanted = term.strip().lower()
    once = {text.strip().lower(): text.strip() for text in reversed(found)}
    return [once[key] for key in sorted(once) if key and wanted in key][:most]


def currencies() -> list[str]:
    """The shop's own currency, then those of its prices, A to Z; one query."""
    own = settings.OSCAR_DEFAULT_CURRENCY
    rows = get_model("partner", "StockRecord").objects.order_by()
    priced = rows.values_list("price_currency", flat=True).distinct()
    return [own, *sorted({code for code in priced if code} - {own})]


def _types(code: str) -> set[str]:
    rows = get_model("catalogue", "ProductAttribute").objects.order_by().filter(code=code)
    return set(rows.values_list("type", flat=True))


def _of(code: str) -> Q:
    return Q(attribute__code=code) if code else Q()


def _texts(term: str, code: str) -> QuerySet[str]:
    rows = get_model("catalogue", "ProductAttributeValue").objects.filter(_of(code))
    return (
        rows.annotate(length=Length("value_text"))
        .filter(attribute__type="text", value_text__icontains=term, length__lte=MOST_CHARACTERS)
        .order_by("value_text")
        .values_list("value_text", flat=True)
        .distinct()
    )


def _options(term: str, code: str) -> QuerySet[str]:
    rows = get_model("catalogue", "AttributeOption").objects.filter(option__icontains=term)
    if code:
        values = get_model("catalogue", "ProductAttributeValue").objects.filter(_of(code))
        rows = rows.filter(
            Q(group__product_attributes__code=code)
            | Q(pk__in=values.values("value_option"))
            | Q(pk__in=values.values("value_multi_option"))
        )
    return rows.order_by("option").values_list("option", flat=True).distinct()


def _written(kind: str, code: str) -> Iterable[str]:
    write = WRITTEN[kind][1]
    column = f"value_{kind}"
    rows = get_model("catalogue", "ProductAttributeValue").objects.filter(
        _of(code), attribute__type=kind, **{f"{column}__isnull": False}
    )
    values = rows.order_by(column).values_list(column, flat=True).distinct()[:MOST_READ]
    return [write(value) for value in values]
