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

from crosssell import holds, tier_holds
from crosssell.core.threshold_terms import VOUCHER
from crosssell.limits import NoRoom
from crosssell.oscar import checkout, gift_lines

log = logging.getLogger(__name__)
# In the session, of the page that was seen last: [basket, what bundles and tiers save, tiers that
# promise a voucher].
SHOWN = "crosssell_shown"


class NotOrdered(Exception):
    """A basket that was never held cannot be ordered; the text is for its shopper."""


def concerns(request: Any, basket: Any) -> bool:
    """Whether bundles or tiers give this basket anything, or the last page said that they do."""
    try:
        return bool(
            holds.given_by(basket)
            or tier_holds.offers_of(basket)
            or gift_lines.gifts_of(basket)
            or shown(request, basket)
            or promised(request, basket)
        )
    except Exception:
        log.exception("What bundles and tiers give basket %s cannot be read.", basket.pk)
        return False


def refusals(view: Any, user: Any, basket: Any, email: str, method: Any = None) -> list[str]:
    """Hold what the basket gets; or say, in a shopper's words, why it is not paid now.

    All is read anew: the basket's lines, prices and stock, and every offer. What the page showed
    is what is charged, or less. ``method`` is how the order will be sent.
    """
    try:
        fresh = checkout.priced_anew(basket, user, view.request)
        short = checkout.short_of(fresh)
        if short:
            return short
        paid = _paid_gifts(basket) or _paid_gifts(fresh)
        if paid:
            return paid
        if not checkout.same_total(basket, fresh):
            return [_("The price of your basket has just changed.")]
        less = _saved(basket, method) < shown(view.request, basket)
        fewer = promised(view.request, basket) - _promises(basket)
        if less or fewer or not _same_tiers(basket, fresh):
            return [_("Your savings have changed since you last saw your order.")]
        tier_holds.take(basket)
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
        tier_holds.release(basket)
    return HttpResponseRedirect(reverse("basket:summary"))


def release_if_open(basket: Any) -> None:
    """Give the hold back where payment failed, which thaws the basket. Never raises."""
    try:
        baskets = basket.__class__._default_manager
        if baskets.filter(pk=basket.pk, status=basket.OPEN).exists():
            holds.release(basket)
            tier_holds.release(basket)
    except Exception:
        log.exception("The hold of basket %s stays until it ends.", basket.pk)


def note_nothing_more(basket: Any) -> None:
    """Where another site takes the payment, the basket gets nothing that begins meanwhile."""
    try:
        if basket.status == basket.FROZEN:
            holds.promise_nothing(basket)
            tier_holds.promise_no_more(basket)
    except Exception:
        log.exception("Basket %s may get what begins before it is ordered.", basket.pk)


def note_shown(request: Any, basket: Any, method: Any = None) -> None:
    """Remember what the page says that bundles and tiers save, on shipping by ``method`` too.

    Never raises, and writes only what changes.
    """
    try:
        saved = _saved(basket, method) if basket is not None else Decimal(0)
        vouchers = sorted(_promises(basket)) if basket is not None else []
        if saved or vouchers:
            request.session[SHOWN] = [basket.pk, str(saved), vouchers]
        else:
            request.session.pop(SHOWN, None)
    except Exception:
        log.exception("What bundles and tiers save was not noted.")


def shown(request: Any, basket: Any) -> Decimal:
    """What the shopper last saw that we save on this basket; 0 where no page said so."""
    found = request.session.get(SHOWN)
    return Decimal(found[1]) if found and found[0] == basket.pk else Decimal(0)


def promised(request: Any, basket: Any) -> frozenset[int]:
    """The tiers that promised a voucher for the next order on the page that was seen last."""
    found = request.session.get(SHOWN)
    return (
        frozenset(found[2]) if found and found[0] == basket.pk and len(found) > 2 else frozenset()
    )


def claim(basket: Any, user: Any, email: str) -> bool:
    """Count the basket's bundles with the order that is about to be written.

    Returns whether there is something to confirm. Raises NotOrdered where nothing was held (an
    order without Oscar's checkout) and there is no room, no stock, or other terms, and where a
    gift would have to be paid.
    """
    try:
        with transaction.atomic():
            if _never_held(basket):
                short = checkout.short_of(checkout.read_anew(basket)) or _paid_gifts(basket)
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


def _saved(basket: Any, method: Any = None) -> Decimal:
    """What bundles and tiers save, and a tier on the charge of the shipping method."""
    ours = (one for one in basket.offer_applications if _is_ours(one["offer"]))
    saved = sum((one["discount"] for one in ours), Decimal(0))
    if hasattr(getattr(method, "offer", None), "tier"):
        saved += method.discount(basket)
    return saved


def _promises(basket: Any) -> frozenset[int]:
    found = (one.tier for one in tier_holds.offers_of(basket))
    return frozenset(tier.id for tier in found if tier.gives == VOUCHER)


def _is_ours(offer: Any) -> bool:
    return hasattr(offer, "given") or hasattr(offer, "tier")


def _same_tiers(basket: Any, fresh: Any) -> bool:
    """Whether no tier and no gift has gone since the basket was priced."""
    before, now = ({one.tier.id for one in tier_holds.offers_of(it)} for it in (basket, fresh))
    gifts = {line.pk for line in gift_lines.gifts_of(basket)}
    return before <= now and gifts == {line.pk for line in gift_lines.gifts_of(fresh)}


def _paid_gifts(basket: Any) -> list[str]:
    """What is said of gifts that would cost something."""
    text = _("“%(title)s” is not free any more. Please take it out of your basket.")
    return [text % {"title": line.product.get_title()} for line in gift_lines.charged(basket)]


def _never_held(basket: Any) -> bool:
    """Whether something of ours is in the basket that no checkout has looked at."""
    if holds.given_by(basket):
        return not holds.of_basket(basket).exists()
    return bool(gift_lines.gifts_of(basket)) and not tier_holds.is_held(basket)
