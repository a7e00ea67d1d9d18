"""What was held or used of bundles and goes back: failed payments, ended holds, cancelled orders.

Each use goes back once: by a conditional UPDATE of its state, in one transaction with the tallies.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from crosssell import conf, limits
from crosssell.limits import Change
from crosssell.models import BundleUse

log = logging.getLogger(__name__)
HELD, GIVEN_BACK = BundleUse.State.HELD, BundleUse.State.GIVEN_BACK
CONFIRMED, LATE = BundleUse.State.CONFIRMED, BundleUse.State.LATE
Order = BundleUse._meta.get_field("order").related_model
Basket = BundleUse._meta.get_field("basket").related_model


def of_basket(basket: Any) -> QuerySet[BundleUse]:
    """What is held for the basket, or was until its hold ended."""
    return BundleUse.objects.filter(
        basket_id=basket.pk, basket__isnull=False, order=None, state__in=(HELD, GIVEN_BACK)
    )


def lock_basket(basket: Any) -> str:
    """The basket's status; whoever else takes or claims for the same basket waits from here on."""
    no_key = connection.features.has_select_for_no_key_update
    rows = Basket._default_manager.select_for_update(no_key=no_key).filter(pk=basket.pk)
    return str(rows.values_list("status", flat=True).get())


def lock(uses: QuerySet[BundleUse]) -> list[BundleUse]:
    """The uses, locked in the order of their ids until the transaction ends."""
    return list(uses.select_for_update().order_by("id"))


def changes(
    back: Iterable[BundleUse],
    taken: Iterable[BundleUse] = (),
    versions: Mapping[int, int] | None = None,
) -> list[Change]:
    """What the tallies change by when uses go back and others are taken, in order of bundles."""
    sets: Counter[int] = Counter()
    amounts: defaultdict[int, dict[str, Decimal]] = defaultdict(dict)
    customers: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for sign, uses in ((-1, back), (1, taken)):
        for use in uses:
            # A bundle that is deleted has no tallies any more.
            if (bundle := use.bundle_id) is None:
                continue
            sets[bundle] += sign * use.uses
            known = amounts[bundle]
            known[use.currency] = known.get(use.currency, Decimal(0)) + sign * use.amount
            customers[bundle][use.customer] += sign * use.uses
    terms = versions or {}
    return [
        Change(one, sets[one], amounts[one], customers[one], terms.get(one)) for one in sorted(sets)
    ]


@transaction.atomic
def end(uses: QuerySet[BundleUse], fields: Mapping[str, Any] | None = None) -> int:
    """Give back those of the uses that nobody gave back before; returns how many.

    ``late`` uses were never counted, so nothing is taken off the tallies for them. ``fields`` are
    set on the rows too.
    """
    now, ended = timezone.now(), []
    for use in lock(uses):
        still = BundleUse.objects.filter(pk=use.pk, state=use.state)
        if still.update(**{"state": GIVEN_BACK, "updated_at": now, **(fields or {})}):
            ended.append(use)
    limits.apply(changes(use for use in ended if use.state != LATE), now)
    return len(ended)


def forget(basket: Any) -> None:
    """What was held for the basket is no longer promised to it; give back first what is held."""
    of_basket(basket).filter(uses=0).delete()
    of_basket(basket).update(state=GIVEN_BACK, basket=None, updated_at=timezone.now())


def release(basket: Any) -> None:
    """Give back what the basket holds: its payment failed. Never raises; holds end anyway."""
    try:
        end(of_basket(basket).filter(state=HELD), {"basket": None})
        forget(basket)
    except Exception:
        log.exception("The hold of basket %s stays until it ends.", basket.pk)


def give_back(order: Any) -> int:
    """Give back what a cancelled order had used; returns how many bundles. Twice is once."""
    return end(BundleUse.objects.filter(order=order, state__in=(CONFIRMED, LATE)))


def expire(now: datetime, bundle: int | None = None, most: int = 1000) -> int:
    """Give back holds that have ended; returns how many. Their baskets keep their price.

    A hold whose basket was ordered all the same (by code that does not confirm) is confirmed.
    """
    ended = BundleUse.objects.filter(state=HELD, expires_at__lte=now).order_by("expires_at")
    if bundle is not None:
        ended = ended.filter(bundle=bundle)
    found = 0
    for pk, basket in list(ended.values_list("pk", "basket")[:most]):
        this = BundleUse.objects.filter(pk=pk, state=HELD, expires_at__lte=now)
        order = Order._default_manager.filter(basket=basket).first() if basket else None
        if order is None:
            found += end(this)
        else:
            this.update(state=CONFIRMED, order=order, updated_at=now)
    return found


@dataclass(frozen=True)
class Swept:
    """How many holds had ended, and how many uses belonged to orders that were refused."""

    expired: int = 0
    refused: int = 0


def sweep(now: datetime | None = None) -> Swept:
    """Give back what nobody gave back in time; as often as you like, from anywhere.

    Holds that have ended, and uses of orders whose status says that they are refused although no
    signal said so (changed in bulk, or while the database was away).
    """
    now = now or timezone.now()
    expired = expire(now)
    ordered = BundleUse.objects.filter(state__in=(CONFIRMED, LATE)).order_by("id")
    refused = ordered.filter(order__status__in=conf.settings().refused_statuses)
    ids = list(refused.values_list("pk", flat=True))
    return Swept(expired, sum(end(ordered.filter(pk=pk)) for pk in ids))
