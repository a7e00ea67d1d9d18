"""One bar: its marks, and all that it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from crosssell.core.data import Product
from crosssell.core.money import from_minor
from crosssell.core.threshold_terms import SHIPPING, Standing
from crosssell.threshold_bar import marks as marking
from crosssell.threshold_bar import sentences
from crosssell.threshold_bar.marks import Mark

FULL = 100


@dataclass(frozen=True)
class Bar:
    """One threshold before one visitor; where ``threshold_id`` is None, what Oscar itself gives.

    ``counted`` is what counts of the basket, in ``currency``. ``marks`` are what is shown, the
    lowest first; ``tiers`` are all of the threshold's. ``progress`` is a percentage of the whole
    bar, ``FULL`` exactly where all marks are reached. ``state`` is one of ``sentences.STATES``.
    ``assumption`` is "" where nothing about delivery is taken for granted. ``blocked`` says with
    what the threshold does not go that the basket has.
    """

    threshold_id: int | None
    currency: str
    counted: Decimal
    marks: tuple[Mark, ...]
    tiers: tuple[Mark, ...]
    state: str = ""
    text: str = ""
    progress: int = 0
    value_text: str = ""
    assumption: str = ""
    blocked: str = ""

    @property
    def next(self) -> Mark | None:
        """The mark that is reached next; None where all are."""
        return sentences.next_of(self.marks)


def bar_of(standing: Standing, goods: Mapping[int, Product]) -> Bar:
    """The bar of one threshold alone, for a basket without a gift; ``goods`` may be its gifts."""
    counted = from_minor(standing.counted, standing.ladder.digits)
    return made(standing, counted, marking.of_standing(standing, {}, goods), (), "")


def made(
    standing: Standing,
    counted: Decimal,
    tiers: tuple[Mark, ...],
    sources: Sequence[Mark],
    assumption: str,
) -> Bar:
    """The bar of a threshold: its tiers and, where they stand on it, sources of Oscar's."""
    ladder = standing.ladder
    bar = Bar(ladder.id, ladder.currency, counted, (), tiers, blocked=standing.blocked)
    return said(bar, [*tiers, *sources], ladder.texts, assumption)


def said(
    bar: Bar,
    marks: Sequence[Mark],
    texts: tuple[tuple[str, str, str, str], ...],
    assumption: str,
) -> Bar:
    """The bar with these marks, and all that it says of them."""
    shown = marking.with_shares(marks)
    if not shown:
        return bar
    top = max(mark.at for mark in shown)
    full = sentences.next_of(shown) is None
    sent = any(mark.gives == SHIPPING for mark in shown)
    return replace(
        bar,
        marks=shown,
        state=sentences.state_of(shown, bar.counted),
        text=sentences.sentence(shown, bar.counted, bar.currency, texts),
        # Where something is missing, its mark stands further on than what counts.
        progress=FULL if full else int(FULL * bar.counted / top),
        value_text=sentences.value_text(shown, bar.counted, bar.currency),
        assumption=assumption if sent else "",
    )
