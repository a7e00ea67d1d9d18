"""Orders a rule's candidates by the merchant's boosts; pure.

A candidate's score is the weighted mean of its boosts' values, sum(w * v) / sum(|w|), with each
value from 0 to 1 and each weight from -100 to 100. Its parts are the summands, so that they add
up to the score.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from crosssell.core.data import Candidate, Product

# (candidate, product, chosen beside it) -> 0 to 1, or None: not beside these.
Value = Callable[[Candidate, Product, Sequence[Product]], float | None]
Rescore = Callable[[Candidate, Sequence[Product]], Candidate | None]


@dataclass(frozen=True, slots=True)
class Weighted:
    """A boost with its weight. ``beside`` says that its value depends on what was chosen."""

    code: str
    weight: int
    value: Value
    beside: bool = False


def ranked(
    candidates: Sequence[Candidate],
    products: Mapping[int, Product],
    boosts: Sequence[Weighted],
) -> Iterator[Candidate]:
    """Best first by the boosts that judge a candidate alone; equal ones in the order given.

    Candidates without a product go to the end. Without boosts nothing changes. Whoever needs only
    the first few pays for no more than their order.
    """
    if not boosts:
        yield from candidates
        return
    best = max((one.score for one in candidates), default=0.0)
    alone = [boost for boost in boosts if not boost.beside]
    total = sum(abs(boost.weight) for boost in boosts)
    scored: list[tuple[float, int, dict[str, float]]] = []
    for place, one in enumerate(candidates):
        product = products.get(one.product_id)
        if product is not None:
            share = max(0.0, one.score / best) if best > 0 and math.isfinite(one.score) else 0.0
            parts = _add_parts({}, alone, one._replace(relative=share), product, (), total) or {}
            scored.append((-math.fsum(parts.values()), place, parts))
    # The place settles equal scores before two dicts would be compared.
    scored.sort()
    for score, place, parts in scored:
        yield candidates[place]._replace(score=-score, parts=parts)
    yield from (one for one in candidates if one.product_id not in products)


def beside(products: Mapping[int, Product], boosts: Sequence[Weighted]) -> Rescore | None:
    """What scores a ranked candidate anew beside what is chosen; None where no boost does that."""
    sets = [boost for boost in boosts if boost.beside]
    if not sets:
        return None
    total = sum(abs(boost.weight) for boost in boosts)

    def rescore(one: Candidate, chosen: Sequence[Product]) -> Candidate | None:
        product = products.get(one.product_id)
        if product is None:
            return one
        parts = _add_parts(one.parts, sets, one, product, chosen, total)
        return None if parts is None else _scored(one, parts)

    return rescore


def _add_parts(
    parts: Mapping[str, float],
    boosts: Sequence[Weighted],
    one: Candidate,
    product: Product,
    chosen: Sequence[Product],
    total: int,
) -> dict[str, float] | None:
    found = dict(parts)
    for boost in boosts:
        value = boost.value(one, product, chosen)
        if value is None:
            return None
        bounded = min(1.0, max(0.0, value)) if math.isfinite(value) else 0.0
        # Two boosts of one kind with other args are told as their sum.
        found[boost.code] = found.get(boost.code, 0.0) + boost.weight * bounded / (total or 1)
    return found


def _scored(one: Candidate, parts: Mapping[str, float]) -> Candidate:
    return one._replace(score=math.fsum(parts.values()), parts=parts)
