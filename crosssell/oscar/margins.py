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
    """The share (0 to 1) of each price that is left after the cost; None where nobody knows.

    ``CROSSSELL["COST_HOOK"]`` is called once with the ids of all products that have a price. It
    returns ``{id: cost}`` as Decimal or int, without tax, in the currency of the price. Whatever
    else it does is logged, and the margins are unknown.
    """
    known = list(products)
    costs = _costs([one.id for one in known if one.price])
    return {one.id: _share(one.price, costs.get(one.id)) for one in known}


def _costs(ids: list[int]) -> dict[int, Any]:
    path = settings().cost_hook
    if not path or not ids:
        return {}
    try:
        return dict(import_string(path)(ids))
    except Exception:
        log.exception("The cost hook %s failed; margins are unknown.", path)
        return {}


def _share(price: Decimal | None, cost: Any) -> Decimal | None:
    if not price or cost is None:
        return None
    if isinstance(cost, bool) or not isinstance(cost, (Decimal, int)):
        log.warning("The cost hook gave %r; a cost must be a Decimal.", cost)
        return None
    if not Decimal(cost).is_finite() or cost < 0:
        return None
    return max(Decimal(0), (price - cost) / price)
