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
class Named:
    """One of several products in a part, with its page, and how many pieces are of it."""

    title: str
    url: str
    pieces: int


@dataclass(frozen=True)
class ShownPart:
    """A part of a set: ``picks`` are the products of its pieces, in the order they were chosen.

    ``price`` is that of all pieces. ``options`` holds one product where there is no choice, and
    variants of one parent alone where ``variants``. ``several`` names the products where they are
    not one, or variants of one; else it is empty.
    """

    number: int
    quantity: int
    card: Card
    title: str
    picks: tuple[Offered, ...]
    options: tuple[Offered, ...]
    price: Decimal
    variants: bool = False
    several: tuple[Named, ...] = ()

    @property
    def fields(self) -> tuple[Offered, ...]:
        """The product of each field to choose in: one for all pieces, or one for each."""
        alike = len(set(self.picks)) == 1
        if len(self.options) < 2 or (alike and self.quantity > MOST_PICKS):
            return self.picks[:1]
        return self.picks


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
        return pieces_of((one.id for one in part.picks) for part in self.parts)

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
        for option in [sets.options[picks[0]].shown]
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
    sets: Sets, number: int, part: Part, picks: Sequence[int], cards: Mapping[int, Card]
) -> ShownPart:
    counts = Counter(picks)
    picked = [sets.options[pk] for pk in counts]
    # Sold out, or all in the basket: not to be chosen.
    room = [one for one in sets.fitting(part) if one.id in counts or sets.prices.room(one.id, 1)[0]]
    listed = room[:MOST_OPTIONS]
    listed += [one for one in picked if one not in listed]
    variants = len({one.family for one in listed}) < 2
    offered = {one.id: _offered(one, variants) for one in listed}
    card = cards[picked[0].shown.product.pk]
    title = " + ".join(one.full_title for one in picked)
    names = [
        Named(one.full_title, card.addresses.of(one.product), counts[one.id])
        for one in picked
        if not variants
    ]
    return ShownPart(
        number,
        part.quantity,
        card,
        card.title if variants and len(listed) > 1 else title,
        tuple(offered[pk] for pk in picks),
        tuple(offered.values()),
        sum((one.price * counts[one.id] for one in picked), Decimal(0)),
        variants,
        tuple(names) if len(names) > 1 else (),
    )


def _offered(one: Option, variants: bool) -> Offered:
    return Offered(one.id, one.full_title, one.apart if variants else one.full_title, one.price)
