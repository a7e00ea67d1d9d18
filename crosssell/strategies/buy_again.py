"""What the customer may have run out of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.translation import gettext, ngettext

from crosssell.core.data import Candidate, Page, Readiness, Source
from crosssell.models.amounts import readiness, words
from crosssell.oscar.amounts import customers_with_orders
from crosssell.oscar.purchases import Bought, purchases_of
from crosssell.registry import _, strategy

ENOUGH = 20
MOST_PURCHASES = 200
DAY = timedelta(days=1)
# Who has not come back for so many rhythms buys it elsewhere, or no longer.
LATE = 2.0


@dataclass(frozen=True)
class Args:
    """What counts as bought regularly."""

    least: int = field(
        default=2,
        metadata={
            "words": _("if bought at least %s times"),
            "one": _("even if bought only once"),
            "label": _("Bought at least so many times"),
            "min": 1,
            "max": 100,
        },
    )
    days: int = field(
        default=30,
        metadata={
            "words": _("due after %s days"),
            "one": _("due after one day"),
            "label": _("Days until what was bought once is due"),
            "help": _("Counts only where once is enough; then the customer's own rhythm does."),
            "min": 1,
            "max": 3_650,
        },
    )


def readiness_of(source: Source) -> Readiness:
    """Counts the customers with an account who have ordered."""
    count = customers_with_orders(source.as_of)
    have = ngettext(
        "%(count)s customer with an account has ordered.",
        "%(count)s customers with an account have ordered.",
        count,
    ) % {"count": words(count)}
    missing = gettext("It needs customers who are signed in when they order.")
    return readiness(count, ENOUGH, have, missing)


@strategy(
    "buy_again",
    label=_("Buy again"),
    words=_("what the customer may want to buy again"),
    args=Args,
    needs=("customer",),
    context=None,
    readiness=readiness_of,
    personal=True,
)
def buy_again(page: Page, asks: Sequence[Args], source: Source) -> list[list[Candidate]]:
    """The customer's own purchases, most due first.

    The rhythm of a product is the time between its first and last order by the number of times it
    was bought again; due is the time since the last order as a share of it. The score is ``due``
    up to 1, stays there until ``LATE`` rhythms have passed and falls after that, times
    ``n / (n + 1)`` for n purchases, so that a habit comes before a chance. The formula is this
    project's own.
    """
    customer = page.customer.id if page.customer is not None else None
    if customer is None:
        return [[] for _ask in asks]
    bought = purchases_of(customer, source.as_of, MOST_PURCHASES)
    return [_due(bought, ask, source) for ask in asks]


def _due(bought: Sequence[Bought], ask: Args, source: Source) -> list[Candidate]:
    found = []
    for one in bought:
        if one.times < ask.least:
            continue
        since = source.as_of - one.last_at
        due = since / _rhythm(one, ask.days)
        habit = one.times / (one.times + 1)
        score = habit * (min(due, 1.0) if due <= LATE else LATE / due)
        if score > 0:
            parts = {"times": float(one.times), "days since": since / DAY, "due": due}
            found.append(
                Candidate(one.product_id, score, parts, reason=_("You bought this before"))
            )
    found.sort(key=lambda one: (-one.score, one.product_id))
    return found[: source.limit]


def _rhythm(one: Bought, days: int) -> timedelta:
    again = one.times - 1
    return max((one.last_at - one.first_at) / again, DAY) if again else timedelta(days=days)
