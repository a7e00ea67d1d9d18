"""Gifts for shoppers: claiming the gift of a tier that the basket has reached."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from crosssell import gifts
from crosssell.oscar import baskets, lookup
from crosssell.views import answered


@require_POST
@csrf_protect
@never_cache
def claim_gift(request: HttpRequest, tier: int) -> HttpResponse:
    """Put the gift of a tier in the visitor's basket, free of charge, or say why not.

    Form: ``product`` (one of the tier's gifts; the first that can be had when missing), ``next``
    (a path of this site to go on to). Answers as ``views.add_all`` does.
    """
    before = dict(request.basket.applied_offers())
    outcome, error = baskets.Outcome(), ""
    try:
        text = request.POST.get("product", "").strip()
        product_id = lookup.number("product", text) if text else None
        outcome = gifts.claim(request, tier, product_id)
    except lookup.NotANumber:
        error = _("This product is not known here. Please reload the page.")
    return answered(request, outcome, error, before)
