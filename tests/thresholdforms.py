"""What the form of a threshold sends; ``bundleforms`` says what is wrong with it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from crosssell.models import Threshold
from tests import shopdata


def tier_row(
    begins: str | Mapping[str, str] = "35",
    reward: str = "free_shipping",
    args: Mapping[str, Any] | None = None,
    own: str | Mapping[str, str] = "",
    gifts: Iterable[Any] = (),
    **fields: Any,
) -> dict[str, Any]:
    """One tier as the form sends it; amounts without a currency are in the shop's own."""
    found: dict[str, Any] = {"reward": reward, **fields}
    for part, amounts in (("from", begins), ("own", own)):
        by_code = {shopdata.CURRENCY: amounts} if isinstance(amounts, str) else amounts
        found |= {f"amounts-{code}-{part}": amount for code, amount in by_code.items()}
    if args is None and reward in ("percent", "voucher_percent"):
        args = {"percent": "10", **({"days": "60"} if reward == "voucher_percent" else {})}
    if args is None and reward == "voucher_amount":
        args = {"days": "60"}
    found |= {f"args-{reward}-{name}": value for name, value in (args or {}).items()}
    # Says that the settings were in the page, as its hidden input does.
    found[f"args-{reward}--shown"] = "1"
    return found | {"gifts": [str(getattr(one, "pk", one)) for one in gifts]}


def threshold_form(
    tiers: Iterable[Mapping[str, Any]] = (),
    texts: Iterable[Mapping[str, str]] = (),
    **changes: Any,
) -> dict[str, Any]:
    """What the page of a new threshold sends."""
    found: dict[str, Any] = {
        "name": "Ladder",
        "priority": "100",
        "with_bundles": "on",
        "with_offers": "on",
        "with_vouchers": "on",
        "active": "on",
    }
    for prefix, forms in (("tiers", list(tiers)), ("texts", list(texts))):
        found |= {
            f"{prefix}-TOTAL_FORMS": str(len(forms)),
            f"{prefix}-INITIAL_FORMS": "0",
            f"{prefix}-MIN_NUM_FORMS": "0",
            f"{prefix}-MAX_NUM_FORMS": "20",
        }
        for at, form in enumerate(forms):
            found |= {f"{prefix}-{at}-{name}": value for name, value in form.items()}
    return found | changes


def address(row: Threshold, page: str = "change") -> str:
    """Where the page of this threshold is."""
    return reverse(f"admin:crosssell_threshold_{page}", args=(row.pk,))


def edited(row: Threshold, *tiers: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What the page of this threshold sends, with these tiers in place of its own."""
    there = list(row.tiers.all())
    form = threshold_form(tiers, name=row.name)
    form["tiers-INITIAL_FORMS"] = str(len(there))
    form |= {f"tiers-{at}-id": one.pk for at, one in enumerate(there)}
    return form | changes
