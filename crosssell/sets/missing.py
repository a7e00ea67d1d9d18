"""Bundles that the visitor's basket is one part short of, and the piece that completes each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from crosssell.bundle_rows import Row, completable, missing, near
from crosssell.core.bundle_terms import Key
from crosssell.models.bundle_reading import targets_of
from crosssell.oscar.basket_keys import currency_of, priced_lines
from crosssell.oscar.cards import Card, drawn
from crosssell.oscar.imagined import Imagined
from crosssell.sets.options import Option, options
from crosssell.sets.prices import Bill, Prices, Visitor

# Products that are tried for a part, the cheapest first.
MOST_TRIED = 6
# Bundles that are looked at, and products that one of them lists for the part.
MOST_BUNDLES = 12
MOST_OPTIONS = 24


@dataclass(frozen=True)
class Completing:
    """A product that completes a bundle: what so many pieces cost, and what the basket saves."""

    bundle_id: int
    name: str
    slug: str
    product_id: int
    title: str
    card: Card
    quantity: int
    price: Decimal
    saved: Decimal
    currency: str


@dataclass(frozen=True, eq=False)
class Completion:
    """So many pieces of a product that complete a bundle, and what the basket then saves more."""

    option: Option
    bill: Bill
    row: Row
    quantity: int


def completing(visitor: Visitor, most: int) -> list[Completing]:
    """What ``completions`` finds, as a template shows it; one query more for the pictures."""
    found, currency = completions(visitor, most)
    return _shown(found, currency)


def completions(visitor: Visitor, most: int) -> tuple[list[Completion], str]:
    """What completes a bundle of this basket, what saves most first, and the basket's currency.

    At most so many, and no product twice. Amounts are what the basket saves more once the pieces
    lie in it, whatever else changes by that. A fixed number of queries.
    """
    if not visitor.lines:
        return [], ""
    basket = Imagined(visitor.strategy, visitor.lines)
    lines = priced_lines(basket)
    keys = frozenset().union(*(one.keys for one in lines))
    rows = _near(visitor, keys, currency_of(basket))
    short = [
        (rows[one.bundle], rows[one.bundle].components[one.part], one.quantity)
        for one in missing(lines, [row.terms for row in rows.values()])
    ][:MOST_BUNDLES]
    targets = targets_of([part for _row, part, _quantity in short])
    wanted = {key for some in targets.values() for key in sorted(some)[:MOST_OPTIONS]}
    if not wanted:
        return [], ""
    offered = options(wanted, (), strategy=visitor.strategy, run_id=visitor.run_id, now=visitor.now)
    prices = Prices(visitor, [one.product for one in offered.values()])
    guessed = []
    for row, part, quantity in short:
        guess, option = _guess(prices, list(offered.values()), row, targets[part], quantity)
        if option is not None:
            guessed.append((-guess, row.terms.priority, row.terms.id, row, option, quantity))
    found: dict[int, Completion] = {}
    # A bill asks for all bundles of the basket: only for those that are likely to be shown.
    for *_place, row, option, quantity in sorted(guessed, key=lambda one: one[:3]):
        if len(found) == most:
            break
        if option.id not in found:
            bill = prices.bill({option.id: quantity})
            if bill.saved > 0 and bill.sets.get(row.terms.id, 0) > 0:
                found[option.id] = Completion(option, bill, row, quantity)
    best = sorted(
        found.values(),
        key=lambda one: (-one.bill.saved, one.row.terms.priority, one.row.terms.id),
    )
    return best, prices.currency


def _near(visitor: Visitor, keys: frozenset[Key], currency: str) -> dict[int, Row]:
    if not keys:
        return {}
    rows = []
    for look_up in (completable, near):
        rows += look_up(
            keys,
            currency=currency,
            user_id=visitor.user_id,
            now=visitor.now,
            customer=visitor.customer,
            request=visitor.request,
        )
    rows.sort(key=lambda row: (row.terms.priority, row.terms.id))
    return {row.terms.id: row for row in rows}


def _guess(
    prices: Prices,
    offered: Sequence[Option],
    row: Row,
    targets: frozenset[Key],
    quantity: int,
) -> tuple[int, Option | None]:
    """The cheapest product with which the bundle takes something off, and how much by itself."""
    fitting = [
        one for one in offered if prices.keys(one.id) & targets and prices.room(one.id, quantity)[0]
    ]
    for one in sorted(fitting, key=lambda one: (one.price, one.id))[:MOST_TRIED]:
        guess = prices.alone(row.terms.id, {one.id: quantity}, own=True)
        if guess:
            return guess, one
    return 0, None


def _shown(found: Sequence[Completion], currency: str) -> list[Completing]:
    shown = {one.option.shown.product.pk: one.option.shown for one in found}
    cards = drawn(shown.values())
    return [
        Completing(
            one.row.terms.id,
            one.row.name,
            one.row.slug,
            one.option.id,
            one.option.full_title,
            cards[one.option.shown.product.pk],
            one.quantity,
            one.bill.before,
            one.bill.saved,
            currency,
        )
        for one in found
    ]
