"""A basket as the shop would sell it this very moment, read anew from its tables."""

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _
from oscar.core.loading import get_class


def guest_email(request: Any) -> str:
    """The e-mail address that a guest has given at checkout, "" before.

    Read from where Oscar's CheckoutSessionData keeps it; that class itself would begin a session
    for whoever only looks.
    """
    session = getattr(request, "session", None)
    known = session.get("checkout_data", {}) if session is not None else {}
    return str(known.get("guest", {}).get("email") or "")


def read_anew(basket: Any) -> Any:
    """The basket with fresh lines, prices and stock, without offers; the same strategy sells it."""
    fresh = basket.__class__._default_manager.get(pk=basket.pk)
    fresh.strategy = basket.strategy
    if basket.owner_id == fresh.owner_id:
        fresh.owner = basket.owner
    return fresh


def priced_anew(basket: Any, user: Any, request: Any) -> Any:
    """The same with all offers that apply to it now."""
    fresh = read_anew(basket)
    if not fresh.is_empty:
        get_class("offer.applicator", "Applicator")().apply(fresh, user, request)
    return fresh


def short_of(basket: Any) -> list[str]:
    """Why lines of the basket cannot be sold, in Oscar's words for its shopper; empty: all can.

    Lines of the same product, with other options, share its stock.
    """
    wanted: Counter[int] = Counter()
    for line in basket.all_lines():
        wanted[line.stockrecord_id] += line.quantity
    found = []
    for line in basket.all_lines():
        availability = line.purchase_info.availability
        permitted, reason = availability.is_purchase_permitted(wanted[line.stockrecord_id])
        if not permitted:
            found.append(
                _(
                    "'%(title)s' is no longer available to buy (%(reason)s). "
                    "Please adjust your basket to continue"
                )
                % {"title": line.product.get_title(), "reason": reason}
            )
    return found


def same_total(one: Any, other: Any) -> bool:
    """Whether two baskets cost the same; without tax where only one of them knows its tax."""
    if one.is_tax_known and other.is_tax_known:
        return bool(one.total_incl_tax == other.total_incl_tax)
    return bool(one.total_excl_tax == other.total_excl_tax)
