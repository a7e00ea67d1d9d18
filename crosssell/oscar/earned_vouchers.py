"""Oscar's rows of a voucher that an order has earned: the voucher, and the offer that it is for."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from oscar.core.loading import get_model

from crosssell.oscar.earned_condition import CONDITION

# Without letters and digits that look alike; 16 of them nobody guesses.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GROUPS, IN_A_GROUP = 4, 4
MOST_CHARACTERS = 128
EVERYTHING = "crosssell-everything"

Voucher: Any = get_model("voucher", "Voucher")
ConditionalOffer: Any = get_model("offer", "ConditionalOffer")
Benefit: Any = get_model("offer", "Benefit")
Condition: Any = get_model("offer", "Condition")
Range: Any = get_model("offer", "Range")


def make(name: str, what: str, now: datetime, days: int, value: Decimal, currency: str = "") -> Any:
    """A voucher that can be used once, from ``now`` on for so many days.

    ``value`` is an amount in ``currency``; without a currency it is a percentage of all that a
    basket holds. ``name`` must be unique; ``what`` is how its offer is called, which is shared by
    all vouchers of the same value.
    """
    made = Voucher.objects.create(
        name=name[:MOST_CHARACTERS],
        code=new_code(),
        usage=Voucher.SINGLE_USE,
        start_datetime=now,
        end_datetime=now + timedelta(days=days),
    )
    made.offers.add(_offer(what, value, currency))
    return made


def new_code() -> str:
    """Such as 7QKD-MX2A-9TRW-H4ZE."""
    groups = (
        "".join(secrets.choice(LETTERS) for _ in range(IN_A_GROUP)) for _group in range(GROUPS)
    )
    return "-".join(groups)


@transaction.atomic
def end(voucher_id: int) -> bool:
    """Delete a voucher that nobody has used; whether it was there and unused.

    One that lies in a basket which is being paid stays for now.
    """
    voucher = Voucher.objects.select_for_update().filter(pk=voucher_id).first()
    if voucher is None or voucher.applications.exists():
        return False
    if voucher.basket_set.filter(status="Frozen").exists():
        return False
    voucher.delete()
    return True


def _offer(what: str, value: Decimal, currency: str) -> Any:
    text = f"{value.normalize():f}".replace(".", "_")
    slug = f"crosssell-earned-{text}-{(currency or 'percent').lower()}"
    found = ConditionalOffer.objects.filter(slug=slug).first()
    if found is not None:
        return found
    everything, _made = Range.objects.get_or_create(
        slug=EVERYTHING,
        defaults={"name": "Everything (vouchers that orders earn)", "includes_all_products": True},
    )
    made, _made = ConditionalOffer.objects.get_or_create(
        slug=slug,
        defaults={
            "name": f"{what} #{slug.removeprefix('crosssell-')}"[-MOST_CHARACTERS:],
            "offer_type": ConditionalOffer.VOUCHER,
            "exclusive": False,
            "condition": Condition.objects.create(
                range=everything, type=currency, value=1, proxy_class=CONDITION
            ),
            "benefit": Benefit.objects.create(
                range=everything,
                type=Benefit.FIXED if currency else Benefit.PERCENTAGE,
                value=value,
            ),
        },
    )
    return made
