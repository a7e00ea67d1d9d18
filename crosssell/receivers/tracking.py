"""What visitors do with what was recommended to them: clicks, touches, and signing in."""

import logging
from typing import Any

from django.contrib.auth.signals import user_logged_in
from oscar.apps.basket.signals import basket_addition
from oscar.apps.catalogue.signals import product_viewed

from crosssell.analytics.tracking import adding, landing, signing_in

log = logging.getLogger(__name__)


def note_landing(product: Any, request: Any, response: Any = None, **_: Any) -> None:
    """A product's page is about to be sent, to whoever came by one of our links perhaps."""
    try:
        address = landing.canonical(request)
        if address and response is not None and "Link" not in response:
            response["Link"] = address
        landing.on_product(request, product)
    except Exception:
        log.exception("A click was not counted.")


def note_touch(sender: Any, product: Any, request: Any = None, **_: Any) -> None:
    """Something was put in the basket, perhaps from where it was recommended."""
    try:
        adding.added(sender, product, request)
    except Exception:
        log.exception("A touch was not counted.")


def note_sign_in(request: Any, user: Any, **_: Any) -> None:
    """A visitor has signed in, perhaps with something in the basket."""
    try:
        signing_in.signed_in(request, user)
    except Exception:
        log.exception("Touches before a sign-in stay those of a guest.")


product_viewed.connect(note_landing, dispatch_uid="crosssell-landing")
basket_addition.connect(note_touch, dispatch_uid="crosssell-touch")
user_logged_in.connect(note_sign_in, dispatch_uid="crosssell-sign-in")
