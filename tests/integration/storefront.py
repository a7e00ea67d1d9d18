"""One visit for every kind of page of the storefront: name -> function that returns the HTML.

A visit makes what its page needs (orders, offers, wish lists ...) and asks for it as a shopper
would. ``templates/`` of the demo shop take part.
"""

from tests.integration import account_visits, catalogue_visits
from tests.integration.checkout_visits import (
    ADDRESS,
    last_mail,
    to_address,
    to_methods,
    to_payment,
    to_preview,
    to_thank_you,
)
from tests.integration.visiting import VISITS, fetch, get, sign_in

__all__ = [
    "ADDRESS",
    "VISITS",
    "account_visits",
    "catalogue_visits",
    "fetch",
    "get",
    "last_mail",
    "sign_in",
    "to_address",
    "to_methods",
    "to_payment",
    "to_preview",
    "to_thank_you",
]
