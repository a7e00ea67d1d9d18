"""A bundle as it is replayed: read once, so that one that is not saved can be replayed too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import prefetch_related_objects

from crosssell.bundle_rows import terms_of
from crosssell.core.bundle_terms import Key, Terms
from crosssell.models import Bundle
from crosssell.oscar.basket_keys import places

# Of bundles that save the same, the oldest wins; a new one is the newest.
NEWEST = 2**63 - 1


@dataclass(frozen=True)
class Draft:
    """Terms by currency, what fills its parts, and the limits that a replay counts itself.

    ``bundle_id`` is the saved bundle's, None of a new one. ``budget`` is in ``budget_currency``.
    Dates and whether it is on do not matter: a replay asks what it would have given.
    """

    name: str
    terms: Mapping[str, Terms]
    targets: frozenset[Key] = frozenset()
    bundle_id: int | None = None
    group_id: int | None = None
    per_customer: int | None = None
    most_uses: int | None = None
    budget: Decimal | None = None
    budget_currency: str = ""
    with_offers: bool = False
    with_vouchers: bool = False

    @property
    def number(self) -> int:
        """The number that its sets bear beside those of live bundles."""
        return NEWEST if self.bundle_id is None else self.bundle_id


def draft_of(bundle: Bundle, currencies: Iterable[str], *, saved: bool = True) -> Draft:
    """The bundle with its components and amounts, as far as it gives anything in a currency.

    Where it is not ``saved``, its id is one that a rolled back transaction gave it.
    """
    bundle_id = bundle.pk if saved else None
    number = NEWEST if bundle_id is None else bundle_id
    prefetch_related_objects([bundle], "components__targets", "amounts")
    found = {}
    for currency in sorted(set(currencies)):
        terms = terms_of(bundle, currency)
        if terms is not None:
            found[currency] = replace(
                terms, id=number, most_sets=bundle.per_basket, most_discount=None
            )
    return Draft(
        bundle.name,
        found,
        frozenset(
            (one.kind, one.target) for part in bundle.components.all() for one in part.targets.all()
        ),
        bundle_id,
        bundle.group_id,
        bundle.per_customer,
        bundle.most_uses,
        bundle.budget,
        bundle.budget_currency,
        bundle.with_offers,
        bundle.with_vouchers,
    )


@dataclass
class Limits:
    """What the replayed orders leave of the draft's limits, oldest order first.

    ``reached_at`` is when the first order was given less than it completed.
    """

    draft: Draft
    reached_at: datetime | None = None
    refused: int = 0
    _sets: int = 0
    _discount: int = 0
    _by_buyer: dict[str, int] = field(default_factory=dict)

    def left(self, terms: Terms, buyer: str, currency: str) -> Terms | None:
        """The terms for this order; None where a limit is used up."""
        draft = self.draft
        sets, discount = [terms.most_sets], None
        if draft.most_uses is not None:
            sets.append(draft.most_uses - self._sets)
        if draft.per_customer is not None:
            # Whom nobody knows cannot be counted, so checkout refuses him.
            used = self._by_buyer.get(buyer, 0)
            sets.append(draft.per_customer - used if buyer else 0)
        if draft.budget is not None:
            discount = int(draft.budget.scaleb(places(currency))) - self._discount
        given = [most for most in sets if most is not None]
        most = min(given) if given else None
        if most == 0 or discount == 0:
            return None
        return replace(terms, most_sets=most, most_discount=discount)

    def count(self, buyer: str, sets: int, discount: int) -> None:
        """Use up what an order was given."""
        self._sets += sets
        self._discount += discount
        if buyer and sets:
            self._by_buyer[buyer] = self._by_buyer.get(buyer, 0) + sets

    def refuse(self, placed_at: datetime) -> None:
        """Note an order that completed the draft and was given less because of a limit."""
        self.refused += 1
        self.reached_at = self.reached_at or placed_at


def window(now: datetime, days: int) -> tuple[datetime, datetime]:
    """From when to when orders are replayed."""
    return now - timedelta(days=days), now
