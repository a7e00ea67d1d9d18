"""One decorator a kind: each says what its plugins may tell of themselves, and registers them."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from crosssell.core.threshold_terms import GIVES
from crosssell.registry.plugin import Context, Key, NoArgs
from crosssell.registry.table import register

F = TypeVar("F", bound=Callable[..., Any])


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
    personal: bool = False,
) -> Callable[[F], F]:
    """Register a source of candidates.

    The function gets ``(page, asks, source)``: the page's facts, the args of every rule of the
    page that uses it (asked together, so that one query can answer all), and where to read from
    (``source.run_id``, ``source.as_of``, ``source.limit``). It returns one list of candidates an
    ask, best first. ``readiness`` gets the source and returns a ``core.data.Readiness``.

    ``together`` gets ``(pages, asks, source)`` and answers for many pages of one visitor (the
    cards of a list), in as many queries as for one: a list for each page, of what the function
    returns for it. Without it, and without a context that they share, each page is asked for.

    ``personal`` says that it knows what this visitor viewed or bought. Whoever has opted out of
    that (``visitors.opted_out``) is shown something else.
    """
    return register(
        "strategies",
        code,
        label,
        args,
        words=words,
        needs=needs,
        context=context,
        readiness=readiness,
        together=together,
        personal=personal,
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
    return register("conditions", code, label, args, words=words, needs=needs, keys=keys)


def filter(
    code: str,
    *,
    label: str,
    words: str = "",
    args: type = NoArgs,
    needs: tuple[str, ...] = (),
) -> Callable[[F], F]:
    """Register what is kept out: ``(page, product, args) -> Verdict``; a no keeps it out."""
    return register("filters", code, label, args, words=words, needs=needs)


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
    return register("boosts", code, label, args, words=words, needs=needs, beside=beside)


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
    return register(
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


def tier_reward(
    code: str,
    *,
    label: str,
    gives: str,
    words: str = "",
    args: type = NoArgs,
    amount: bool = False,
) -> Callable[[F], F]:
    """Register what a tier of a threshold gives; ``gives`` says what the function is asked.

    - "discount": ``(sets, args, amount) -> discounts`` as for ``reward``; the order is one set.
    - "shipping": ``(parcel, args, amount) -> discount``; ``parcel`` is the code of the method, the
      ISO code of the country and the charge in minor units, the discount from 0 to the charge.
    - "voucher": ``(args, amount) -> core.threshold_terms.Worth``.
    - "gift" and "message": it is not asked, but has to be there.

    ``amount`` says that it needs an amount in the currency. Raises ValueError for any other
    ``gives``: such a tier would be reached and give nothing.
    """
    if gives not in GIVES:
        raise ValueError(
            f"tier_rewards {code!r} gives the unknown {gives!r}; known: {', '.join(GIVES)}."
        )
    return register("tier_rewards", code, label, args, words=words, amount=amount, gives=gives)


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
    return register(
        "widgets",
        code,
        label,
        args,
        needs=needs,
        takes_rules=takes_rules,
        brings=brings,
        most=most,
    )
