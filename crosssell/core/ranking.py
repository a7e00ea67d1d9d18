"""Fills the widgets of a page from lists of candidates; pure.

Rules fill a widget in order, pinned products stand at their places, a product (its whole family)
appears once a page, the first widget wins, and a widget below its least items is not shown and
takes nothing from the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from crosssell.core.data import Candidate, Product, Verdict
from crosssell.core.scoring import Weighted, beside, ranked
from crosssell.core.shown import OWN

Label = Literal["primary", "backup", "pinned"]
Outcome = Literal["shown", "after_last", "duplicate", "unknown", "kept_out"]


@dataclass(frozen=True, slots=True)
class Pool:
    """A rule's candidates, best first by their own score, and the boosts that order them anew.

    ``key`` is the caller's; ``label`` says what they are, ``source`` which of the rule's
    strategies they come from (``core.shown``).
    """

    key: int
    candidates: Sequence[Candidate]
    label: Label = "primary"
    boosts: Sequence[Weighted] = ()
    source: int = OWN


@dataclass(frozen=True, slots=True)
class Pin:
    """A candidate at a place of the widget, counted from 1; its pool says whose it is."""

    position: int
    candidate: Candidate
    pool: Pool


@dataclass(frozen=True, slots=True)
class Want:
    """A widget: its pools in the order that fills it, how many items it shows, and its pins."""

    pools: Sequence[Pool]
    least: int
    most: int
    pins: Sequence[Pin] = ()


@dataclass(frozen=True, slots=True)
class Pick:
    """A candidate that passed, the pool that brought it, its product, and its pinned place."""

    candidate: Candidate
    pool: Pool
    product: Product
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What a widget shows, and the next best ones should any of it turn out not to be had."""

    shown: tuple[Pick, ...] = ()
    reserve: tuple[Pick, ...] = ()


Keep = Callable[[Pool, Product], Verdict]
Note = Callable[[int, Pool, Candidate, Outcome, str], None]
Tell = Callable[[Pool, Candidate, Outcome, str], None]


def choose(
    wants: Sequence[Want],
    products: Mapping[int, Product],
    keep: Keep,
    reserve: int = 0,
    note: Note | None = None,
) -> list[Choice]:
    """Return one choice a want.

    ``keep`` judges a product for a pool. ``reserve`` is how many further picks a widget that is
    shown holds back. ``note(want's index, pool, candidate, outcome, code)`` is told what became
    of every candidate; without it, judging stops as soon as a widget is full.
    """
    taken: set[int] = set()
    choices = []
    for index, want in enumerate(wants):
        filling = _Filling(want, products, keep, reserve, set(taken), _tell(note, index))
        choice = filling.choice()
        choices.append(choice)
        taken.update(pick.product.family for pick in choice.shown)
    return choices


def _tell(note: Note | None, index: int) -> Tell | None:
    if note is None:
        return None
    return lambda pool, candidate, outcome, code: note(index, pool, candidate, outcome, code)


@dataclass
class _Filling:
    """One widget on its way to being full."""

    want: Want
    products: Mapping[int, Product]
    keep: Keep
    reserve: int
    seen: set[int]
    tell: Tell | None

    def choice(self) -> Choice:
        want, enough = self.want, self.want.most + self.reserve
        pins = self._pins()
        picks: list[Pick] = []
        for pool in want.pools:
            if len(pins) + len(picks) >= enough and self.tell is None:
                break
            for candidate, code in _in_order(pool, self.products, pins, picks, enough):
                full = len(pins) + len(picks) >= enough
                if full and self.tell is None:
                    break
                pick = self._judged(pool, candidate, code, len(pins) + len(picks) >= want.most)
                if pick is not None and not full:
                    picks.append(pick)
        if len(pins) + len(picks) < want.least:
            return Choice()
        order = _placed(pins, picks)
        return Choice(tuple(order[: want.most]), tuple(order[want.most :]))

    def _pins(self) -> list[Pick]:
        found: list[Pick] = []
        for pin in sorted(self.want.pins, key=lambda pin: pin.position):
            pick = self._judged(pin.pool, pin.candidate, "", len(found) >= self.want.most)
            if pick is not None and len(found) < self.want.most:
                found.append(replace(pick, position=pin.position))
        # The last of many pins at the end of a widget must not push each other out of it.
        last = self.want.most - len(found) + 1
        return [
            replace(pick, position=min(pick.position or 1, last + place))
            for place, pick in enumerate(found)
        ]

    def _judged(self, pool: Pool, candidate: Candidate, code: str, late: bool) -> Pick | None:
        """The pick if the candidate is good; every outcome is told."""
        product = self.products.get(candidate.product_id)
        outcome: Outcome = "after_last" if late else "shown"
        if product is None:
            outcome = "unknown"
        elif product.family in self.seen:
            outcome = "duplicate"
        else:
            verdict = Verdict(False, code) if code else self.keep(pool, product)
            if not verdict.ok:
                outcome, code = "kept_out", verdict.code
            else:
                self.seen.add(product.family)
        if self.tell is not None:
            self.tell(pool, candidate, outcome, code)
        if product is None or outcome not in ("shown", "after_last"):
            return None
        return Pick(candidate, pool, product)


def _in_order(
    pool: Pool,
    products: Mapping[int, Product],
    pins: list[Pick],
    picks: list[Pick],
    enough: int,
) -> Iterator[tuple[Candidate, str]]:
    """The pool's candidates, best first beside what is chosen, and why one may not be beside it."""
    order = ranked(pool.candidates, products, pool.boosts)
    rescore = beside(products, pool.boosts)
    if rescore is None:
        yield from ((one, "") for one in order)
        return
    left = list(order)
    while left:
        chosen = [pick.product for pick in (*pins, *picks)]
        anew = [(one, rescore(one, chosen)) for one in left]
        good = [(place, new) for place, (_, new) in enumerate(anew) if new is not None]
        if not good:
            yield from ((one, "enough_alike") for one in left)
            return
        if len(chosen) >= enough:
            # Nothing more is chosen: what is left cannot change places any more.
            yield from ((new or one, "" if new else "enough_alike") for one, new in anew)
            return
        place, best = max(good, key=lambda one: (one[1].score, -one[0]))
        del left[place]
        yield best, ""


def _placed(pins: list[Pick], picks: list[Pick]) -> list[Pick]:
    """Pins at their places among the others, without holes where there are too few of these."""
    order: list[Pick] = []
    waiting, others = list(pins), list(picks)
    while waiting or others:
        due = waiting and (not others or (waiting[0].position or 0) <= len(order) + 1)
        order.append(waiting.pop(0) if due else others.pop(0))
    return order
