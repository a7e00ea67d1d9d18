"""Which products fill the parts of bundles, for one visitor, and what that costs and saves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from crosssell import registry
from crosssell.core.args import ArgsError, parse
from crosssell.core.bundle_terms import Key, Part
from crosssell.models import Bundle
from crosssell.models.bundle_reading import parts_of
from crosssell.sets.options import Option, options
from crosssell.sets.prices import Bill, Prices, Visitor

# Options of a part, and listed products of it that are looked at.
MOST_OPTIONS = 24

# By part (from 1), the products that a shopper has chosen: one for all pieces, or one for each.
Choices = Mapping[int, Sequence[int]]


@dataclass(frozen=True, eq=False)
class Filled:
    """A bundle with its parts, the product of each piece of each, and the bill for them."""

    bundle: Bundle
    parts: tuple[Part, ...]
    picks: tuple[tuple[int, ...], ...]
    bill: Bill


class Sets:
    """Sets of several bundles for one visitor, in a fixed number of queries.

    ``also`` are products that sets may be asked to hold, ``choices`` what a shopper has chosen, by
    bundle. ``partners`` go well with the page's product, best first.
    """

    def __init__(
        self,
        bundles: Iterable[Bundle],
        visitor: Visitor,
        *,
        also: Collection[int] = (),
        partners: Sequence[int] = (),
        choices: Mapping[int, Choices] | None = None,
    ) -> None:
        self._bundles = list(bundles)
        self._choices = choices or {}
        self._ranks = {pk: rank for rank, pk in enumerate(partners)}
        stored = parts_of([bundle.pk for bundle in self._bundles])
        self.parts = {one.pk: _smallest(one, stored.get(one.pk, ())) for one in self._bundles}
        chosen = [pk for some in self._choices.values() for picks in some.values() for pk in picks]
        self.options = options(
            self._targets(),
            [*also, *chosen],
            strategy=visitor.strategy,
            run_id=visitor.run_id,
            now=visitor.now,
        )
        # In an empty basket the first product says the currency.
        first = sorted(self.options.values(), key=lambda one: not {one.id, one.family} & set(also))
        self.prices = Prices(visitor, [one.product for one in first])
        self.fitting = cache(self._fitting)

    def found(self, most: int | None = None, own: Collection[int] = ()) -> list[Filled]:
        """The sets that can be had and save something, what saves most first.

        ``own`` are a product and its variants of which each set must hold one; none: any set.
        """
        mine = {one.id for one in self.options.values() if {one.id, one.family} & set(own)}
        if own and not mine:
            return []
        guessed = []
        for bundle in self._bundles:
            picks = self._filled(bundle, mine)
            guess = self.prices.alone(bundle.pk, pieces_of(picks)) if picks is not None else 0
            if picks is not None and guess:
                guessed.append((-guess, bundle.priority, bundle.pk, bundle, picks))
        found: list[Filled] = []
        # A bill asks for all bundles of the basket: only for those that are likely to be shown.
        for *_place, bundle, picks in sorted(guessed, key=lambda one: one[:3]):
            bill = self.prices.bill(pieces_of(picks))
            if bill.saved > 0 and bill.sets.get(bundle.pk, 0) > 0:
                found.append(Filled(bundle, self.parts[bundle.pk], tuple(picks), bill))
            if len(found) == most:
                break
        return sorted(found, key=lambda one: (-one.bill.saved, one.bundle.priority, one.bundle.pk))

    def _fitting(self, part: Part) -> tuple[Option, ...]:
        """What may fill a part, as the shop's shelves are ordered."""
        found = [one for one in self.options.values() if self.prices.keys(one.id) & part.targets]
        found.sort(key=lambda one: (one.rank, one.price, one.id))
        return tuple(found)

    def _targets(self) -> set[Key]:
        return {
            key
            for parts in self.parts.values()
            for part in parts
            for key in sorted(part.targets)[:MOST_OPTIONS]
        }

    def _filled(self, bundle: Bundle, own: set[int]) -> list[tuple[int, ...]] | None:
        """The product of each piece, part by part, in the order of what was chosen.

        None where a part cannot be had, or none of ``own`` is in it.
        """
        parts = self.parts[bundle.pk]
        fitting = [self.fitting(part) for part in parts]
        if not all(fitting) or (own and all(one.id not in own for some in fitting for one in some)):
            return None
        picks: list[tuple[int, ...]] = [()] * len(parts)
        used: Counter[int] = Counter()
        # Where there is the least choice, first.
        for index in sorted(range(len(parts)), key=lambda one: (len(fitting[one]), one)):
            chosen = self._choices.get(bundle.pk, {}).get(index + 1, ())
            mine: list[int] = []
            for piece in range(parts[index].quantity):
                wish = chosen[min(piece, len(chosen) - 1)] if chosen else None
                one = self._pick(fitting[index], used, set(mine), wish, own)
                if one is None:
                    return None
                mine.append(one.id)
                used[one.id] += 1
            picks[index] = tuple(mine)
        return picks if parts and (not own or own & used.keys()) else None

    def _pick(
        self,
        fitting: Iterable[Option],
        used: Counter[int],
        mine: set[int],
        wish: int | None,
        own: set[int],
    ) -> Option | None:
        """The next piece: as wished, else the page's product, what goes with it, the cheapest."""
        wanting = bool(own) and not own & used.keys()

        def place(one: Option) -> tuple[Any, ...]:
            return (
                one.id != wish,
                one.id not in mine,
                wanting and one.id not in own,
                one.id in used,
                min(self._ranks.get(pk, len(self._ranks)) for pk in (one.id, one.family)),
                one.price,
                # Of the same price, as pages list variants: by name.
                one.full_title,
                one.id,
            )

        for one in sorted(fitting, key=place):
            if self.prices.room(one.id, used[one.id] + 1)[0]:
                return one
        return None


def pieces_of(picks: Iterable[Iterable[int]]) -> Counter[int]:
    """How many of each product the parts have together."""
    return Counter(pk for part in picks for pk in part)


def _smallest(bundle: Bundle, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts of the smallest set that gets something."""
    try:
        plugin = registry.get("rewards", bundle.reward)
        if plugin.grows is None or len(parts) != 1:
            return parts
        least = plugin.grows(parse(plugin.args, bundle.args))
    except (registry.UnknownPlugin, ArgsError):
        return ()
    return (replace(parts[0], quantity=max(parts[0].quantity, least)),)
