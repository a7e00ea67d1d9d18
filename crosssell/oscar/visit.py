"""How somebody looks at the shop: language, device, where from, and where to."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, SuspiciousOperation
from django.utils.translation import get_language
from oscar.core.loading import get_class, get_model

from crosssell.core.data import Visit
from crosssell.visits import Landing, landing_of

DEVICES = {"?1": "mobile", "?0": "desktop"}


def visit_of(request: Any, user: Any, now: datetime) -> Visit:
    """The visit without its country; no query, but for the site where SITE_ID is not set.

    ``request`` may be None: then only the language that is active, the site and the seed are
    known.
    """
    language = getattr(request, "LANGUAGE_CODE", None) or get_language() or ""
    landing = Landing() if request is None else landing_of(request)
    return Visit(
        language=language.lower(),
        device="" if request is None else _device(request),
        referrer=landing.referrer,
        campaign=landing.campaign,
        site_id=_site(request),
        seed=_seed(request, user, now),
    )


def country_of(request: Any, user: Any, order: Any) -> str:
    """The ISO code of the country that goods go to, in upper case, "" unknown; <= 1 query.

    The order's, where the page or mail is about one; else the address chosen in this checkout;
    else the customer's default. Nothing is written into the session.
    """
    if order is not None and order.shipping_address_id is not None:
        addresses = get_model("order", "ShippingAddress").objects
        return _country(addresses.filter(pk=order.shipping_address_id))
    chosen = _chosen_in_checkout(request)
    if chosen is not None:
        fields, address_id = chosen
        if fields:
            return str(fields.get("country_id") or "").upper()
        if address_id:
            # Oscar asks for the address by its id and its owner, and so does this.
            return _country(_addresses(user).filter(pk=address_id)) if _signed_in(user) else ""
    if not _signed_in(user):
        return ""
    return _country(_addresses(user).filter(is_default_for_shipping=True))


def _device(request: Any) -> str:
    return DEVICES.get(request.headers.get("Sec-CH-UA-Mobile", "").strip(), "")


def _site(request: Any) -> int | None:
    if not apps.is_installed("django.contrib.sites"):
        return None
    fixed: int | None = getattr(settings, "SITE_ID", None)
    if fixed or request is None:
        return fixed or None
    try:
        found = apps.get_model("sites", "Site").objects.get_current(request)
    except (ObjectDoesNotExist, SuspiciousOperation):
        return None
    return int(found.pk)


def _seed(request: Any, user: Any, now: datetime) -> str:
    if _signed_in(user):
        return f"user-{user.pk}"
    key = getattr(getattr(request, "session", None), "session_key", None)
    if key:
        # Whoever holds the key is the visitor; a seed is shown where a decision is explained.
        return f"session-{sha256(key.encode(errors='replace')).hexdigest()[:16]}"
    return f"day-{now.date().isoformat()}"


def _signed_in(user: Any) -> bool:
    return user is not None and bool(user.is_authenticated)


def _chosen_in_checkout(request: Any) -> tuple[dict[str, Any] | None, int | None] | None:
    session = getattr(request, "session", None)
    data = get_class("checkout.utils", "CheckoutSessionData")
    # Oscar's own class writes its key into a session that has none.
    if session is None or data.SESSION_KEY not in session:
        return None
    checkout = data(request)
    return checkout.new_shipping_address_fields(), checkout.shipping_user_address_id()


def _addresses(user: Any) -> Any:
    return get_model("address", "UserAddress").objects.filter(user_id=user.pk)


def _country(addresses: Any) -> str:
    found = addresses.order_by().values_list("country_id", flat=True).first()
    return str(found or "").upper()
