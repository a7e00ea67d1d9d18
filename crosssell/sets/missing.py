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
    found, currency = completions(visitor)
    return _shown(found[:most], currency)


def completions(visitor: Visitor) -> tuple[list[Completion], str]:
    """What completes a bundle of this basket, what saves most first, and the basket's currency.

    No product comes twice. Amounts are what the basket saves more once the pieces lie in it,
    whatever else changes by that. A fixed number of queries, one where no bundle is near.
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
    found = []
    for row, part, quantity in short:
        best = _completes(prices, list(offered.values()), row, targets[part], quantity)
        if best is not None:
            found.append(Completion(*best, row, quantity))
    found.sort(key=lambda one: (-one.bill.saved, one.row.terms.priority, one.row.terms.id))
    taken: dict[int, Completion] = {}
    for one in found:
        taken.setdefault(one.option.id, one)
    return list(taken.values()), prices.currency


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
        )
    rows.sort(key=lambda row: (row.terms.priority, row.terms.id))
    return {row.terms.id: row for row in rows}


def _completes(
    prices: Prices,
    offered: Sequence[Option],
    row: Row,
    targets: frozenset[Key],
    quantity: int,
) -> tuple[Option, Bill] | None:
    """The cheapest product with which the basket is given the bundle, and what it then saves."""
    fitting = [
        one for one in offered if prices.keys(one.id) & targets and prices.room(one.id, quantity)[0]
    ]
    for one in sorted(fitting, key=lambda one: (one.price, one.id))[:MOST_TRIED]:
        bill = prices.bill({one.id: quantity})
        if bill.saved > 0 and bill.sets.get(row.terms.id, 0) > 0:
            return one, bill
    return None


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
