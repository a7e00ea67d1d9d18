"""Frozen values that decisions are made from; no Django, no I/O, no clock.

Money is Decimal in the currency of the value's ``currency``; times are aware datetimes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Verdict:
    """A yes, or a no with the code of its reason."""

    ok: bool
    code: str = ""

    @classmethod
    def when(cls, ok: bool, code: str) -> "Verdict":
        """Yes when ``ok``, else a no that carries ``code``."""
        return cls(True) if ok else cls(False, code)


@dataclass(frozen=True, slots=True)
class Product:
    """A product as decisions see it. A parent's price is its cheapest buyable child's."""

    id: int
    parent_id: int | None = None
    title: str = ""
    public: bool = True
    buyable: bool = True
    price: Decimal | None = None
    currency: str = ""
    created: datetime | None = None
    category_ids: frozenset[int] = frozenset()

    @property
    def family(self) -> int:
        """The id that statistics and de-duplication use: the parent's, or its own."""
        return self.parent_id or self.id


@dataclass(frozen=True, slots=True)
class Line:
    """A basket or order line."""

    product_id: int
    family: int
    quantity: int
    category_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Basket:
    """The visitor's basket; its total is after discounts, without shipping.

    The total is known where the fact "basket" is needed; "basket.lines" leaves it at 0.
    """

    lines: tuple[Line, ...] = ()
    total: Decimal = Decimal(0)
    currency: str = ""

    @property
    def families(self) -> frozenset[int]:
        return frozenset(line.family for line in self.lines)


@dataclass(frozen=True, slots=True)
class Customer:
    """Who looks: anonymous when ``id`` is None."""

    id: int | None = None
    group_ids: frozenset[int] = frozenset()
    bought: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Page:
    """All facts a rule may ask for. A fact that nobody needed, or nobody knows, is None.

    ``now`` is in the shop's time zone. ``product`` always says which product the page is about;
    its price, and whether it can be bought, only where the fact "product" is needed.
    ``category_id`` is the category that a category page is about. ``category_ids`` holds it, or
    the categories of the page's product, with all their ancestors. ``viewed`` holds recently
    viewed product ids, newest first.
    """

    slot: str
    now: datetime
    product: Product | None = None
    category_ids: frozenset[int] | None = None
    basket: Basket | None = None
    customer: Customer | None = None
    viewed: tuple[int, ...] | None = None
    order: tuple[Line, ...] | None = None
    category_id: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a strategy reads from: a run (None before the first one), a moment, how many.

    ``detail`` asks for the parts of each score, for somebody who wants to know why.
    """

    run_id: int | None
    as_of: datetime
    limit: int
    detail: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product a strategy proposes. ``together`` of ``orders`` is its evidence, where known."""

    product_id: int
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)
    together: int = 0
    orders: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What is shown: a candidate that passed, with the rule that brought it."""

    product_id: int
    rank: int
    score: float
    rule_id: int | None = None
    reason: str = ""
    together: int = 0
    orders: int = 0
