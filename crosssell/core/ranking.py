"""Fills the widgets of a page from lists of candidates; pure.

Rules fill a widget in order, a product (its whole family) appears once a page, the first widget
wins, and a widget below its least items is not shown and takes nothing from the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from crosssell.core.data import Candidate, Product, Verdict

Outcome = Literal["shown", "after_last", "duplicate", "unknown", "kept_out"]


@dataclass(frozen=True, slots=True)
class Pool:
    """A rule's candidates, best first. ``key`` is the caller's; ``backup`` marks a top-up."""

    key: int
    candidates: Sequence[Candidate]
    backup: bool = False


@dataclass(frozen=True, slots=True)
class Want:
    """A widget: its pools in the order that fills it, and how many items it shows."""

    pools: Sequence[Pool]
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Pick:
    """A candidate that passed, the pool that brought it, and its product."""

    candidate: Candidate
    pool: Pool
    product: Product


@dataclass(frozen=True, slots=True)
class Choice:
    """What a widget shows, and the next best ones should any of it turn out not to be had."""

    shown: tuple[Pick, ...] = ()
    reserve: tuple[Pick, ...] = ()


Keep = Callable[[Pool, Product], Verdict]
Note = Callable[[int, Pool, Candidate, Outcome, str], None]


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
        tell = _tell(note, index)
        choice = _fill(want, products, keep, reserve, taken, tell)
        choices.append(choice)
        taken.update(pick.product.family for pick in choice.shown)
    return choices


def _tell(note: Note | None, index: int) -> Callable[[Pool, Candidate, Outcome, str], None] | None:
    if note is None:
        return None
    return lambda pool, candidate, outcome, code: note(index, pool, candidate, outcome, code)


def _fill(
    want: Want,
    products: Mapping[int, Product],
    keep: Keep,
    reserve: int,
    taken: set[int],
    tell: Callable[[Pool, Candidate, Outcome, str], None] | None,
) -> Choice:
    picks: list[Pick] = []
    seen = set(taken)
    enough = want.most + reserve
    for pool in want.pools:
        for candidate in pool.candidates:
            if len(picks) >= enough and tell is None:
                break
            product = products.get(candidate.product_id)
            outcome: Outcome = "shown"
            code = ""
            if product is None:
                outcome = "unknown"
            elif product.family in seen:
                outcome = "duplicate"
            else:
                verdict = keep(pool, product)
                if not verdict.ok:
                    outcome, code = "kept_out", verdict.code
                else:
                    seen.add(product.family)
                    if len(picks) >= want.most:
                        outcome = "after_last"
                    if len(picks) < enough:
                        picks.append(Pick(candidate, pool, product))
            if tell is not None:
                tell(pool, candidate, outcome, code)
    if len(picks) < want.least:
        return Choice()
    return Choice(tuple(picks[: want.most]), tuple(picks[want.most :]))
