"""What a guest is told at checkout: his e-mail address had a bundle of his basket before.

Until he gives the address nobody knows him, and his basket shows what any new customer gets.
"""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.utils.translation import gettext as _

from crosssell import bundles, holds, limits
from crosssell.models import BundleCustomer
from crosssell.oscar import checkout

log = logging.getLogger(__name__)
# In the session: the last basket and customer that was looked at, [basket, customer].
LOOKED_AT = "crosssell_used_before"


def tell(request: Any, basket: Any) -> None:
    """Say once for a basket and an address which bundles give less than before; never raises."""
    try:
        email = checkout.guest_email(request)
        if basket is None or not email or request.user.is_authenticated:
            return
        customer = limits.customer_key(None, email)
        if request.session.get(LOOKED_AT) == [basket.pk, customer]:
            return
        request.session[LOOKED_AT] = [basket.pk, customer]
        with transaction.atomic():
            names = _less(request, basket, customer)
        for name in names:
            text = _(
                "“%(name)s” was ordered with your e-mail address before, as often as one customer "
                "can: your basket now saves less."
            )
            messages.warning(request, text % {"name": name})
    except Exception:
        log.exception("What the guest with basket %s had before is not told.", basket.pk)


def _less(request: Any, basket: Any, customer: str) -> list[str]:
    """Names of bundles that give fewer sets to this customer than to somebody unknown."""
    now = {one.bundle: one.uses for one in holds.given_by(basket)}
    offers = bundles.offers_for(basket, None, request, known=False)
    unknown = [offer.given for offer in offers]
    fewer = {one.bundle: one.name for one in unknown if now.get(one.bundle, 0) < one.uses}
    used = BundleCustomer.objects.filter(
        bundle__in=fewer, customer=customer, uses__gt=0, bundle__per_customer__isnull=False
    )
    return [fewer[pk] for pk in used.order_by("bundle_id").values_list("bundle_id", flat=True)]
