"""What changed of the tiers that a basket has reached: gained, or how much is missing again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.messages import WARNING
from django.utils.html import escape
from django.utils.translation import gettext as _

from crosssell import threshold_words, thresholds
from crosssell.core.threshold_terms import DISCOUNT, GIFT, Standing
from crosssell.models import TierOffer
from crosssell.oscar import waiting_messages


@dataclass(frozen=True)
class Change:
    """One tier before and after; ``text`` is safe HTML."""

    text: str
    is_good: bool


def changes(before: Mapping[Any, Any], after: Mapping[Any, Any], basket: Any) -> list[Change]:
    """The tiers that the basket has gained or lost: losses first.

    Both are what Oscar's ``basket.applied_offers()`` returns; ``basket`` is as it is now. Nothing
    is said twice, nor of a discount that a better one replaces, nor of a gift that has left.
    """
    standings = getattr(basket, thresholds.NAME, ())
    lost = [_lost(one, standings) for one in _tiers(before) if one.id not in after]
    missing = [Change(text, False) for text in lost if text]
    gained = [one for one in _tiers(after) if one.id not in before]
    found = missing + [Change(_gained(one, bool(missing)), True) for one in gained]
    # Tiers of several thresholds may be called the same.
    return list(dict.fromkeys(found))


def waiting(basket: Any) -> list[Change]:
    """What the shopper was to be told on the next page of this basket: that a gift has left."""
    return [Change(text, level < WARNING) for level, text in waiting_messages.taken(basket)]


def _tiers(offers: Mapping[Any, Any]) -> list[TierOffer]:
    return [one for one in offers.values() if isinstance(one, TierOffer)]


def _gained(offer: TierOffer, lost_some: bool) -> str:
    if offer.tier.gives == GIFT:
        text = _("Your gift is in your basket, free of charge.")
    elif lost_some and offer.tier.gives == DISCOUNT:
        text = _("You still get %(reward)s.")
    else:
        text = _("You have reached %(reward)s.")
    return _with(text, reward=offer.name)


def _lost(offer: TierOffer, standings: Iterable[Standing]) -> str:
    if offer.tier.gives == GIFT:
        return ""
    for standing in standings:
        for one in standing.stands:
            if one.tier.id != offer.tier.id:
                continue
            if one.gap:
                gap = threshold_words.money(one.gap, standing.ladder)
                return _with(_("Add %(gap)s more for %(reward)s again."), offer.name, gap=gap)
            if standing.blocked:
                why = threshold_words.apart(standing.blocked)
                text = _("You do not get %(reward)s any more: %(why)s.")
                return _with(text, offer.name, why=why)
            if not one.tier.decorative:
                return ""
    return _with(_("You do not get %(reward)s any more: it has ended."), offer.name)


def _with(text: str, reward: str, **more: str) -> str:
    """The text with its placeholders filled in, as safe HTML."""
    return escape(text % {"reward": reward, **more})
