"""How a basket can be sent, and what that costs before anything is taken off the charge."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from oscar.core.loading import get_class, get_model

from crosssell.oscar.destination import Destination, chosen_method, destination

log = logging.getLogger(__name__)
# What a priced basket remembers, on what its next pricing throws away.
NAME = "_crosssell_delivery"


@dataclass(frozen=True, eq=False)
class Way:
    """A shipping method without discounts; ``charge`` is with tax where the method knows its tax.

    ``free_from`` is the total from which on the method is free (None: never); ``earned`` is
    whether it is free now only for that.
    """

    code: str
    name: str
    charge: Decimal
    free_from: Decimal | None
    earned: bool

    @property
    def costs(self) -> bool:
        """Whether it is not free anyway."""
        return self.charge > 0 or self.earned


@dataclass(frozen=True, eq=False)
class Delivery:
    """Whether the basket is sent at all, where to, in which ways, and in which one for sure."""

    needed: bool
    to: Destination
    ways: tuple[Way, ...]
    chosen: Way | None = None


def delivery(basket: Any, user: Any, request: Any) -> Delivery:
    """Ask the shop's Repository, once for each pricing of the basket; an empty one is sent.

    ``basket`` may be None. Costs what the shop's methods cost, and at most two queries more.
    """
    if basket is None:
        basket = get_model("basket", "Basket")()
    applications = basket.offer_applications
    asked_for = getattr(user, "pk", None), id(request)
    known, found = getattr(applications, NAME, (None, None))
    if found is None or known != asked_for:
        found = _asked(basket, user, request)
        setattr(applications, NAME, (asked_for, found))
    made: Delivery = found
    return made


def bare(method: Any) -> Any:
    """The method inside all the discounts that Oscar or the shop have wrapped around it."""
    while hasattr(method, "offer") and hasattr(method, "method"):
        method = method.method
    return method


def amount_of(charge: Any) -> Decimal:
    """What a discount is taken off: the charge with tax where that is known."""
    amount: Decimal = charge.incl_tax if charge.is_tax_known else charge.excl_tax
    return amount


def _asked(basket: Any, user: Any, request: Any) -> Delivery:
    empty = basket.is_empty
    needed = empty or basket.is_shipping_required()
    to = destination(basket, user, request)
    if not needed:
        return Delivery(False, to, ())
    repository = get_class("shipping.repository", "Repository")()
    # Oscar sends nothing of an empty basket.
    ask = repository.get_available_shipping_methods if empty else repository.get_shipping_methods
    methods = ask(basket=basket, user=user, shipping_addr=to.address, request=request)
    found = (_way(bare(method), basket, empty) for method in methods)
    ways = tuple(way for way in found if way is not None)
    code = chosen_method(basket, request)
    return Delivery(True, to, ways, next((way for way in ways if way.code == code), None))


def _way(method: Any, basket: Any, empty: bool) -> Way | None:
    try:
        charge = amount_of(method.calculate(basket))
    except Exception:
        # Such as Oscar's own method with a threshold, in a shop that knows its tax later.
        log.warning("The shipping method %r has no price now.", method, exc_info=True)
        return None
    listed = _listed(method, basket, empty)
    if empty and listed is not None:
        charge = listed
    begins = getattr(method, "free_shipping_threshold", None)
    known = empty or basket.is_tax_known
    reached = bool(begins and known and basket.total_incl_tax >= begins)
    costs = charge > 0 or (reached and (listed is None or listed > 0))
    # A method of the shop's own may mean something else by the name.
    if not begins or not known or not costs or (charge == 0) != reached:
        begins, reached = None, False
    return Way(str(method.code), str(method.name), charge, begins, reached)


def _listed(method: Any, basket: Any, empty: bool) -> Decimal | None:
    """What Oscar's method by order and piece costs below its threshold; one piece of nothing.

    None for every other method.
    """
    whole = getattr(method, "price_per_order", None)
    each = getattr(method, "price_per_item", None)
    if whole is None or each is None:
        return None
    found: Decimal = whole + each * (1 if empty else basket.num_items)
    return found
