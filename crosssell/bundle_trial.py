"""What sets of bundles would cost and save now: trial baskets of Oscar's own lines, never saved.

Prices, keys, combination and tax are those of a shopper's basket, so the figures are, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from crosssell import registry
from crosssell.bundle_rows import combine, terms_of
from crosssell.bundle_words import BundleRows
from crosssell.core.args import specs
from crosssell.core.bundle_terms import Part, Priced, Terms
from crosssell.core.money import from_minor
from crosssell.models import BundleAmount, Component, ComponentTarget
from crosssell.oscar.basket_keys import places, priced_lines
from crosssell.oscar.fillings import Filling, Targets, fillings, guests_strategy, products_of
from crosssell.oscar.imagined import Imagined, charged, permitted
from crosssell.oscar.margins import costs_of

# Sizes of a set that grows, and currencies, that are tried.
MOST_SIZES = 3
MOST_CURRENCIES = 4
# The number of rows that are not saved yet.
NOT_SAVED = -1


@dataclass(frozen=True)
class Trial:
    """One set, filled with the cheapest or the dearest products that can be bought.

    Amounts are what a guest sees, in ``currency``; margins are shares (below 0 a loss) of what is
    paid without tax, None where a cost is not known. ``kept_back``: the least margin refuses it.
    """

    currency: str
    dearest: bool
    pieces: tuple[tuple[str, int], ...]
    before: Decimal
    saved: Decimal
    margin_before: Decimal | None = None
    margin_after: Decimal | None = None
    kept_back: bool = False

    @property
    def after(self) -> Decimal:
        return self.before - self.saved

    @property
    def percent(self) -> Decimal:
        """What is saved, in per cent of the price before."""
        return 100 * self.saved / self.before if self.before else Decimal(0)


@dataclass(frozen=True)
class Tried:
    """The trials of one bundle, by currency, and what fills its parts.

    ``parts`` has for each part what its targets stand for. ``without_amount`` are
    currencies in which products sell, but the reward has no amount. ``short`` are numbers of the
    parts (from 0) with too few pieces to buy.
    """

    trials: tuple[Trial, ...] = ()
    parts: tuple[Filling, ...] = ()
    without_amount: tuple[str, ...] = ()
    short: tuple[int, ...] = ()


def tried(bundles: Sequence[BundleRows], keep_seconds: float = 0) -> list[Tried]:
    """Try every bundle, saved or not; the number of queries hangs on that of currencies alone.

    With ``keep_seconds`` it may be so old which products are the cheapest and the dearest.
    """
    found = fillings([part.targets for one in bundles for part in one.parts], keep_seconds)
    shop = _Shop({pk for one in found.values() for pk in one.ids})
    return [_tried(one, found, shop) for one in bundles]


class _Shop:
    """The candidates as lines of one piece, by currency."""

    def __init__(self, ids: Collection[int]) -> None:
        strategy = guests_strategy()
        baskets: dict[str, Imagined] = {}
        for product in products_of(ids).values():
            currency = strategy.fetch_for_product(product).price.currency
            if currency:
                baskets.setdefault(currency, Imagined(strategy)).add(product)
        costs = costs_of(ids)
        self.currencies = sorted(baskets)[:MOST_CURRENCIES]
        self.lines = {
            currency: {line.id: line for line in baskets[currency].all_lines()}
            for currency in self.currencies
        }
        self.priced = {
            currency: {one.id: one for one in priced_lines(baskets[currency], costs)}
            for currency in self.currencies
        }


def _tried(rows: BundleRows, found: Mapping[Targets, Filling], shop: _Shop) -> Tried:
    parts = tuple(found[part.targets] for part in rows.parts)
    trials: list[Trial] = []
    missing, short = [], set(range(len(parts)))
    for currency in shop.currencies:
        lines, priced = shop.lines[currency], shop.priced[currency]
        terms = _terms(rows, currency)
        sizes = (0,) if terms is None else _sizes(terms)
        short &= _picked(_sized(rows.parts, sizes[0]), lines, priced, False)[1]
        if terms is None:
            if all(_fits(part, priced) for part in rows.parts):
                missing.append(currency)
            continue
        for size in sizes:
            for dearest in (False, True):
                picked, lacking = _picked(_sized(rows.parts, size), lines, priced, dearest)
                if not lacking:
                    trials.append(_trial(terms, currency, picked, lines, priced, dearest))
    return Tried(_differing(trials), parts, tuple(missing), tuple(sorted(short)))


def _terms(rows: BundleRows, currency: str) -> Terms | None:
    """One set of it, whatever its limits; None where it gives nothing in that currency."""
    bundle = copy(rows.bundle)
    # Rows of a form are not saved: they are handed over as if they had been prefetched.
    bundle.pk = bundle.pk or NOT_SAVED
    amounts = [BundleAmount(currency=name, amount=amount) for name, amount in rows.amounts.items()]
    bundle._prefetched_objects_cache = {"amounts": amounts}
    found = terms_of(bundle, currency, [_component(part) for part in rows.parts])
    return None if found is None else replace(found, most_sets=1, most_discount=None)


def _component(part: Part) -> Component:
    made: Any = Component(pk=NOT_SAVED, quantity=part.quantity, rewarded=part.rewarded)
    targets = [ComponentTarget(kind=kind, target=pk) for kind, pk in sorted(part.targets)]
    made._prefetched_objects_cache = {"targets": targets}
    return made


def _fits(part: Part, priced: Mapping[int, Priced]) -> list[int]:
    """The lines that may fill the part, the cheapest first."""
    fitting = [one for one in priced.values() if not part.targets.isdisjoint(one.keys)]
    return [one.id for one in sorted(fitting, key=lambda one: (one.price, one.id))]


def _picked(
    parts: Sequence[Part], lines: Mapping[int, Any], priced: Mapping[int, Priced], dearest: bool
) -> tuple[Counter[int], set[int]]:
    """Pieces by line for one set, and the numbers of the parts that cannot be filled."""
    fits = [_fits(part, priced) for part in parts]
    picked: Counter[int] = Counter()
    lacking = set()
    # Where there is the least choice, first.
    for at in sorted(range(len(parts)), key=lambda at: (len(fits[at]), at)):
        wanted = parts[at].quantity
        for line in reversed(fits[at]) if dearest else fits[at]:
            held = picked[line]
            free = next(
                (more for more in range(wanted, 0, -1) if permitted(lines[line], held + more)[0]), 0
            )
            picked[line] += free
            wanted -= free
            if not wanted:
                break
        if wanted:
            lacking.add(at)
    return +picked, lacking


def _trial(
    terms: Terms,
    currency: str,
    picked: Counter[int],
    lines: Mapping[int, Any],
    priced: Mapping[int, Priced],
    dearest: bool,
) -> Trial:
    held = [replace(priced[line], quantity=pieces) for line, pieces in sorted(picked.items())]
    given = combine(held, [replace(terms, margin_floor=None)])
    off: Counter[int] = Counter()
    for one in given.sets:
        for take in one.takes:
            off[take.line] += take.discount
    before = after = Decimal(0)
    for line, pieces in picked.items():
        before += charged(lines[line], pieces)
        after += charged(lines[line], pieces, from_minor(off[line], places(currency)))
    return Trial(
        currency,
        dearest,
        tuple((lines[line].product.get_title(), pieces) for line, pieces in picked.items()),
        before,
        before - after,
        _margin(held, Counter()),
        _margin(held, off),
        kept_back=bool(given.sets) and not combine(held, [terms]).sets,
    )


def _margin(lines: Iterable[Priced], off: Counter[int]) -> Decimal | None:
    """What is left of the price without tax after the costs, as a share of it."""
    paid = cost = Decimal(0)
    for one in lines:
        if one.net is None or one.cost is None:
            return None
        whole = one.price * one.quantity
        paid += Decimal(one.net * one.quantity) * (whole - off[one.id]) / whole
        cost += one.cost * one.quantity
    return (paid - cost) / paid if paid else None


def _sizes(terms: Terms) -> tuple[int, ...]:
    """How many pieces are tried: those of the parts (0), or each tier's of a set that grows."""
    plugin = registry.get("rewards", terms.reward)
    if plugin.grows is None:
        return (0,)
    least = max(plugin.grows(terms.args), terms.parts[0].quantity)
    values = [getattr(terms.args, spec.name) for spec in specs(plugin.args)]
    steps = {
        step
        for value in values
        if isinstance(value, tuple)
        for step in value
        if isinstance(step, int) and step > least
    }
    return (least, *sorted(steps))[:MOST_SIZES]


def _sized(parts: Sequence[Part], size: int) -> Sequence[Part]:
    return [replace(part, quantity=size) for part in parts] if size else parts


def _differing(trials: Sequence[Trial]) -> tuple[Trial, ...]:
    """Without the dearest filling where it is the cheapest, too."""
    kept: list[Trial] = []
    for one in trials:
        if not (kept and one.dearest and kept[-1].pieces == one.pieces):
            kept.append(one)
    return tuple(kept)
