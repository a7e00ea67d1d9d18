"""Small baskets and bundles of every kind: few products, so that bundles compete for them."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from crosssell import registry
from crosssell.core.args import parse
from crosssell.core.bundle_terms import Combination, Giver, Part, Priced, Terms
from crosssell.core.bundles import best
from crosssell.core.money import digits, from_minor

CURRENCIES = ("JPY", "EUR", "KWD")
# Cheap ones show what rounding does; equal ones are counted together.
PRICES = (0, 1, 3, 7, 10, 15, 33, 99, 100, 101, 250, 1_999)
# One or two of three products or kinds of products.
KEYS = tuple(
    frozenset(("product", number) for number in some)
    for some in ((1,), (2,), (3,), (1, 2), (1, 3), (2, 3))
)
# A reward, its args, and its amount.
REWARDS: tuple[tuple[str, dict[str, Any], int | None], ...] = (
    ("percent", {"percent": "10"}, None),
    ("percent", {"percent": "33.33"}, None),
    ("percent", {"percent": "100"}, None),
    ("amount_off", {}, 5),
    ("amount_off", {}, 150),
    ("fixed_price", {}, 0),
    ("fixed_price", {}, 20),
    ("fixed_price", {}, 100),
    ("cheapest_free", {}, None),
    ("nth_at_percent", {"count": 1, "percent": "50"}, None),
    ("nth_at_percent", {"count": 2, "percent": "33.33"}, None),
    ("gift", {}, None),
    ("quantity_tiers", {"quantities": [2, 4], "percents": ["5", "12.5"]}, None),
)

# Sets, discount, alone, margin.
Limits = tuple[int | None, int | None, bool, Decimal | None]


def reward(code: str) -> Giver:
    """The reward as it is registered."""
    return registry.get("rewards", code)


class Case(NamedTuple):
    """A basket in one currency, as the shop has it (``prices`` of ``lines``), and its bundles."""

    currency: str
    lines: tuple[Priced, ...]
    prices: dict[int, Decimal]
    terms: tuple[Terms, ...]

    def best(self) -> Combination:
        """What the bundles give; so small a basket is always decided."""
        found = best(self.lines, self.terms, reward)
        assert found.exact
        return found

    def total(self) -> Decimal:
        """What is to be paid."""
        whole = sum((self.prices[line.id] * line.quantity for line in self.lines), start=Decimal(0))
        return whole - from_minor(self.best().discount, digits(self.currency))


def made(currency: str, rows: Sequence[tuple[int, int, int, int]], terms: Sequence[Terms]) -> Case:
    """A case from rows of a price, pieces, keys, and a cost in percent of the price (0 unknown)."""
    places = digits(currency)
    prices = {at: from_minor(row[0], places) for at, row in enumerate(rows, 1)}
    lines = tuple(
        Priced(
            at,
            price,
            quantity,
            KEYS[keys],
            net=price,
            cost=price * cost // 100 if cost else None,
        )
        for at, (price, quantity, keys, cost) in enumerate(rows, 1)
    )
    return Case(currency, lines, prices, numbered(terms))


def numbered(terms: Sequence[Terms]) -> tuple[Terms, ...]:
    return tuple(replace(one, id=at) for at, one in enumerate(terms, 1))


def _terms(
    drawn: tuple[str, dict[str, Any], int | None],
    parts: tuple[tuple[int, int, bool], ...],
    limits: Limits,
    priority: int,
) -> Terms:
    code, args, amount = drawn
    given = tuple(Part(size, KEYS[keys], rewarded) for size, keys, rewarded in parts)
    most_sets, most_discount, alone, margin_floor = limits
    return Terms(
        id=0,
        parts=given[:1] if code == "quantity_tiers" else given,
        reward=code,
        args=parse(reward_args(code), args),
        amount=amount,
        priority=priority,
        most_sets=most_sets,
        most_discount=most_discount,
        alone=alone,
        margin_floor=margin_floor,
    )


def reward_args(code: str) -> type:
    """The args of a reward."""
    return registry.get("rewards", code).args


# Drawn whole, since every single draw costs more than judging a basket.
ROWS = st.sampled_from(
    [
        (price, quantity, keys, cost)
        for quantity, cost, keys, price in product(
            (1, 1, 2), (0, 50, 90, 100), range(len(KEYS)), PRICES
        )
    ]
)
ONE = tuple(((size, keys, False),) for size in (1, 2, 3) for keys in range(len(KEYS)))
TWO = tuple(
    ((size, keys, False), (other, others, rewarded))
    for size, other in ((1, 1), (1, 2), (2, 1))
    for keys, others in product(range(len(KEYS)), repeat=2)
    for rewarded in (False, True)
)
THREE = tuple(
    ((1, keys, False), (1, others, True), (1, last, rewarded))
    for keys, others, last in product(range(len(KEYS)), repeat=3)
    for rewarded in (False, True)
)
PARTS = (*ONE * 12, *TWO, *THREE[::5])
UNLIMITED = (None, None, False, None)
LIMITS: tuple[Limits, ...] = (
    *((UNLIMITED,) * 4),
    (1, None, False, None),
    (2, None, False, None),
    (None, 5, False, None),
    (None, 60, False, None),
    (None, None, True, None),
    (None, None, False, Decimal(0)),
    (None, None, False, Decimal("0.2")),
    (2, 100, True, Decimal("0.1")),
)


def terms_with(limits: Sequence[Limits]) -> SearchStrategy[Terms]:
    """A bundle of any kind with such limits."""

    def chosen(number: int) -> Terms:
        number, priority = divmod(number, 2)
        number, which = divmod(number, len(limits))
        parts, drawn = divmod(number, len(REWARDS))
        return _terms(REWARDS[drawn], PARTS[parts], limits[which], 100 - 50 * priority)

    return st.integers(0, 2 * len(limits) * len(REWARDS) * len(PARTS) - 1).map(chosen)


def baskets(lines: int, bundles: int, limits: Sequence[Limits] = LIMITS) -> SearchStrategy[Case]:
    """At most so many lines and bundles."""
    return st.builds(
        made,
        st.sampled_from(CURRENCIES),
        st.lists(ROWS, min_size=1, max_size=lines),
        st.lists(terms_with(limits), min_size=1, max_size=bundles),
    )


CASES = baskets(3, 3)
