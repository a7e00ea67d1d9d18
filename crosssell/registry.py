"""What can be plugged in: one decorator a kind, one table of all kinds.

A plugin is a code, a label, a dataclass of args and a function. Forms, validation, the API's
JSON schema and the contract tests are made from the registration.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

KINDS = ("strategies", "conditions", "filters", "boosts", "rewards", "widgets")

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
    "candidate.categories",
    "candidate.attributes",
    "candidate.stock",
    "candidate.rating",
    "candidate.ranges",
    "candidate.offers",
    "candidate.margin",
    "candidate.popularity",
    "candidate.season",
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

F = TypeVar("F", bound=Callable[..., Any])


def _(text: str) -> str:
    """Mark a text for translation and return it unchanged; the edge translates it."""
    return text


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
    says how much data it has, and ``together`` answers many pages at once. For a boost, ``beside``
    says that it judges beside what is chosen already.

    For a reward, ``words`` take its args by name ("%(percent)s %% off"), or where it needs amounts
    the amount ("%s off"). ``amount`` says that it needs an amount in the currency, ``rewarded``
    that some parts must be what it is for and others not, ``one_part`` that its bundle has one
    part, and ``pieces`` how many pieces a set must have at least that it is for. ``grows`` says
    that a basket has one set of any number of pieces, and from which number on. ``alike`` says
    that sets of the dearest pieces together, then of the next dearest, give most.
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


_plugins: dict[str, dict[str, Plugin]] = {kind: {} for kind in KINDS}


class DuplicatePlugin(ValueError):
    """Two plugins of a kind share a code."""


class UnknownPlugin(LookupError):
    """No plugin of that kind has that code."""


def _register(kind: str, code: str, label: str, args: type, **more: Any) -> Callable[[F], F]:
    unknown = [need for need in more.get("needs", ()) if need not in FACTS]
    if unknown:
        raise ValueError(
            f"{kind} {code!r} needs the unknown fact {unknown[0]!r}; known: {', '.join(FACTS)}."
        )

    def keep(run: F) -> F:
        known = _plugins[kind].get(code)
        if known and (known.run.__module__, known.run.__qualname__) != (
            run.__module__,
            run.__qualname__,
        ):
            raise DuplicatePlugin(
                f"Two {kind} are called {code!r}: {known.run.__module__} and {run.__module__}."
            )
        _plugins[kind][code] = Plugin(kind, code, label, args, run, **more)
        return run

    return keep


def strategy(
    code: str,
    *,
    label: str,
    words: str = "",
    args: type = NoArgs,
    needs: tuple[str, ...] = (),
    context: Context = (),
    readiness: Callable[[Any], Any] | None = None,
    together: Callable[..., Any] | None = None,
) -> Callable[[F], F]:
    """Register a source of candidates.

    The function gets ``(page, asks, source)``: the page's facts, the args of every rule of the
    page that uses it (asked together, so that one query can answer all), and where to read from
    (``source.run_id``, ``source.as_of``, ``source.limit``). It returns one list of candidates an
    ask, best first. ``readiness`` gets the source and returns a ``core.data.Readiness``.

    ``together`` gets ``(pages, asks, source)`` and answers for many pages of one visitor (the
    cards of a list), in as many queries as for one: a list for each page, of what the function
    returns for it. Without it, and without a context that they share, each page is asked for.
    """
    return _register(
        "strategies",
        code,
        label,
        args,
        words=words,
        needs=needs,
        context=context,
        readiness=readiness,
        together=together,
    )


def condition(
    code: str,
    *,
    label: str,
    words: str = "",
    args: type = NoArgs,
    needs: tuple[str, ...] = (),
    keys: Callable[[Any], Iterable[Key]] | None = None,
) -> Callable[[F], F]:
    """Register when a rule applies: ``(page, args) -> Verdict``.

    ``keys`` gets the args and returns what a page must have one of for a yes (kinds of ``KEYS``):
    on other pages the condition is not even asked. It must never be stricter than the condition.
    """
    return _register("conditions", code, label, args, words=words, needs=needs, keys=keys)


def filter(
    code: str,
    *,
    label: str,
    words: str = "",
    args: type = NoArgs,
    needs: tuple[str, ...] = (),
) -> Callable[[F], F]:
    """Register what is kept out: ``(page, product, args) -> Verdict``; a no keeps it out."""
    return _register("filters", code, label, args, words=words, needs=needs)


def boost(
    code: str,
    *,
    label: str,
    words: str = "",
    args: type = NoArgs,
    needs: tuple[str, ...] = (),
    beside: bool = False,
) -> Callable[[F], F]:
    """Register what moves a candidate up: ``(page, candidate, product, args) -> float``, 0 to 1.

    ``candidate.relative`` is its strategy's score as a share of the best in the list. With
    ``beside`` the function gets a fifth value, the products chosen before for the same widget,
    and may return None: not beside these.
    """
    return _register("boosts", code, label, args, words=words, needs=needs, beside=beside)


def reward(
    code: str,
    *,
    label: str,
    words: str = "",
    args: type = NoArgs,
    amount: bool = False,
    rewarded: bool = False,
    one_part: bool = False,
    pieces: Callable[[Any], int] | None = None,
    grows: Callable[[Any], int] | None = None,
    alike: bool = False,
) -> Callable[[F], F]:
    """Register what a bundle gives: ``(sets, args, amount) -> discounts``.

    ``sets`` are all sets of one bundle in a basket, each a list of ``core.bundle_terms.Piece``;
    the answer has a discount for each piece of each set, in minor units, from 0 to its price and 0
    where the piece is not rewarded. ``amount`` is the bundle's amount in the basket's currency.

    Two things must hold: a dearer piece never makes the discount smaller; and all sets together
    get no less than each alone, and none more than alone by a whole minor unit. ``docs/money.md``
    says why.
    """
    return _register(
        "rewards",
        code,
        label,
        args,
        words=words,
        amount=amount,
        rewarded=rewarded,
        one_part=one_part,
        pieces=pieces,
        grows=grows,
        alike=alike,
    )


def widget(
    code: str,
    *,
    label: str,
    args: type = NoArgs,
    needs: tuple[str, ...] = (),
    takes_rules: bool = False,
    brings: str = "",
    most: str = "",
) -> Callable[[F], F]:
    """Register a kind of thing shown; see ``crosssell.widgets``."""
    return _register(
        "widgets",
        code,
        label,
        args,
        needs=needs,
        takes_rules=takes_rules,
        brings=brings,
        most=most,
    )


def get(kind: str, code: str) -> Plugin:
    """Return the plugin; raises UnknownPlugin with the codes that exist."""
    try:
        return _plugins[kind][code]
    except KeyError:
        known = ", ".join(sorted(_plugins[kind])) or "none"
        raise UnknownPlugin(
            f"There is no {_one(kind)} with the code {code!r}; registered: {known}."
        ) from None


def _one(kind: str) -> str:
    return "strategy" if kind == "strategies" else kind.removesuffix("s")


def all_of(kind: str) -> tuple[Plugin, ...]:
    """Every plugin of a kind, by code."""
    return tuple(_plugins[kind][code] for code in sorted(_plugins[kind]))
