"""Rows of thresholds as the values that decisions are made from, kept while nothing changes."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from django.db.models import prefetch_related_objects
from django.utils import timezone

from crosssell import registry
from crosssell.core.args import parse
from crosssell.core.bundle_terms import Key
from crosssell.core.threshold_terms import GIFT, Ladder
from crosssell.core.threshold_terms import Tier as TierTerms
from crosssell.kept import Kept
from crosssell.models.threshold import Threshold, Tier
from crosssell.oscar.basket_keys import places

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Row:
    """A threshold that is on, with all that belongs to it, and for whom it is."""

    threshold: Threshold
    group_id: int | None
    countries: frozenset[str]
    uncounted: frozenset[Key]
    texts: tuple[tuple[str, str, str, str], ...]
    # (tier, currency) -> from where on, and the reward's own amount.
    amounts: Mapping[tuple[int, str], tuple[Decimal, Decimal | None]]
    tiers: tuple[Tier, ...]
    _ladders: dict[str, Ladder] = field(default_factory=dict)

    def ladder(self, currency: str) -> Ladder | None:
        """Its tiers in that currency, made once; None where none has an amount in it."""
        known = self._ladders.get(currency) or self._ladder(currency)
        if known is not None:
            self._ladders[currency] = known
        return known

    def _ladder(self, currency: str) -> Ladder | None:
        digits = places(currency)
        found = [one for tier in self.tiers for one in self._tier(tier, currency, digits)]
        if not found:
            return None
        return Ladder(
            self.threshold.pk,
            self.threshold.name,
            currency,
            digits,
            tuple(sorted(found, key=lambda one: (one.at_least, one.id))),
            self.threshold.adds_up,
            self.threshold.with_bundles,
            self.threshold.with_offers,
            self.threshold.with_vouchers,
            self.uncounted,
            self.texts,
        )

    def _tier(self, tier: Tier, currency: str, digits: int) -> Iterable[TierTerms]:
        begins, amount = self.amounts.get((tier.pk, currency), (None, None))
        if begins is None:
            return
        try:
            plugin = registry.get("tier_rewards", tier.reward)
            args = parse(plugin.args, tier.args)
        except (registry.UnknownPlugin, ValueError):
            log.warning("Tier %s gives nothing: its reward %r is unusable.", tier.pk, tier.reward)
            return
        gifts = [one.product_id for one in tier.gifts.all()] if plugin.gives == GIFT else []
        if plugin.amount and amount is None:
            return
        yield TierTerms(
            tier.pk,
            _minor(begins, digits),
            tier.reward,
            args,
            plugin.gives,
            plugin.run,
            None if amount is None else _minor(amount, digits),
            tier.decorative,
            tier.label,
            tuple(gifts),
            tier.offer_id,
        )


def load() -> tuple[Row, ...]:
    """All thresholds that are on and have not ended, in their order; at most 7 queries."""
    rows = list(Threshold.objects.filter(active=True).exclude(ends_at__lte=timezone.now()))
    prefetch_related_objects(
        rows, "countries", "texts", "uncounted", "tiers__amounts", "tiers__gifts"
    )
    return tuple(_row(one) for one in rows)


def _row(threshold: Threshold) -> Row:
    tiers = tuple(threshold.tiers.all())
    amounts: dict[tuple[int, str], tuple[Decimal, Decimal | None]] = {}
    for tier in tiers:
        for one in tier.amounts.all():
            amounts[tier.pk, one.currency] = one.at_least, one.amount
    return Row(
        threshold,
        threshold.group_id,
        frozenset(one.pk for one in threshold.countries.all()),
        frozenset((one.kind, one.target) for one in threshold.uncounted.all()),
        tuple(
            (one.language, one.initial, one.progress, one.reached) for one in threshold.texts.all()
        ),
        amounts,
        tiers,
    )


def in_force(now: datetime) -> tuple[Row, ...]:
    """The thresholds in force at ``now`` (aware), in their order; no query while warm."""
    return tuple(row for row in kept.current() if row.threshold.in_force(now))


def goes_to(tier_id: int, country: str) -> bool:
    """Whether the threshold of the tier is for that country (ISO code), as far as is known."""
    rows = (row for row in kept.current() if any(one.pk == tier_id for one in row.tiers))
    return all(not row.countries or country in row.countries for row in rows)


def _minor(amount: Decimal, digits: int) -> int:
    """Whole minor units; a part of one counts as the next."""
    return int(amount.scaleb(digits).to_integral_value(ROUND_CEILING))


kept = Kept(load)
