"""Which sets of products a bundle holds already, live or a draft."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import permutations

from crosssell.core.bundle_terms import Key
from crosssell.models import Bundle
from crosssell.models.reading_rivals import live_bundles

# More bundles of the same few hundred products than anybody makes by hand.
MOST = 5_000
MOST_PIECES = 3


class Covered:
    """Bundles of at most three pieces that the products of some sets complete."""

    def __init__(self, keys: Mapping[int, Collection[Key]], now: datetime) -> None:
        self._keys = keys
        self._slots: defaultdict[Key, list[list[frozenset[Key]]]] = defaultdict(list)
        every = frozenset().union(*keys.values()) if keys else frozenset()
        for bundle in live_bundles(every, now, MOST, drafts=True):
            slots = _slots(bundle)
            if 1 < len(slots) <= MOST_PIECES:
                for key in min(slots, key=len):
                    self._slots[key].append(slots)

    def holds(self, products: Sequence[int]) -> bool:
        """Whether one of each of these completes a bundle, and none is left over."""
        return any(
            len(slots) == len(products) and self._fill(slots, products)
            for product in products
            for key in self._keys.get(product, ())
            for slots in self._slots.get(key, ())
        )

    def _fill(self, slots: Sequence[frozenset[Key]], products: Iterable[int]) -> bool:
        return any(
            all(
                not slot.isdisjoint(self._keys.get(product, ()))
                for slot, product in zip(slots, ordered, strict=True)
            )
            for ordered in permutations(products)
        )


def _slots(bundle: Bundle) -> list[frozenset[Key]]:
    """What fills each piece of a set."""
    return [
        targets
        for part in bundle.components.all()
        for targets in [frozenset((one.kind, one.target) for one in part.targets.all())]
        for _piece in range(min(part.quantity, MOST_PIECES + 1))
    ]
