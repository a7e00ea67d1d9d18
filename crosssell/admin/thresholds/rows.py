"""A threshold with all its rows, as it is saved, was once, or stands in a form."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from crosssell import registry
from crosssell.core.args import parse
from crosssell.core.bundle_terms import Key
from crosssell.core.money import digits
from crosssell.core.threshold_terms import Ladder
from crosssell.core.threshold_terms import Tier as TierTerms
from crosssell.models import Threshold, Tier

PREFETCH = ("countries", "tiers__amounts", "tiers__gifts", "texts", "uncounted")
# Where it begins, and the reward's own amount.
Amount = tuple[Decimal, Decimal | None]


@dataclass(frozen=True)
class TierRows:
    """A tier; ``amounts`` are by currency, ``gifts`` ids of products, the usual one first."""

    tier: Tier
    amounts: Mapping[str, Amount]
    gifts: tuple[int, ...] = ()

    @property
    def plugin(self) -> registry.Plugin | None:
        """Its reward; None where that is not installed."""
        try:
            return registry.get("tier_rewards", self.tier.reward)
        except registry.UnknownPlugin:
            return None


@dataclass(frozen=True)
class ThresholdRows:
    """``countries`` are ISO codes, ``texts`` languages with what the bar says there."""

    threshold: Threshold
    tiers: tuple[TierRows, ...]
    countries: tuple[str, ...] = ()
    uncounted: tuple[Key, ...] = ()
    texts: tuple[tuple[str, str, str, str], ...] = ()

    @classmethod
    def of(cls, threshold: Threshold) -> "ThresholdRows":
        """The rows as they are; prefetch ``PREFETCH`` for a list."""
        tiers = tuple(
            TierRows(
                tier,
                {one.currency: (one.at_least, one.amount) for one in tier.amounts.all()},
                tuple(one.product_id for one in tier.gifts.all()),
            )
            for tier in threshold.tiers.all()
        )
        return cls(
            threshold,
            tiers,
            tuple(sorted(one.pk for one in threshold.countries.all())),
            tuple(sorted((one.kind, one.target) for one in threshold.uncounted.all())),
            tuple(
                (one.language, one.initial, one.progress, one.reached)
                for one in threshold.texts.all()
            ),
        )

    @property
    def currencies(self) -> tuple[str, ...]:
        """Those in which a tier begins, A to Z."""
        return tuple(sorted({code for one in self.tiers for code in one.amounts}))

    def ladder(self, currency: str) -> Ladder:
        """Its tiers in that currency as bars know them; their ids are their places, from 1."""
        places = digits(currency)
        found = []
        for place, one in enumerate(self.tiers, start=1):
            plugin, (begins, amount) = one.plugin, one.amounts.get(currency, (None, None))
            if plugin is None or begins is None or (plugin.amount and amount is None):
                continue
            try:
                args = parse(plugin.args, one.tier.args or {})
            except ValueError:
                continue
            found.append(
                TierTerms(
                    place,
                    int(begins.scaleb(places)),
                    one.tier.reward,
                    args,
                    plugin.gives,
                    plugin.run,
                    None if amount is None else int(amount.scaleb(places)),
                    one.tier.decorative,
                    one.tier.label,
                    one.gifts,
                )
            )
        row = self.threshold
        return Ladder(
            row.pk or 0,
            row.name,
            currency,
            places,
            tuple(sorted(found, key=lambda one: (one.at_least, one.id))),
            row.adds_up,
            row.with_bundles,
            row.with_offers,
            row.with_vouchers,
            frozenset(self.uncounted),
            self.texts,
        )
