"""Where a basket is taken to go to: the address of this checkout, the customer's, or a guess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from oscar.core.loading import get_class, get_model

from crosssell.oscar.countries import default_country


@dataclass(frozen=True, eq=False)
class Destination:
    """An address as shipping methods are asked for it, with its country (ISO code, upper case).

    Not ``known``: only the country is filled in, the shop's default one ("" without any).
    """

    address: Any
    country: str
    known: bool


def destination(basket: Any, user: Any, request: Any) -> Destination:
    """The address chosen in this checkout, else the customer's default, else only a country.

    At most two queries. Nothing is written into the session.
    """
    address = _chosen(basket, request)
    if address is None and user is not None and user.is_authenticated:
        address = user.addresses.filter(is_default_for_shipping=True).first()
    if address is not None:
        return Destination(address, country_of_address(address), True)
    country = default_country()
    made = get_model("order", "ShippingAddress")(country_id=country) if country else None
    return Destination(made, country, False)


def country_of_address(address: Any) -> str:
    """The ISO code of an address's country in upper case, "" where it has none."""
    return str(getattr(address, "country_id", None) or "").upper()


def chosen_method(basket: Any, request: Any) -> str:
    """The code of the shipping method chosen in this checkout; "" before the shopper has."""
    checkout = _checkout(request)
    return str(checkout.shipping_method_code(basket) or "") if checkout is not None else ""


def _chosen(basket: Any, request: Any) -> Any:
    """What Oscar's checkout would send the basket to; None before the shopper has said so."""
    data = _checkout(request)
    if data is None:
        return None
    checkout = get_class("checkout.session", "CheckoutSessionMixin")()
    checkout.request, checkout.checkout_session = request, data
    return checkout.get_shipping_address(basket)


def _checkout(request: Any) -> Any:
    """What Oscar's checkout knows already; None where it has not begun."""
    data = get_class("checkout.utils", "CheckoutSessionData")
    session = getattr(request, "session", None)
    # Oscar's own class writes its key into a session that has none.
    if session is None or data.SESSION_KEY not in session:
        return None
    return data(request)
