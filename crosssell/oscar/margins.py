"""What the shop's cost hook leaves of each price."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.module_loading import import_string

from crosssell.conf import settings
from crosssell.core.data import Product

log = logging.getLogger(__name__)


def margins(products: Iterable[Product]) -> dict[int, Decimal | None]:
    """The share (0 to 1) of each price that is left after the cost; None where nobody knows."""
    known = list(products)
    costs = costs_of(one.id for one in known if one.price)
    return {one.id: _share(one.price, costs.get(one.id)) for one in known}


def costs_of(product_ids: Iterable[int]) -> dict[int, Decimal]:
    """What the products cost the shop, without tax, in the currency of their price.

    ``CROSSSELL["COST_HOOK"]`` is called once with all ids. It returns ``{id: cost}`` as Decimal or
    int. Whatever else it does is logged, and those costs are unknown: they are left out.
    """
    path, ids = settings().cost_hook, list(product_ids)
    if not path or not ids:
        return {}
    try:
        told = dict(import_string(path)(ids))
    except Exception:
        log.exception("The cost hook %s failed; margins are unknown.", path)
        return {}
    return {pk: Decimal(cost) for pk, cost in told.items() if _is_cost(cost)}


def _share(price: Decimal | None, cost: Decimal | None) -> Decimal | None:
    return None if not price or cost is None else max(Decimal(0), (price - cost) / price)


def _is_cost(cost: Any) -> bool:
    if cost is None:
        return False
    if isinstance(cost, bool) or not isinstance(cost, (Decimal, int)):
        log.warning("The cost hook gave %r; a cost must be a Decimal.", cost)
        return False
    return Decimal(cost).is_finite() and cost >= 0
