"""A leak-free test of what was learned: trained on earlier orders, asked about later ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from crosssell.core import evaluation_kernel as kernel
from crosssell.core.copurchase import (
    BASKET,
    MICROSECONDS_A_DAY,
    PAGE,
    PRESETS,
    Options,
    Partners,
    Preset,
    learn,
)
from crosssell.core.copurchase_kernel import Floats, Ints, Longs
from crosssell.core.heads import depth
from crosssell.core.orders import OrderLog

TRAIN_SHARE = 0.9
MOST_HIDDEN = 5
SEED = 7
LIST_LENGTH = 10
BESTSELLER_DAYS = 28
RAW = tuple(Preset(preset.place, 0.0, 0.0, 1.0) for preset in PRESETS)
RAW_OPTIONS = Options(
    half_life_days=np.inf, size_power=0.0, shrink=0.0, min_common_orders=1, min_buyers=1
)


class TooFewOrders(ValueError):
    """There is nothing to train on or nothing to ask about."""


@dataclass(frozen=True)
class Measures:
    """How well one source of recommendations did in one place; every test order weighs the same.

    Rates lie between 0 and 1. ``hr_10_outside_bestsellers`` asks only for products outside the
    1 % bought most in training; ``standard_error`` belongs to ``hr_10``.
    """

    place: str
    source: str
    hr_1: float
    hr_5: float
    hr_10: float
    mrr_10: float
    ndcg_10: float
    coverage_10: float
    hr_10_outside_bestsellers: float
    standard_error: float


@dataclass(frozen=True)
class Evaluation:
    """The sizes of the two halves, the questions asked for each place, and the measures."""

    train_orders: int
    test_orders: int
    basket_questions: int
    page_questions: int
    products: int
    measures: tuple[Measures, ...]


def split(log: OrderLog) -> tuple[OrderLog, OrderLog]:
    """The first nine tenths of the orders and the rest, cut between two moments."""
    moments = np.sort(log.ordered_at)
    cut = moments[int(len(moments) * TRAIN_SHARE)] if len(moments) else 0
    early = log.ordered_at < cut
    return log.take(np.flatnonzero(early)), log.take(np.flatnonzero(~early))


def page_questions(log: OrderLog) -> tuple[Longs, Longs]:
    """Order and position of each product of each order of two or more; nothing is drawn."""
    sizes = np.diff(log.starts)
    order = np.repeat(np.arange(len(sizes)), np.where(sizes > 1, sizes, 0))
    position = np.arange(log.starts[-1])[np.repeat(sizes > 1, sizes)] - log.starts[order]
    return order.astype(np.int64), position.astype(np.int64)


def basket_questions(log: OrderLog) -> tuple[Longs, Longs]:
    """Order and position of up to five products of each order of two or more, by the seed."""
    rng = np.random.default_rng(SEED)
    sizes = np.diff(log.starts)
    sequence = np.argsort(log.ordered_at, kind="stable")
    drawn = [
        (order, rng.permutation(sizes[order])[:MOST_HIDDEN])
        for order in sequence
        if sizes[order] > 1
    ]
    if not drawn:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    order = np.repeat([o for o, _ in drawn], [len(positions) for _, positions in drawn])
    return order.astype(np.int64), np.concatenate([positions for _, positions in drawn])


def evaluate(log: OrderLog, options: Options | None = None) -> Evaluation:
    """Measures bestsellers, raw co-counts and the learned pairs side by side.

    ``ours`` and ``raw_counts`` take every pair, so that scores are compared on equal terms;
    ``ours_as_stored`` leaves out the pairs of too few buyers, as a refresh does, and reads for a
    basket the heads of the lists, as a page does.

    Raises TooFewOrders where the log has no earlier orders or no later order of two products.
    """
    train, test = split(log)
    page, basket = page_questions(test), basket_questions(test)
    if not len(train) or not len(page[0]):
        raise TooFewOrders(
            f"Too few orders ({len(log)}): the test needs earlier orders to train on and, "
            "in the last tenth, orders of at least two products."
        )
    options = options or Options()
    ours = learn(train, replace(options, min_buyers=1))
    stored = learn(train, options)
    raw = learn(train, replace(RAW_OPTIONS, max_order_lines=options.max_order_lines), RAW)
    plain = ours.product_orders
    newest = int(train.ordered_at.max())
    recent = train.orders_of(newest - BESTSELLER_DAYS * MICROSECONDS_A_DAY)
    ranking = np.lexsort((np.arange(len(plain)), -plain, -recent))
    bestsellers = ranking[recent[ranking] > 0][:1_000].astype(np.int32)
    known = int((plain > 0).sum())
    common = np.zeros(log.product_count, dtype=bool)
    common[np.lexsort((np.arange(len(plain)), -plain))[: -(-known // 100)]] = True
    asked = {
        place: _Asked(test, *questions, bestsellers, common, known)
        for place, questions in ((PAGE.place, page), (BASKET.place, basket))
    }
    nothing = [replace(p, product=p.product[:0], partner=p.partner[:0]) for p in ours.places]
    measures = [
        asked[partners.place].measure(source, partners, heads=source == "ours_as_stored")
        for place in range(len(PRESETS))
        for source, partners in (
            ("bestsellers", nothing[place]),
            ("raw_counts", raw.places[place]),
            ("ours", ours.places[place]),
            ("ours_as_stored", stored.places[place]),
        )
    ]
    tested = len(np.unique(page[0]))
    return Evaluation(len(train), tested, len(basket[0]), len(page[0]), known, tuple(measures))


@dataclass(frozen=True)
class _Asked:
    """The questions of one place, put to every source alike."""

    test: OrderLog
    order: Longs
    position: Longs
    bestsellers: Ints
    common: Any
    known: int

    def measure(self, source: str, partners: Partners, heads: bool) -> Measures:
        """The answers from the lists of one place, read whole or, for a basket, their heads."""
        page = partners.place == PAGE.place
        sizes = np.diff(self.test.starts)[self.order]
        most = int(partners.rank.max(initial=0))
        whole = page or not heads
        depths = [most if whole else depth(asked) for asked in (sizes - 1).tolist()]
        lists = np.full((len(self.order), LIST_LENGTH), -1, dtype=np.int32)
        hits = np.zeros(lists.shape, dtype=np.int32)
        rows = np.searchsorted(partners.product, np.arange(self.test.product_count + 1))
        kernel.recommend(
            self.order, self.position, page, self.test.starts, self.test.products, rows,
            np.array(depths, dtype=np.int64), partners.partner, partners.score, self.bestsellers,
            lists, hits,
        )  # fmt: skip
        wanted = sizes - 1 if page else np.ones(len(sizes), dtype=np.int64)
        hr_10, error = self.mean(hits.any(axis=1))
        uncommon = hits & ~self.common[lists]
        asked_uncommon = self.uncommon_wanted(page)
        return Measures(
            place=partners.place,
            source=source,
            hr_1=self.mean(hits[:, 0])[0],
            hr_5=self.mean(hits[:, :5].any(axis=1))[0],
            hr_10=hr_10,
            mrr_10=self.mean(reciprocal_rank(hits))[0],
            ndcg_10=self.mean(gain(hits) / ideal_gain(wanted))[0],
            coverage_10=len(np.unique(lists[lists >= 0])) / self.known,
            hr_10_outside_bestsellers=self.mean(uncommon.any(axis=1), asked_uncommon)[0],
            standard_error=error,
        )

    def mean(self, values: Any, chosen: Any = None) -> tuple[float, float]:
        """The mean over orders of each order's mean, and its standard error."""
        chosen = np.ones(len(values), dtype=bool) if chosen is None else chosen
        orders, place = np.unique(self.order[chosen], return_inverse=True)
        if not len(orders):
            return 0.0, 0.0
        each = np.bincount(place, values[chosen]) / np.bincount(place)
        spread = each.std(ddof=1) / np.sqrt(len(each)) if len(each) > 1 else 0.0
        return float(each.mean()), float(spread)

    def uncommon_wanted(self, page: bool) -> Any:
        """Which questions ask for a product outside the bestsellers."""
        starts = self.test.starts
        own = ~self.common[self.test.products[starts[self.order] + self.position]]
        if not page:
            return own
        total = np.concatenate([[0], np.cumsum(~self.common[self.test.products])])
        return (total[starts[self.order + 1]] - total[starts[self.order]] - own) > 0


def reciprocal_rank(hits: Ints) -> Floats:
    """1 / rank of the first hit, 0 without one."""
    return np.where(hits.any(axis=1), 1.0 / (hits.argmax(axis=1) + 1), 0.0)


def gain(hits: Ints) -> Floats:
    """Discounted gain: each hit counts 1 / log2(rank + 1)."""
    return np.asarray(hits @ (1.0 / np.log2(np.arange(2, hits.shape[1] + 2))), dtype=np.float64)


def ideal_gain(wanted: Longs) -> Floats:
    """The gain of a list that begins with everything wanted."""
    best = np.cumsum(1.0 / np.log2(np.arange(2, LIST_LENGTH + 2)))
    return np.asarray(best[np.minimum(wanted, LIST_LENGTH) - 1], dtype=np.float64)
