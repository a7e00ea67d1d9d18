"""Frozen values that decisions are made from; no Django, no I/O, no clock.

Money is Decimal in the currency of the value's ``currency``; times are aware datetimes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple


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
    """A product as decisions see it. A parent's price is its cheapest buyable child's.

    From ``category_ids`` on, a value is known only where a fact that brings it is needed
    ("product.X" of the page's product, "candidate.X" of candidates): ``category_ids`` are the
    categories it is filed in, ``all_category_ids`` these and their ancestors; ``attributes``
    texts by Oscar's attribute code, lower case, a parent's values with its own over them;
    ``stock`` the pieces left, of a parent its children's sum, None where the shop does not track
    them; ``rating`` 0 to 5, None without reviews; ``margin`` the share of the price (0 to 1) that
    the shop's cost hook leaves, None where it says nothing; ``popularity``, ``season`` and
    ``conversion`` 0 to 1; ``weight`` the merchant's, -100 to 100.
    """

    id: int
    parent_id: int | None = None
    title: str = ""
    public: bool = True
    buyable: bool = True
    price: Decimal | None = None
    currency: str = ""
    created: datetime | None = None
    structure: str = "standalone"
    class_id: int | None = None
    category_ids: frozenset[int] = frozenset()
    all_category_ids: frozenset[int] = frozenset()
    attributes: Mapping[str, str] = field(default_factory=dict)
    stock: int | None = None
    rating: float | None = None
    reviews: int = 0
    range_ids: frozenset[int] = frozenset()
    on_offer: bool = False
    margin: Decimal | None = None
    popularity: float = 0.0
    season: float = 0.0
    weight: int = 0
    conversion: float = 0.0

    @property
    def family(self) -> int:
        """The id that statistics and de-duplication use: the parent's, or its own."""
        return self.parent_id or self.id


@dataclass(frozen=True, slots=True)
class Line:
    """A basket or order line. ``total`` is what the whole line costs after discounts.

    Categories (with ancestors) are known where "basket.categories" is needed, attributes where
    "basket.attributes" is, the total where "basket" or "order" is.
    """

    product_id: int
    family: int
    quantity: int
    category_ids: frozenset[int] = frozenset()
    attributes: Mapping[str, str] = field(default_factory=dict)
    total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Basket:
    """The visitor's basket; its totals are after discounts, without shipping.

    They are known where the fact "basket" is needed; "basket.lines" leaves them at 0. ``total``
    is the one that the shop shows; ``total_incl_tax`` is None where tax is not known yet.
    ``vouchers`` are codes in upper case, known where "basket.vouchers" is needed.
    """

    lines: tuple[Line, ...] = ()
    total: Decimal = Decimal(0)
    currency: str = ""
    total_excl_tax: Decimal = Decimal(0)
    total_incl_tax: Decimal | None = None
    vouchers: frozenset[str] | None = None

    @property
    def families(self) -> frozenset[int]:
        return frozenset(line.family for line in self.lines)


@dataclass(frozen=True, slots=True)
class Purchases:
    """A customer's past. Refused orders (cancelled, returned) count only as returns.

    ``spent`` is after discounts, with tax, without shipping, in ``currency`` (the shop's own;
    orders in others are left out of it). ``returned`` is the share of all orders that were
    refused, ``discounted`` the share of kept orders that had a discount; None without orders.
    """

    orders: int = 0
    spent: Decimal = Decimal(0)
    currency: str = ""
    last_at: datetime | None = None
    returned: float | None = None
    discounted: float | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """Who looks: anonymous when ``id`` is None."""

    id: int | None = None
    group_ids: frozenset[int] = frozenset()
    bought: frozenset[int] = frozenset()
    bought_category_ids: frozenset[int] = frozenset()
    purchases: Purchases | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """How somebody looks. ``language`` is a code such as "en-gb"; ``device`` is "mobile",
    "desktop" or "" (the browser's hint says nothing); ``referrer`` a host name in lower case;
    ``campaign`` maps "source", "medium", "campaign", "term" and "content" to the texts of the
    utm parameters; ``country`` an ISO code in upper case, "" unknown (only where
    "visit.country" is needed); ``seed`` is stable for a session; ``seen`` says how often this
    session was shown a product without a click (only where "visit.seen" is needed).
    """

    language: str = ""
    device: str = ""
    referrer: str = ""
    campaign: Mapping[str, str] = field(default_factory=dict)
    site_id: int | None = None
    country: str = ""
    seed: str = ""
    seen: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """All facts a rule may ask for. A fact that nobody needed, or nobody knows, is None.

    ``now`` is in the shop's time zone. ``product`` always says which product the page is about;
    its price, and whether it can be bought, only where the fact "product" is needed.
    ``category_id`` is the category that a category page is about. ``category_ids`` holds it, or
    the categories of the page's product, with all their ancestors. ``viewed`` holds recently
    viewed product ids, newest first; ``viewed_category_ids`` their categories with ancestors.
    ``order_total`` is what the order of a thank-you page or mail costs, with tax and shipping,
    in ``order_currency``. ``currency`` is the shop's own, always known.
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
    visit: Visit | None = None
    viewed_category_ids: frozenset[int] | None = None
    order_total: Decimal | None = None
    order_currency: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Readiness:
    """How well a strategy can answer in this shop.

    ``level`` is "ready", "thin" (it answers for few products or from little data) or "empty".
    ``have`` says in words what there is, ``missing`` what would mend it ("" where ready).
    """

    level: str
    have: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a strategy reads from: a run (None before the first one), a moment, how many.

    ``detail`` asks for the parts of each score, for somebody who wants to know why. ``visit`` is
    whose page it is (``crosssell.facts``), for what only his own checkout can say; None where
    nobody looks.
    """

    run_id: int | None
    as_of: datetime
    limit: int
    detail: bool = False
    visit: Any = field(default=None, compare=False, repr=False)


class Candidate(NamedTuple):
    """A product a strategy proposes. ``together`` of ``orders`` is its evidence, where known.

    ``relative`` is the score as a share of the best of its list; the engine sets it for boosts.
    A tuple with names, because pages make hundreds: a frozen dataclass takes three times as long.
    """

    product_id: int
    score: float
    parts: Mapping[str, float] = MappingProxyType({})
    together: int = 0
    orders: int = 0
    reason: str = ""
    relative: float = 1.0


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
