"""A new threshold whose first tier is filled in by the address that led to its form."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from crosssell.admin.bundles.amounts import fits, known_currency
from crosssell.admin.thresholds.levels_survey import Survey
from crosssell.core.money import from_minor
from crosssell.core.threshold_levels import AMOUNT, GIFT, PERCENT, SHIPPING
from crosssell.oscar.money import written

CODES = {
    SHIPPING: "free_shipping",
    PERCENT: "percent",
    AMOUNT: "amount_off",
    GIFT: "gift_of_choice",
}
# The names in the address; no field of the form is called so.
FROM, CURRENCY, REWARD, HOW_MUCH = "tier_from", "tier_currency", "tier_reward", "tier_how_much"
MOST = Decimal(10**9)


def prefilled(found: Survey, amount: Decimal) -> dict[str, str]:
    """What the address says of a threshold that begins at the amount."""
    said = {
        "name": gettext("From %(amount)s") % {"amount": written(amount, found.currency)},
        FROM: str(amount),
        CURRENCY: found.currency,
    }
    reward = found.reward
    if reward is not None:
        said[REWARD] = CODES[reward.kind]
    if reward is not None and reward.kind == PERCENT:
        said[HOW_MUCH] = str(from_minor(reward.percent, 2))
    elif reward is not None and reward.kind == AMOUNT:
        said[HOW_MUCH] = str(from_minor(reward.amount or 0, found.digits))
    return said


def first_tier(said: Mapping[str, str]) -> list[dict[str, Any]]:
    """What the first row of tiers begins with; nothing where the address says it wrongly."""
    begins, currency = _number(said.get(FROM, "")), said.get(CURRENCY, "")
    if begins is None:
        return []
    try:
        known_currency(currency)
        fits(begins, currency)
    except ValidationError:
        return []
    reward, much = said.get(REWARD, ""), _number(said.get(HOW_MUCH, ""))
    own = much if reward == CODES[AMOUNT] else None
    tier: dict[str, Any] = {"amounts": {currency: (begins, own)}}
    if reward in CODES.values():
        tier["reward"] = reward
    if reward == CODES[PERCENT] and much is not None:
        tier["args"] = {"percent": much}
    return [tier]


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text[:20])
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 < found < MOST else None
