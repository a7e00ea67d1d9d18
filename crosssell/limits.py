"""The tallies of bundles: every change is one conditional UPDATE, so no limit is ever passed.

Whoever changes several bundles changes them in the order of their ids, and of each the tally
before its customers, so that no two baskets wait for each other.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import DecimalField, Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Greatest, Round

from crosssell.models import Bundle, BundleCustomer, BundleTally, BundleUse

# Amounts have three decimals. SQLite adds them as floats: "less than a thousandth more" is the same
# as "at most" and does not stumble over the last bit.
STEP = Decimal("0.001")
COUNTED = (BundleUse.State.HELD, BundleUse.State.CONFIRMED)
LIMITS = ("name", "per_customer", "budget_currency")


@dataclass(frozen=True)
class Change:
    """What one bundle's tallies change by. ``amounts`` are by currency, ``customers`` uses by key.

    ``version`` asks that the bundle's terms are still those, and in force; None takes what room
    there is, whatever the terms are by now.
    """

    bundle: int
    uses: int = 0
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    customers: Mapping[str, int] = field(default_factory=dict)
    version: int | None = None


class NoRoom(Exception):
    """A bundle cannot be given: ended, changed, used_up, budget, customer, unknown, ordered."""

    def __init__(self, bundle: int | None, code: str, name: str = "") -> None:
        super().__init__(code)
        self.bundle, self.code, self.name = bundle, code, name


def customer_key(user: Any, email: str = "") -> str:
    """Return who a limit for a customer counts, as a hash that names nobody; "" for nobody known.

    It is keyed with SECRET_KEY: a shop that changes it starts these counts anew.
    """
    if user is not None and user.is_authenticated:
        who = f"user:{user.pk}"
    elif email.strip():
        who = f"email:{email.strip().lower()}"
    else:
        return ""
    return hmac.new(settings.SECRET_KEY.encode(), who.encode(), hashlib.sha256).hexdigest()


def apply(changes: Iterable[Change], now: datetime) -> None:
    """Change the tallies, all or none of them: call it inside a transaction.

    Raises NoRoom for the first bundle, in the order of ids, that has no room or other terms.
    """
    wanted = sorted(changes, key=lambda change: change.bundle)
    ids = [change.bundle for change in wanted]
    rows = {row["pk"]: row for row in Bundle.objects.filter(pk__in=ids).values("pk", *LIMITS)}
    for change in wanted:
        row = rows.get(change.bundle)
        if row is not None:
            _apply(change, row, now)
        elif change.uses > 0 or change.version is not None:
            raise NoRoom(change.bundle, "ended")


def _apply(change: Change, row: Mapping[str, Any], now: datetime) -> None:
    amount = change.amounts.get(row["budget_currency"], Decimal(0))
    if not _count(change, amount, now):
        # The first use of a bundle finds no row; whoever else makes it at the same time wins.
        BundleTally.objects.bulk_create([BundleTally(pk=change.bundle)], ignore_conflicts=True)
        if not _count(change, amount, now):
            raise NoRoom(change.bundle, _why(change, now), row["name"])
    for customer, uses in sorted(change.customers.items()):
        _count_customer(change.bundle, customer, uses, row)


def _count(change: Change, amount: Decimal, now: datetime) -> bool:
    """Whether the bundle has the room, and the terms; then it is taken."""
    total = Greatest(
        Round(F("amount") + Value(amount), precision=3),
        Value(Decimal(0)),
        output_field=DecimalField(max_digits=16, decimal_places=3),
    )
    tally: QuerySet[BundleTally] = BundleTally.objects.filter(
        Exists(allowed(change, amount, now)), pk=change.bundle
    )
    return bool(tally.update(uses=Greatest(F("uses") + change.uses, 0), amount=total))


def allowed(change: Change, amount: Decimal, now: datetime) -> QuerySet[Bundle]:
    """The bundle, seen from its tally, if the change keeps its terms and its limits."""
    found = Bundle.objects.filter(pk=OuterRef("pk"))
    if change.version is not None:
        found = found.filter(in_force(now), version=change.version)
    if change.uses > 0:
        room = Q(most_uses__gte=OuterRef("uses") + Value(change.uses))
        found = found.filter(Q(most_uses=None) | room)
    if amount > 0:
        room = Q(budget__gt=OuterRef("amount") + Value(amount - STEP))
        found = found.filter(Q(budget=None) | room)
    if change.uses > 0:
        found = found.filter(Q(budget=None) | Q(budget_currency__in=list(change.amounts)))
    return found


def in_force(now: datetime) -> Q:
    """On, and between its dates."""
    started = Q(starts_at=None) | Q(starts_at__lte=now)
    return Q(active=True) & started & (Q(ends_at=None) | Q(ends_at__gt=now))


def _count_customer(bundle: int, customer: str, uses: int, row: Mapping[str, Any]) -> None:
    most = row["per_customer"]
    if most is None or not uses:
        return
    mine = BundleCustomer.objects.filter(bundle_id=bundle, customer=customer)
    if uses < 0:
        mine.update(uses=Greatest(F("uses") + uses, 0))
        return
    if not customer:
        raise NoRoom(bundle, "unknown", row["name"])
    mine = mine.filter(uses__lte=most - uses)
    if not mine.update(uses=F("uses") + uses):
        BundleCustomer.objects.bulk_create(
            [BundleCustomer(bundle_id=bundle, customer=customer)], ignore_conflicts=True
        )
        if not mine.update(uses=F("uses") + uses):
            raise NoRoom(bundle, "customer", row["name"])


def _why(change: Change, now: datetime) -> str:
    """Why a bundle was refused just now, as its rows say; another may have changed them since."""
    bundle = Bundle.objects.filter(pk=change.bundle).first()
    if bundle is None or (change.version is not None and not bundle.in_force(now)):
        return "ended"
    if change.version is not None and bundle.version != change.version:
        return "changed"
    tally = BundleTally.objects.get(pk=change.bundle)
    if bundle.most_uses is not None and tally.uses + change.uses > bundle.most_uses:
        return "used_up"
    return "budget"


@transaction.atomic
def recount(bundle_id: int) -> None:
    """Count anew what is held and confirmed of a bundle, from its uses.

    For limits that a merchant sets or changes later: uses before a budget or a limit for each
    customer count too, and amounts in the budget's new currency.
    """
    bundle = Bundle.objects.filter(pk=bundle_id).first()
    if bundle is None:
        return
    BundleTally.objects.bulk_create([BundleTally(pk=bundle_id)], ignore_conflicts=True)
    # Whoever takes or gives back a use changes the tally first or last: it waits, or is counted.
    BundleTally.objects.select_for_update().get(pk=bundle_id)
    uses = BundleUse.objects.filter(bundle_id=bundle_id, state__in=COUNTED)
    total = uses.aggregate(
        uses=Sum("uses", default=0),
        amount=Sum("amount", default=Decimal(0), filter=Q(currency=bundle.budget_currency)),
    )
    BundleTally.objects.filter(pk=bundle_id).update(**total)
    BundleCustomer.objects.filter(bundle_id=bundle_id).delete()
    if bundle.per_customer is not None:
        each = uses.exclude(customer="").order_by().values("customer").annotate(found=Sum("uses"))
        BundleCustomer.objects.bulk_create(
            BundleCustomer(bundle_id=bundle_id, customer=one["customer"], uses=one["found"])
            for one in each.iterator()
        )
