"""A visitor signs in: what was touched with the guest's basket is the customer's from now on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer

from crosssell import visitors
from crosssell.analytics import tracking

MOST_DIGITS = 18


def signed_in(request: Any, user: Any) -> None:
    """Django has signed in the user; nothing is asked of the tables.

    Oscar merges the guest's basket into the customer's with the next request, and deletes its lines
    without a signal. It is known by the basket that this request has read already, else by Oscar's
    signed cookie: asking for ``request.basket`` here would merge the two at once.
    """
    if request is None or not visitors.counts(request):
        return
    basket_id = _read_already(request) or _of_cookie(request)
    if basket_id:
        tracking.note_sign_in(basket_id, user.pk)


def _read_already(request: Any) -> int | None:
    basket = getattr(request, "_basket_cache", None)
    return None if basket is None or basket.owner_id is not None else basket.pk


def _of_cookie(request: Any) -> int | None:
    try:
        text = Signer().unsign(request.COOKIES.get(settings.OSCAR_BASKET_COOKIE_OPEN, ""))
    except BadSignature:
        return None
    known = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if known else None
