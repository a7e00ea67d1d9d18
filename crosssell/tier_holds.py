"""What tiers of thresholds gave a submitted basket: it keeps that, whatever the merchant does.

Written before payment, read while the basket is frozen, of no use once it is open again. A gift
costs nothing by whatever its price is then.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from crosssell import earned, registry
from crosssell.core.args import dump, parse
from crosssell.core.threshold_terms import GIFT, Tier
from crosssell.models import Threshold, TierHold, TierOffer
from crosssell.oscar import gift_lines
from crosssell.oscar.basket_keys import currency_of

log = logging.getLogger(__name__)
# Baskets that were ordered, or left on the way, so long ago are not asked for any more.
KEPT = timedelta(days=60)


def offers_of(basket: Any) -> list[TierOffer]:
    """The tiers that gave a priced basket something."""
    found = (one["offer"] for one in basket.offer_applications)
    return [offer for offer in found if isinstance(offer, TierOffer)]


def take(basket: Any) -> None:
    """Write down what tiers gave the basket that is about to be paid. Raises where it cannot."""
    given = [_data(one, currency_of(basket)) for one in offers_of(basket)]
    if given or Threshold.objects.exists():
        TierHold.objects.update_or_create(basket_id=basket.pk, defaults={"given": given})


def promise_no_more(basket: Any) -> None:
    """The basket was submitted as it is: it gets no tier that a merchant starts meanwhile."""
    if not is_held(basket):
        take(basket)


def is_held(basket: Any) -> bool:
    """Whether it is written down what tiers gave the basket."""
    return TierHold.objects.filter(basket_id=basket.pk).exists()


def expected(basket: Any) -> list[TierOffer] | None:
    """What a submitted basket gets, as offers; None where none of ours saw it. One query."""
    held = TierHold.objects.filter(basket_id=basket.pk).first()
    if held is None:
        return None
    found = []
    for one in held.given:
        try:
            found.append(_offer(one, basket))
        except (registry.UnknownPlugin, ValueError):
            log.exception("Basket %s does not get tier %s any more.", basket.pk, one["tier"])
    return found


def release(basket: Any) -> None:
    """The basket is open again, and priced anew. Never raises: what stays does no harm."""
    try:
        TierHold.objects.filter(basket_id=basket.pk).delete()
    except Exception:
        log.exception("What tiers gave basket %s stays written down.", basket.pk)


def sweep() -> None:
    """Forget what is of no use any more."""
    TierHold.objects.filter(created_at__lt=timezone.now() - KEPT).delete()


def _data(offer: TierOffer, currency: str) -> dict[str, Any]:
    tier = offer.tier
    return {
        "tier": tier.id,
        "offer": tier.offer,
        "name": offer.name,
        "reward": tier.reward,
        "args": dump(tier.args),
        "amount": tier.amount,
        "digits": offer.digits,
        "currency": currency,
        "amounts": {str(line): str(amount) for line, amount in offer.amounts.items()},
    }


def _offer(data: Mapping[str, Any], basket: Any) -> TierOffer:
    plugin = registry.get("tier_rewards", data["reward"])
    tier = Tier(
        data["tier"],
        0,
        data["reward"],
        parse(plugin.args, data["args"]),
        plugin.gives,
        plugin.run,
        data["amount"],
        offer=data["offer"],
    )
    amounts = {int(line): Decimal(amount) for line, amount in data["amounts"].items()}
    if tier.gives == GIFT:
        mine = {line.product_id for line in gift_lines.gifts_of(basket) if line.id in amounts}
        amounts = gift_lines.amounts(basket, tier.id, mine)
    return TierOffer.of(
        tier,
        data["name"],
        digits=data["digits"],
        amounts=amounts,
        deferred=earned.promise(tier, data["currency"], data["digits"]),
    )
