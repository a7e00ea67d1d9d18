"""Which ways of sending an order the shop has, as its Repository offers them."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from oscar.core.loading import get_class, get_model

from crosssell.oscar.countries import default_country
from crosssell.oscar.fillings import guests_strategy

log = logging.getLogger(__name__)


def shipping_methods() -> list[tuple[str, str]]:
    """Code and name of each, in the order of the shop.

    Those of the Repository, and those that it offers an empty basket which goes to the shop's
    default country; what it offers some baskets alone is missing. [] where it cannot be asked.
    """
    try:
        repository = get_class("shipping.repository", "Repository")()
    except Exception:
        log.exception("The shipping methods of the shop could not be read.")
        return []
    found: dict[str, str] = {}
    for ask in (_own, _offered):
        try:
            for method in ask(repository):
                found.setdefault(str(method.code), str(method.name) or str(method.code))
        except Exception:
            # A Repository that wants a filled basket; what else is known stands.
            log.info("The Repository named no shipping methods.", exc_info=True)
    return list(found.items())


def _own(repository: Any) -> Iterable[Any]:
    # Oscar once had classes there; shops that have not noticed still do.
    return [one() if isinstance(one, type) else one for one in repository.methods]


def _offered(repository: Any) -> Iterable[Any]:
    basket = get_model("basket", "Basket")()
    basket.strategy = guests_strategy()
    basket._lines = get_model("basket", "Line").objects.none()
    country = get_model("address", "Country").objects.filter(pk=default_country()).first()
    address = get_model("order", "ShippingAddress")(country=country) if country else None
    return list(repository.get_available_shipping_methods(basket=basket, shipping_addr=address))
