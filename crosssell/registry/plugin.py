"""What a plugin is: its code, label, args and function, and what it may need of a page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from crosssell.core.text import _ as _

KINDS = (
    "strategies",
    "conditions",
    "filters",
    "boosts",
    "rewards",
    "tier_rewards",
    "widgets",
)

# What a plugin may need. "product.X" is told of the page's product, "candidate.X" of every
# candidate that a filter or boost judges.
FACTS = (
    "product",
    "product.categories",
    "product.attributes",
    "product.stock",
    "product.ranges",
    "category",
    "basket",
    "basket.lines",
    "basket.categories",
    "basket.attributes",
    "basket.vouchers",
    "customer",
    "customer.groups",
    "customer.bought",
    "customer.bought_categories",
    "customer.purchases",
    "viewed",
    "viewed.categories",
    "order",
    "visit",
    "visit.country",
    "visit.seen",
    "candidate.categories",
    "candidate.attributes",
    "candidate.stock",
    "candidate.rating",
    "candidate.ranges",
    "candidate.offers",
    "candidate.margin",
    "candidate.popularity",
    "candidate.season",
    "candidate.conversion",
    "candidate.weight",
)

# What a condition can require of a page so that its rule need not be tried on the others: a pair
# of a kind and an id or text. The facts say what must be known of a page to have such keys.
KEYS: dict[str, tuple[str, ...]] = {
    "product": (),
    "category": ("category", "product.categories"),
    "class": (),
    "basket.product": ("basket.lines",),
    "basket.category": ("basket.lines", "basket.categories"),
    "order.product": ("order",),
    "group": ("customer.groups",),
}
Key = tuple[str, int | str]
Context = tuple[str, ...] | None | Callable[[Any], tuple[str, ...] | None]


@dataclass(frozen=True)
class NoArgs:
    """The args of a plugin that takes none."""


@dataclass(frozen=True)
class Plugin:
    """One registered plugin.

    ``words`` are what a sentence says: of a strategy or a boost what its settings are said of, of a
    condition or a filter what it asks where all its settings are as they come. ``needs`` names
    facts of ``FACTS``. For a strategy, ``context`` names what its answer depends on beside its args
    ("product", "category"; cached only where the page has one of them); None means the basket or
    the person, so the answer is never cached; a function says it of the args. For a widget,
    ``takes_rules`` says whether a merchant picks its rules; ``brings`` is the strategy of the rule
    that it brings itself where he does not; ``most`` is the arg that says how many items it shows
    at most, so that no more are planned for it and kept from the other widgets of the page. For a
    condition, ``keys`` names what a page must have at least one of. For a strategy, ``readiness``
    says how much data it has, ``together`` answers many pages at once, and ``personal`` says that
    it knows the visitor: who wants nothing personal is shown something else. For a boost,
    ``beside`` says that it judges beside what is chosen already.

    For a reward, ``words`` take its args by name ("%(percent)s %% off"), or where it needs amounts
    the amount ("%s off"). ``amount`` says that it needs an amount in the currency, ``rewarded``
    that some parts must be what it is for and others not, ``one_part`` that its bundle has one
    part, and ``pieces`` how many pieces a set must have at least that it is for. ``grows`` says
    that a basket has one set of any number of pieces, and from which number on. ``alike`` says
    that sets of the dearest pieces together, then of the next dearest, give most.

    For a reward of a tier, ``words`` and ``amount`` say the same, and ``gives`` is one of
    ``core.threshold_terms.GIVES``.
    """

    kind: str
    code: str
    label: str
    args: type
    run: Callable[..., Any]
    words: str = ""
    needs: tuple[str, ...] = ()
    context: Context = ()
    takes_rules: bool = False
    brings: str = ""
    most: str = ""
    keys: Callable[[Any], Iterable[Key]] | None = None
    readiness: Callable[[Any], Any] | None = None
    beside: bool = False
    together: Callable[..., Any] | None = None
    amount: bool = False
    rewarded: bool = False
    one_part: bool = False
    pieces: Callable[[Any], int] | None = None
    grows: Callable[[Any], int] | None = None
    alike: bool = False
    gives: str = ""
    personal: bool = False
