"""What a basket's lines are for bundles: the keys of their products, and what a piece costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.conf import settings

from crosssell.core.bundle_terms import Key, Priced
from crosssell.core.money import digits
from crosssell.oscar.gift_lines import is_gift
from crosssell.oscar.margins import costs_of
from crosssell.oscar.ranges import holding, read

# Oscar's columns and totals hold no more decimals.
MOST_DIGITS = 2

_WITH_PARENTS = """
SELECT id FROM catalogue_product WHERE id IN (marks)
UNION SELECT parent_id FROM catalogue_product WHERE id IN (marks) AND parent_id IS NOT NULL
"""
# Four columns, as those of ``crosssell.oscar.ranges``.
_KIN = """
SELECT 'kin', one.id, COALESCE(one.parent_id, one.id),
    CAST(COALESCE(parent.product_class_id, one.product_class_id) AS VARCHAR)
FROM catalogue_product one LEFT JOIN catalogue_product parent ON parent.id = one.parent_id
WHERE one.id IN (marks)
UNION ALL
SELECT 'below', filed.product_id, above.above_id, NULL
FROM filed JOIN above ON above.category_id = filed.category_id
"""


def keys_of(products: Iterable[Any]) -> dict[int, frozenset[Key]]:
    """By product (Oscar's, or its id), all that a component may name it by, in one query.

    Itself, its parent, its class, its categories with all above them, and the ranges that hold it;
    a child has all of its parent's. Products that are not there any more are left out.
    """
    ids = list(dict.fromkeys(one if isinstance(one, int) else one.pk for one in products))
    if not ids:
        return {}
    marks = ", ".join(["%s"] * len(ids))
    found, told = read(
        _WITH_PARENTS.replace("marks", marks), (*ids, *ids), _KIN.replace("marks", marks), ids
    )
    categories: defaultdict[int, set[int]] = defaultdict(set)
    kin: dict[int, tuple[int, int | None]] = {}
    for kind, product_id, number, text in told:
        if kind == "kin":
            kin[product_id] = number, None if text is None else int(text)
        else:
            categories[product_id].add(number)
    return {
        product_id: frozenset(
            [
                *(("product", pk) for pk in {product_id, family}),
                *(("category", pk) for pk in categories[product_id] | categories[family]),
                *(("range", pk) for pk in holding(found, product_id, family, class_id)),
                *([("class", class_id)] if class_id is not None else []),
            ]
        )
        for product_id, (family, class_id) in kin.items()
    }


def places(currency: str) -> int:
    """How many decimals discounts have in that currency: its own, but no more than Oscar keeps."""
    return min(digits(currency), MOST_DIGITS)


def currency_of(basket: Any) -> str:
    """The currency that the basket is priced in; "" while it is empty."""
    for line in basket.all_lines():
        return str(line.price_currency or "")
    return ""


def priced_lines(basket: Any, costs: Mapping[int, Decimal] | None = None) -> tuple[Priced, ...]:
    """The lines of a basket whose pieces bundles may take, in one query.

    Left out is what no offer may touch (``is_discountable``), gifts, what cannot be bought now, and
    what has no stock record, no price, or one in another currency. A price with parts of the minor
    unit counts without them, so that a discount never passes it. ``costs`` are what products
    (by id) cost the shop, without tax; ``costed`` asks for them later.
    """
    currency = currency_of(basket)
    lines = [line for line in basket.all_lines() if _takes_part(line, currency)]
    keys = keys_of(line.product_id for line in lines)
    scale = 10 ** places(currency) if lines else 1
    found = []
    for line in lines:
        price, without_tax = prices_of(line)
        units = _units(price, scale)
        if units > 0 and line.product_id in keys:
            net = _units(without_tax, scale)
            found.append(Priced(line.id, units, line.quantity, keys[line.product_id], net=net))
    return _with_costs(basket, found, costs) if costs else tuple(found)


def costed(basket: Any, lines: Iterable[Priced]) -> tuple[Priced, ...]:
    """The same lines with what the shop's cost hook says that a piece costs."""
    known = tuple(lines)
    wanted = {one.id for one in known}
    ids = dict.fromkeys(line.product_id for line in basket.all_lines() if line.id in wanted)
    return _with_costs(basket, known, costs_of(ids))


def _with_costs(
    basket: Any, lines: Iterable[Priced], costs: Mapping[int, Decimal]
) -> tuple[Priced, ...]:
    products = {line.id: line.product_id for line in basket.all_lines()}
    scale = 10 ** places(currency_of(basket))
    return tuple(
        # A cost with parts of the unit counts as the next one: no floor is broken.
        replace(line, cost=-_units(-costs[products[line.id]], scale))
        if products[line.id] in costs
        else line
        for line in lines
    )


def prices_of(line: Any) -> tuple[Decimal, Decimal]:
    """What offers take discounts from, and the same without tax; for one piece.

    Never more than the price that Oscar takes them off in the end, which is another one where
    ``OSCAR_OFFERS_INCL_TAX`` does not fit the strategy.
    """
    without: Decimal = line.unit_price_excl_tax
    charged = line.unit_price_incl_tax if settings.OSCAR_OFFERS_INCL_TAX else without
    return min(line.unit_effective_price, charged), without


def _takes_part(line: Any, currency: str) -> bool:
    if not (line.stockrecord_id and line.quantity > 0 and line.product.is_discountable):
        return False
    if is_gift(line):
        return False
    info = line.purchase_info
    price = info.price
    return bool(
        info.availability.is_available_to_buy
        and price.exists
        and price.excl_tax is not None
        and price.currency == currency
        and (price.is_tax_known or not settings.OSCAR_OFFERS_INCL_TAX)
    )


def _units(amount: Decimal, scale: int) -> int:
    """Whole minor units, rounded down."""
    return int((amount * scale).to_integral_value("ROUND_FLOOR"))
