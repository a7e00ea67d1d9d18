"""The bundles of a basket, as offers that Oscar applies; and what a change of a bundle sets off."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from crosssell import limits
from crosssell.bundle_lookup import any_bundle
from crosssell.bundle_rows import Row, combine, completable, given_of
from crosssell.core.bundle_terms import Combination
from crosssell.models import BundleOffer, offer_rows
from crosssell.models.bundle_changes import write_changes
from crosssell.oscar import checkout
from crosssell.oscar.basket_keys import costed, currency_of, priced_lines

log = logging.getLogger(__name__)


def offers_for(
    basket: Any, user: Any, request: Any = None, *, known: bool = True
) -> list[BundleOffer]:
    """The bundles that save the most in this basket, ready to be applied; none on any failure.

    At most four queries, and two more for a bundle that no basket had before. ``user`` may be
    None or anonymous. Of bundles under test those that the visitor of the ``request`` sees; not
    ``known``: as if he had given no e-mail address. The basket's lines are priced, not changed.
    """
    try:
        with _unharmed_transaction():
            email = checkout.guest_email(request) if known else ""
            return _offers(basket, user, email, request)
    except Exception:
        log.exception("Basket %s is priced without bundles.", getattr(basket, "pk", None))
        return []


def changed(*bundle_ids: int) -> None:
    """Tell that bundles, or rows of theirs, were changed: baskets priced before are noticed.

    Saving and deleting rows calls it; whoever writes past the models (``update()``, bulk) must.
    Until then their bundles are found all the same.
    """
    write_changes(bundle_ids)


def _offers(basket: Any, user: Any, email: str, request: Any) -> list[BundleOffer]:
    if not (basket.id and basket.all_lines() and any_bundle()):
        return []
    lines = priced_lines(basket)
    currency = currency_of(basket)
    known = user is not None and user.is_authenticated
    rows = completable(
        frozenset().union(*(line.keys for line in lines)),
        currency=currency,
        user_id=user.pk if known else None,
        now=timezone.now(),
        customer=limits.customer_key(user, email),
        request=request,
    )
    if not rows:
        return []
    terms = [row.terms for row in rows]
    if any(one.margin_floor is not None for one in terms):
        lines = costed(basket, lines)
    return _as_offers(combine(lines, terms), rows, currency)


def _as_offers(combination: Combination, rows: Sequence[Row], currency: str) -> list[BundleOffer]:
    found = {row.terms.id: row for row in rows}
    given = given_of(combination, rows, currency)
    offer_ids = _offer_ids([found[one.bundle or 0] for one in given])
    return [
        BundleOffer.of(
            replace(one, offer=offer_ids[one.bundle or 0]), slug=found[one.bundle or 0].slug
        )
        for one in given
    ]


def _offer_ids(given: Sequence[Row]) -> Mapping[int, int]:
    found = {}
    for row in given:
        if row.offer_id is not None:
            found[row.terms.id] = row.offer_id
            if row.offer_name != offer_rows.row_name(row.terms.id, row.name):
                offer_rows.rename(row.offer_id, row.terms.id, row.name)
    new = [(row.terms.id, row.name) for row in given if row.terms.id not in found]
    return found | offer_rows.rows_for(new)


@contextmanager
def _unharmed_transaction() -> Iterator[None]:
    """Keep a failed statement of ours from spoiling a transaction of the page (PostgreSQL)."""
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        with transaction.atomic():
            yield
    else:
        yield
