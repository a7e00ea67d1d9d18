"""A filled bundle as a template shows it: cards, choices and amounts; no query is left to make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from crosssell.core.bundle_terms import Part
from crosssell.models import Bundle
from crosssell.oscar.cards import Card, drawn
from crosssell.sets.filled import MOST_OPTIONS, Filled, Sets, pieces_of
from crosssell.sets.options import Option

# A shopper chooses each piece of a part by itself, up to so many.
MOST_PICKS = 4


@dataclass(frozen=True)
class Offered:
    """A product that may fill a part; ``apart`` is what sets it apart from the others."""

    id: int
    title: str
    apart: str
    price: Decimal


@dataclass(frozen=True)
class ShownPart:
    """A part of a set: ``picks`` are the products of its pieces, in pairs of product and pieces.

    ``price`` is that of all pieces. ``options`` holds one product where there is no choice, and
    variants of one parent alone where ``variants``.
    """

    number: int
    quantity: int
    card: Card
    title: str
    picks: tuple[tuple[Offered, int], ...]
    options: tuple[Offered, ...]
    price: Decimal
    variants: bool = False

    @property
    def fields(self) -> tuple[Offered, ...]:
        """The product of each field to choose in: one for all pieces, or one for each."""
        alike = len(self.picks) == 1
        if len(self.options) < 2 or (alike and self.quantity > MOST_PICKS):
            return (self.picks[0][0],)
        return tuple(one for one, pieces in self.picks for _ in range(pieces))


@dataclass(frozen=True)
class ShownSet:
    """A bundle with its parts filled. Amounts are what adding it would cost and save now."""

    bundle: Bundle
    parts: tuple[ShownPart, ...]
    currency: str
    before: Decimal
    after: Decimal
    saved: Decimal

    @property
    def pieces(self) -> Counter[int]:
        """How many of each product are in it."""
        return pieces_of(
            Counter({one.id: count for one, count in part.picks}) for part in self.parts
        )

    @property
    def has_choices(self) -> bool:
        """Whether the shopper has something to choose."""
        return any(len(part.options) > 1 for part in self.parts)


def shown(sets: Sets, filled: Iterable[Sequence[Filled]]) -> list[list[ShownSet]]:
    """Lists of sets as they are shown; one query for the pictures of all."""
    lists = [list(some) for some in filled]
    # One picture stands for a part, of its first pick.
    chosen = {
        option.product.pk: option
        for some in lists
        for one in some
        for picks in one.picks
        for option in [sets.options[next(iter(picks))].shown]
    }
    cards = drawn(chosen.values())
    return [[_set(sets, one, cards) for one in some] for some in lists]


def _set(sets: Sets, one: Filled, cards: Mapping[int, Card]) -> ShownSet:
    return ShownSet(
        one.bundle,
        tuple(
            _part(sets, number, part, picks, cards)
            for number, (part, picks) in enumerate(zip(one.parts, one.picks, strict=True), start=1)
        ),
        sets.prices.currency,
        one.bill.before,
        one.bill.after,
        one.bill.saved,
    )


def _part(
    sets: Sets, number: int, part: Part, picks: Counter[int], cards: Mapping[int, Card]
) -> ShownPart:
    picked = [sets.options[pk] for pk in picks]
    # Sold out, or all in the basket: not to be chosen.
    room = [one for one in sets.fitting(part) if one.id in picks or sets.prices.room(one.id, 1)[0]]
    listed = room[:MOST_OPTIONS]
    listed += [one for one in picked if one not in listed]
    variants = len({one.family for one in listed}) < 2
    offered = {one.id: _offered(one, variants) for one in listed}
    card = cards[picked[0].shown.product.pk]
    return ShownPart(
        number,
        part.quantity,
        card,
        card.title if variants and len(listed) > 1 else picked[0].full_title,
        tuple((offered[pk], pieces) for pk, pieces in picks.items()),
        tuple(offered.values()),
        sum((sets.options[pk].price * pieces for pk, pieces in picks.items()), Decimal(0)),
        variants,
    )


def _offered(one: Option, variants: bool) -> Offered:
    return Offered(one.id, one.full_title, one.apart if variants else one.full_title, one.price)
