"""The score written plainly, once with sparse matrices and once with loops, to test against."""

from __future__ import annotations

from collections import defaultdict
from itertools import permutations
from math import sqrt

import numpy as np
from scipy import sparse

from crosssell.core.copurchase import Learned, Options, Partners
from crosssell.core.orders import OrderLog, order_log

DAY = 86_400_000_000
Order = tuple[float, int, list[int]]
Row = tuple[int, int, int]


def make_log(orders: list[Order], products: int) -> OrderLog:
    """A log of (age in days, customer or -1, product numbers)."""
    sizes = [len(held) for _, _, held in orders]
    line = np.repeat(np.arange(len(orders), dtype=np.int32), sizes)
    product = np.array([p for _, _, held in orders for p in held], dtype=np.int32)
    ordered_at = np.array([10_000 * DAY - int(age * DAY) for age, _, _ in orders], dtype=np.int64)
    customer = np.array([customer for _, customer, _ in orders], dtype=np.int32)
    return order_log(line, product, ordered_at, customer, products)


def by_loops(
    orders: list[Order], options: Options, powers: tuple[float, float, float]
) -> dict[int, list[tuple[int, float, int]]]:
    """For each product its partners as (partner, score, common orders), best first."""
    common: dict[tuple[int, int], float] = defaultdict(float)
    plain: dict[tuple[int, int], int] = defaultdict(int)
    buyers: dict[tuple[int, int], set[object]] = defaultdict(set)
    decayed: dict[int, float] = defaultdict(float)
    newest = min(age for age, _, _ in orders)
    for number, (age, customer, held) in enumerate(orders):
        unique = list(dict.fromkeys(held))
        decay = 2 ** (-(age - newest) / options.half_life_days)
        for product in unique:
            decayed[product] += decay
        for pair in permutations(unique[: options.max_order_lines or None], 2):
            common[pair] += decay / sqrt(len(unique) - 1)
            plain[pair] += 1
            buyers[pair].add(customer if customer >= 0 else ("guest", number))
    own, partner, whole = powers
    answer: dict[int, list[tuple[int, float, int]]] = defaultdict(list)
    for (i, j), together in plain.items():
        if together < options.floor(len(orders)):
            continue
        if len(buyers[i, j]) < options.buyers(len(orders)):
            continue
        base = common[i, j] / (decayed[i] ** own * decayed[j] ** partner)
        answer[i].append((j, (base * together / (together + 2)) ** whole, together))
    for partners in answer.values():
        partners.sort(key=lambda found: (-found[1], found[0]))
        del partners[options.top_n :]
    return dict(answer)


def by_sparse(log: OrderLog) -> np.ndarray:
    """The plain number of common orders of all pairs, as a matrix product."""
    orders = np.repeat(np.arange(len(log)), np.diff(log.starts))
    ones = np.ones(len(log.products), dtype=np.int64)
    held = sparse.csr_matrix((ones, (orders, log.products)), (len(log), log.product_count))
    together = (held.T @ held).toarray()
    np.fill_diagonal(together, 0)
    return together


def rows(partners: Partners) -> dict[int, list[tuple[int, float, int]]]:
    """Learned partners in the form of ``by_loops``."""
    answer: dict[int, list[tuple[int, float, int]]] = defaultdict(list)
    columns = (partners.product, partners.partner, partners.score, partners.orders_together)
    for product, partner, score, together in zip(*(c.tolist() for c in columns), strict=True):
        answer[product].append((partner, score, together))
    return dict(answer)


def place(learned: Learned, name: str) -> Partners:
    """The partners of one place."""
    return next(partners for partners in learned.places if partners.place == name)
