"""The live bundles beside which a draft would be given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from crosssell.bundle_rows import terms_of
from crosssell.core.bundle_terms import Combination, GivenSet, Key, Priced, Terms
from crosssell.core.money import from_minor
from crosssell.core.replay import Rival, by_bundle
from crosssell.models import Bundle
from crosssell.models.reading_rivals import live_bundles, members
from crosssell.oscar.basket_keys import places
from crosssell.simulation.draft import Draft
from crosssell.simulation.results import RivalTold

# More than so many overlap with nothing that a merchant could read.
MOST = 1_000


class Rivals:
    """Live bundles as they are now; what was used of their limits so far does not matter."""

    def __init__(
        self, draft: Draft, keys: Collection[Key], currencies: Iterable[str],
        user_ids: Collection[Any], now: datetime,
    ) -> None:  # fmt: skip
        bundles = live_bundles(keys, now, MOST + 1, draft.bundle_id)
        self.left_out = len(bundles) > MOST
        self._own = draft.number
        self.bundles: dict[int, Bundle] = {one.pk: one for one in bundles[:MOST]}
        groups = {one.group_id for one in bundles if one.group_id is not None}
        self._members = members(groups, user_ids)
        self._by_key: dict[str, dict[Key, list[Terms]]] = {}
        for currency in currencies:
            self._by_key[currency] = _indexed(bundles[:MOST], currency)
        self._counts: dict[tuple[str, int], Rival] = {}

    def of(self, lines: Sequence[Priced], currency: str, user_id: Any) -> list[Terms]:
        """The bundles that this order may complete."""
        keys = frozenset().union(*(line.keys for line in lines))
        index = self._by_key.get(currency)
        if not index:
            return []
        found = {terms.id: terms for key in keys for terms in index.get(key, ())}
        return [
            terms
            for _, terms in sorted(found.items())
            if self._for(terms.id, user_id) and _filled(terms, lines)
        ]

    def count(self, currency: str, before: Combination, after: Combination) -> None:
        """Count an order that completes the draft: its sets without and with the draft."""
        then, now = by_bundle(before.sets), by_bundle(after.sets)
        kept = self._own not in now
        for pk in sorted((then.keys() | now.keys()) - {self._own}):
            rival = self._counts.setdefault((currency, pk), Rival())
            rival.count(_sum(then.get(pk, ())), _sum(now.get(pk, ())), kept)

    def told(self) -> tuple[RivalTold, ...]:
        """Those that give more or less beside the draft or keep it out, most orders first."""
        found = []
        for (currency, pk), one in self._counts.items():
            if one.before == one.after and not one.lost and not one.kept:
                continue
            digits = places(currency)
            before, after = from_minor(one.before, digits), from_minor(one.after, digits)
            name = self.bundles[pk].name
            found.append(
                RivalTold(pk, name, currency, one.orders, before, after, one.lost, one.kept)
            )
        return tuple(sorted(found, key=lambda one: (-one.orders, one.currency, one.id)))

    def _for(self, bundle_id: int, user_id: Any) -> bool:
        group = self.bundles[bundle_id].group_id
        return group is None or user_id in self._members.get(group, ())


def _indexed(bundles: Iterable[Bundle], currency: str) -> dict[Key, list[Terms]]:
    """The bundles' terms by what fills the first part of each."""
    found: defaultdict[Key, list[Terms]] = defaultdict(list)
    for bundle in bundles:
        terms = terms_of(bundle, currency)
        if terms is None:
            continue
        first = min(terms.parts, key=lambda part: len(part.targets))
        for key in first.targets:
            found[key].append(terms)
    return found


def _filled(terms: Terms, lines: Sequence[Priced]) -> bool:
    """Whether the lines hold enough pieces for each part alone."""
    return all(
        sum(line.quantity for line in lines if not part.targets.isdisjoint(line.keys))
        >= part.quantity
        for part in terms.parts
    )


def _sum(sets: Iterable[GivenSet]) -> int:
    return sum(one.discount for one in sets)
