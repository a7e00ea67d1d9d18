"""The bars of a visitor: one for each threshold that is for him."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from crosssell import threshold_rows, thresholds
from crosssell.core.data import Product
from crosssell.core.money import from_minor
from crosssell.core.threshold_terms import SHIPPING, Standing
from crosssell.oscar import catalogue, free_shipping
from crosssell.oscar.basket_keys import currency_of
from crosssell.threshold_bar import marks as marking
from crosssell.threshold_bar import sentences
from crosssell.threshold_bar.marks import Mark
from crosssell.threshold_rows import Row

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


@dataclass(frozen=True)
class Bars:
    """``all`` are the thresholds for a visitor, in their order, or one bar without a threshold.

    The first has the marks of ``recognised``, what Oscar itself gives, too.
    """

    all: tuple[Bar, ...]
    recognised: tuple[Mark, ...]
    assumption: str
    currency: str

    def of(self, threshold_id: int | None) -> Bar | None:
        """The bar of that threshold, else the first; None where it shows nothing."""
        known = (one for one in self.all if threshold_id in (None, one.threshold_id))
        return next((one for one in known if one.marks), None)


def bars(
    basket: Any, user: Any, request: Any, currency: str = "", product_id: int | None = None
) -> Bars:
    """Every bar of this visitor.

    ``basket`` may be None. While it is empty, the bars are in ``currency``, else in that of the
    page's product, else in the shop's own. At most one query (where a tier gives a gift, or where
    thresholds have amounts in several currencies, the page has a product and the basket is empty)
    beside those of ``oscar.free_shipping``.
    """
    empty = basket is None or basket.is_empty
    rows = threshold_rows.in_force(timezone.now())
    several = {own for row in rows for _tier, own in row.amounts} - {
        settings.OSCAR_DEFAULT_CURRENCY
    }
    asking = [product_id] if product_id is not None and empty and not currency and several else []
    claimed = marking.claimed_in(basket)
    wanted = [*_gift_ids(rows, claimed), *asking]
    goods = catalogue.products(wanted) if wanted else {}
    currency = next((goods[pk].currency for pk in asking if pk in goods), currency)
    currency = currency or str(settings.OSCAR_DEFAULT_CURRENCY)
    standings = thresholds.standings(basket, user, request, currency)
    currency = currency if empty else currency_of(basket)
    found = free_shipping.recognised(basket, user, request)
    sources = [one for one in found if one.currency == currency]
    counted = [from_minor(one.counted, one.ladder.digits) for one in standings]
    on_first = next(iter([*counted, *(one.counted for one in sources)]), Decimal(0))
    own = [
        _that_matter(marking.of_standing(one, claimed, goods), one, basket, user, request)
        for one in standings
    ]
    *own, recognised = marking.without_covered([*own, marking.of_shop(sources, on_first)])
    assumption = sentences.assumption(free_shipping.assumed(basket, user, request))
    made = [
        _bar(standing, amount, tiers, () if place else recognised, assumption)
        for place, (standing, amount, tiers) in enumerate(zip(standings, counted, own, strict=True))
    ]
    if not made:
        empty_one = Bar(None, currency, on_first, (), ())
        made.append(_said(empty_one, recognised, (), assumption))
    return Bars(tuple(made), recognised, assumption, currency)


def bar_of(standing: Standing, goods: Mapping[int, Product]) -> Bar:
    """The bar of one threshold alone, for a basket without a gift; ``goods`` may be its gifts."""
    counted = from_minor(standing.counted, standing.ladder.digits)
    return _bar(standing, counted, marking.of_standing(standing, {}, goods), (), "")


def _gift_ids(rows: Iterable[Row], claimed: Mapping[int, str]) -> list[int]:
    """What may still be chosen as a gift of some tier; no query while warm."""
    return [
        gift.product_id
        for row in rows
        for tier in row.tiers
        if tier.pk not in claimed
        for gift in tier.gifts.all()
    ]


def _that_matter(
    marks: Iterable[Mark], standing: Standing, basket: Any, user: Any, request: Any
) -> tuple[Mark, ...]:
    """The marks, without free shipping that would give this basket nothing."""
    tiers = {tier.id: tier for tier in standing.ladder.tiers}

    def matters(mark: Mark) -> bool:
        tier = tiers[mark.tier_id or 0]
        return tier.gives != SHIPPING or free_shipping.shipping_matters(tier, basket, user, request)

    return tuple(
        mark if mark.out or matters(mark) else replace(mark, out=marking.NO_CHARGE)
        for mark in marks
    )


def _bar(
    standing: Standing,
    counted: Decimal,
    tiers: tuple[Mark, ...],
    sources: Sequence[Mark],
    assumption: str,
) -> Bar:
    ladder = standing.ladder
    bar = Bar(ladder.id, ladder.currency, counted, (), tiers, blocked=standing.blocked)
    return _said(bar, [*tiers, *sources], ladder.texts, assumption)


def _said(
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
