"""A basket on its way to an order: what is asked before payment, and when the order is written.

Before payment every doubt is a no, said in words, and nothing is charged. After it only a clear
no is one, and an error of ours is logged: somebody may have paid.
"""

import logging
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from crosssell import holds
from crosssell.limits import NoRoom
from crosssell.oscar import checkout

log = logging.getLogger(__name__)
# In the session: what bundles save on the page that the shopper saw last, [basket, amount].
SHOWN = "crosssell_shown"


class NotOrdered(Exception):
    """A basket that was never held cannot be ordered; the text is for its shopper."""


def concerns(request: Any, basket: Any) -> bool:
    """Whether bundles give this basket anything, or the last page said that they do."""
    try:
        return bool(holds.given_by(basket) or shown(request, basket))
    except Exception:
        log.exception("What bundles give basket %s cannot be read.", basket.pk)
        return False


def refusals(view: Any, user: Any, basket: Any, email: str) -> list[str]:
    """Hold what the basket gets; or say, in a shopper's words, why it is not paid now.

    All is read anew: the basket's lines, prices and stock, and every offer. What the page showed
    is what is charged, or less.
    """
    try:
        fresh = checkout.priced_anew(basket, user, view.request)
        short = checkout.short_of(fresh)
        if short:
            return short
        if not checkout.same_total(basket, fresh):
            return [_("The price of your basket has just changed.")]
        if _saved(basket) < shown(view.request, basket):
            return [_("Your savings have changed since you last saw your order.")]
        refusal = holds.take(basket, user, email)
        return [refusal.message] if refusal else []
    except Exception:
        log.exception("Basket %s could not be checked before payment.", basket.pk)
        return [_("Your savings could not be confirmed just now. Please try again in a moment.")]


def back_to_basket(request: Any, basket: Any, refused: list[str]) -> HttpResponse:
    """Say why, and that nothing was charged, where the shopper can look at the basket."""
    for text in refused:
        messages.warning(request, text)
    messages.info(request, _("Nothing was charged. Please look at your basket again."))
    request.session.pop(SHOWN, None)
    if basket.status == basket.FROZEN:
        basket.thaw()
        holds.release(basket)
    return HttpResponseRedirect(reverse("basket:summary"))


def release_if_open(basket: Any) -> None:
    """Give the hold back where payment failed, which thaws the basket. Never raises."""
    try:
        baskets = basket.__class__._default_manager
        if baskets.filter(pk=basket.pk, status=basket.OPEN).exists():
            holds.release(basket)
    except Exception:
        log.exception("The hold of basket %s stays until it ends.", basket.pk)


def note_without_bundles(basket: Any) -> None:
    """Where another site takes the payment, the basket keeps its price without bundles too."""
    try:
        if basket.status == basket.FROZEN:
            holds.promise_nothing(basket)
    except Exception:
        log.exception("Basket %s may get bundles that begin before it is ordered.", basket.pk)


def note_shown(request: Any, basket: Any) -> None:
    """Remember what the page says that bundles save; never raises, and writes only what changes."""
    try:
        saved = _saved(basket) if basket is not None else Decimal(0)
        if saved:
            request.session[SHOWN] = [basket.pk, str(saved)]
        else:
            request.session.pop(SHOWN, None)
    except Exception:
        log.exception("What bundles save was not noted.")


def shown(request: Any, basket: Any) -> Decimal:
    """What the shopper last saw that bundles save on this basket; 0 where no page said so."""
    found = request.session.get(SHOWN)
    return Decimal(found[1]) if found and found[0] == basket.pk else Decimal(0)


def claim(basket: Any, user: Any, email: str) -> bool:
    """Count the basket's bundles with the order that is about to be written.

    Returns whether there is something to confirm. Raises NotOrdered where nothing was held (an
    order without Oscar's checkout) and there is no room, no stock, or other terms.
    """
    try:
        with transaction.atomic():
            if holds.given_by(basket) and not holds.of_basket(basket).exists():
                short = checkout.short_of(checkout.read_anew(basket))
                if short:
                    raise NotOrdered(" ".join(short))
            return holds.claim(basket, user, email)
    except NoRoom as refused:
        raise NotOrdered(holds.reason(refused, holds.given_by(basket))) from refused
    except NotOrdered:
        raise
    except Exception:
        log.exception("The bundles of basket %s are not counted with its order.", basket.pk)
        return False


def confirm(basket: Any, order: Any) -> None:
    """What was claimed is the order's. Never raises: the sweep finds the order of a hold too."""
    try:
        with transaction.atomic():
            holds.confirm(basket, order)
    except Exception:
        log.exception("The bundles of order %s are confirmed later.", order.number)


def _saved(basket: Any) -> Decimal:
    return sum((one.amount for one in holds.given_by(basket)), Decimal(0))
