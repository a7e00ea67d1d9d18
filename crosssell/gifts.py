"""Gifts of tiers in a basket: claimed with a click, and gone where they are not earned any more."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crosssell import kept, threshold_words, thresholds
from crosssell.core.threshold_terms import GIFT, Ladder, Standing, Tier
from crosssell.oscar import baskets, gift_lines, waiting_messages
from crosssell.oscar.imagined import permitted

log = logging.getLogger(__name__)


class _NotNow(Exception):
    """A gift that cannot be given; the text is for the shopper."""


class _NotFree(_NotNow):
    """A gift that lay in the basket already, and would have cost something."""


def claim(request: Any, tier_id: int, product_id: int | None = None) -> baskets.Outcome:
    """Put the gift of a tier in the visitor's basket, which must have reached it.

    ``product_id`` is one of the tier's gifts; without it the first that can be had is taken.
    Whatever gift of that tier lay there makes room for it. The basket is priced anew. Nothing is
    changed where the answer is no. ``basket_addition`` is not sent: nobody bought anything.
    """
    basket, user = request.basket, request.user
    try:
        with transaction.atomic():
            if basket.pk is not None and not baskets.lock(basket):
                raise _NotNow(_("Your basket was ordered meanwhile. Please reload the page."))
            _priced(request)
            tier = _granted_tier(thresholds.standings(basket, user, request), tier_id)
            product = _put(request, tier, product_id)
            _priced(request)
            mine = {line.product_id for line in gift_lines.gifts_of(basket) if _is_of(line, tier)}
            if mine != {product.pk} or gift_lines.charged(basket):
                log.error("The gift of tier %s would not be free in basket %s.", tier_id, basket.pk)
                raise _NotFree(_("This gift cannot be given just now."))
            return baskets.Outcome(added=(baskets.Added(product.get_title(), 1),))
    except _NotNow as refused:
        if isinstance(refused, _NotFree):
            # A row of Oscar's that was made for it meanwhile is not there any more.
            kept.changed()
        outcome = baskets.Outcome(refused=(baskets.Refusal("", str(refused)),))
    except baskets.Refused as refused:
        outcome = baskets.Outcome(refused=(refused.refusal,))
    except IntegrityError:
        # Where rows cannot be locked, two clicks at once meet in the table: one gift stays.
        outcome = baskets.Outcome(refused=(baskets.Refusal("", _("Please try again.")),))
    _priced(request)
    return outcome


def settle(basket: Any, request: Any) -> bool:
    """Take gifts out of an open basket that it has not earned; whether there were any.

    ``basket`` is priced; it is not any more where the answer is yes. One piece of each gift
    stays. The shopper is told what went and why. A submitted basket is left alone.
    """
    lines = gift_lines.gifts_of(basket)
    if not lines or not basket.can_be_edited or not hasattr(basket, thresholds.NAME):
        return False
    lost = list(_lost(basket, lines))
    many = [line for line in lines if line.quantity != 1]
    if not lost and not many:
        return False
    said = []
    with transaction.atomic():
        if not baskets.lock(basket):
            return True
        for line, why in lost:
            if basket.lines.filter(pk=line.pk).delete()[0]:
                said.append(_went(line, why))
        for line in many:
            if basket.lines.filter(pk=line.pk).exclude(quantity=1).update(quantity=1):
                said.append(
                    _("“%(title)s” is a gift: you get one piece.")
                    % {"title": line.product.get_title()}
                )
    basket.reset_offer_applications()
    waiting_messages.warn(basket, request, said)
    return True


def _went(line: Any, why: str) -> str:
    texts = {"title": line.product.get_title(), "why": why}
    return _("The gift “%(title)s” has left your basket: %(why)s.") % texts


def _lost(basket: Any, lines: Sequence[Any]) -> Iterator[tuple[Any, str]]:
    """The gifts that cannot stay, and why not, in a shopper's words."""
    standings: Sequence[Standing] = getattr(basket, thresholds.NAME)
    wanted: Counter[int] = Counter()
    for line in basket.all_lines():
        wanted[line.stockrecord_id] += 0 if gift_lines.is_gift(line) else line.quantity
    for line in lines:
        found = _tier_in(standings, gift_lines.tier_of(line))
        if found is None or line.product_id not in found[1].gifts:
            yield line, _("it is not offered any more")
            continue
        standing, tier = found
        if tier not in standing.granted:
            yield line, _why_not(standing, tier)
        elif not _can_be_had(line, wanted[line.stockrecord_id] + 1, standing.ladder):
            yield line, _("it is sold out")
        else:
            wanted[line.stockrecord_id] += 1


def _can_be_had(line: Any, pieces: int, ladder: Ladder) -> bool:
    product, price = line.product, line.purchase_info.price
    public = product.is_public and (product.parent is None or product.parent.is_public)
    return bool(
        public and price.exists and price.currency == ladder.currency and permitted(line, pieces)[0]
    )


def _tier_in(standings: Sequence[Standing], tier_id: int | None) -> tuple[Standing, Tier] | None:
    """The tier of that id, where it gives gifts, and the standing that it is part of."""
    for one in standings:
        for tier in one.ladder.tiers:
            if tier.id == tier_id and tier.gives == GIFT and not tier.decorative:
                return one, tier
    return None


def _why_not(standing: Standing, tier: Tier) -> str:
    if standing.blocked:
        return threshold_words.apart(standing.blocked)
    gap = next(one.gap for one in standing.stands if one.tier == tier)
    texts = {
        "amount": threshold_words.money(tier.at_least, standing.ladder),
        "gap": threshold_words.money(gap, standing.ladder),
    }
    return _("it is for orders from %(amount)s on, and you are %(gap)s away") % texts


def _granted_tier(standings: Sequence[Standing], tier_id: int) -> Tier:
    found = _tier_in(standings, tier_id)
    if found is None:
        raise _NotNow(_("This gift is not offered any more."))
    standing, tier = found
    if tier not in standing.granted:
        raise _NotNow(_("You cannot have this gift yet: %s.") % _why_not(standing, tier))
    return tier


def _put(request: Any, tier: Tier, product_id: int | None) -> Any:
    """The product that now lies in the basket as the gift of the tier."""
    if product_id is not None and product_id not in tier.gifts:
        raise _NotNow(_("This is none of the gifts. Please reload the page."))
    basket = request.basket
    basket.lines.filter(line_reference=_reference(tier)).delete()
    basket.reset_offer_applications()
    refused: baskets.Refused | None = None
    for one in tier.gifts if product_id is None else [product_id]:
        try:
            return baskets.put_as(request, one, _reference(tier))
        except baskets.Refused as error:
            refused = refused or error
    raise refused or _NotNow(_("This gift is not offered any more."))


def _priced(request: Any) -> None:
    if not request.basket.is_empty:
        baskets.price_anew(request)


def _reference(tier: Tier) -> str:
    return f"{gift_lines.GIFT_LINE}{tier.id}"


def _is_of(line: Any, tier: Tier) -> bool:
    return str(line.line_reference) == _reference(tier)
