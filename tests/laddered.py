"""Thresholds for tests, with their tiers and amounts."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group
from oscar.core.loading import get_model

from crosssell.models import (
    Threshold,
    ThresholdText,
    Tier,
    TierAmount,
    TierGift,
    Uncounted,
)
from tests import shopdata

KINDS = (
    (get_model("catalogue", "Category"), "category"),
    (get_model("offer", "Range"), "range"),
    (get_model("catalogue", "ProductClass"), "class"),
)


def make_threshold(
    *tiers: Mapping[str, Any],
    name: str = "Ladder",
    group: str = "",
    countries: Sequence[Any] = (),
    uncounted: Sequence[Any] = (),
    texts: Mapping[str, tuple[str, str, str]] | None = None,
    **fields: Any,
) -> Threshold:
    """Return a live threshold; ``tier`` makes its tiers."""
    if group:
        fields["group"] = Group.objects.get_or_create(name=group)[0]
    made = Threshold.objects.create(name=name, **fields)
    made.countries.set(countries)
    for one in uncounted:
        kind = next((kind for model, kind in KINDS if isinstance(one, model)), "product")
        Uncounted.objects.create(threshold=made, kind=kind, target=one.pk)
    for language, (initial, progress, reached) in (texts or {}).items():
        ThresholdText.objects.create(
            threshold=made, language=language, initial=initial, progress=progress, reached=reached
        )
    for place, one in enumerate(tiers, start=1):
        begins, amounts, gifts = one["at_least"], one["amounts"], one["gifts"]
        row = Tier.objects.create(threshold=made, position=10 * place, **one["fields"])
        for currency, at_least in begins.items():
            amount = amounts.get(currency)
            TierAmount.objects.create(
                tier=row,
                currency=currency,
                at_least=Decimal(at_least),
                amount=None if amount is None else Decimal(amount),
            )
        for at, product in enumerate(gifts, start=1):
            TierGift.objects.create(tier=row, product=product, position=10 * at)
    return made


def tier(
    at_least: str | Mapping[str, str],
    reward: str = "free_shipping",
    args: Mapping[str, Any] | None = None,
    amount: str | Mapping[str, str] | None = None,
    gifts: Sequence[Any] = (),
    **fields: Any,
) -> Mapping[str, Any]:
    """Say what a tier is; amounts without a currency are in that of the tests' products."""
    if args is None:
        args = {"percent": "10"} if reward in ("percent", "voucher_percent") else {}
    return {
        "at_least": {shopdata.CURRENCY: at_least} if isinstance(at_least, str) else at_least,
        "amounts": {shopdata.CURRENCY: amount} if isinstance(amount, str) else amount or {},
        "gifts": gifts,
        "fields": {"reward": reward, "args": dict(args), **fields},
    }
