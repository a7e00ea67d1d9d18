"""How long a test will take, in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crosssell.admin.experiments.plan import LEAST_ORDERS, NO_ORDERS, NO_PARTS, NO_VISITORS, Plan
from crosssell.admin.figure_words import count
from crosssell.core.experiments import MORE_THAN_A_YEAR
from crosssell.models import Experiment
from crosssell.oscar.money import written


@dataclass(frozen=True)
class PlanWords:
    """``sentence`` says how long, or that nobody knows; ``why`` from what that is found."""

    sentence: str
    why: str
    known: bool
    long: bool


def plan_in_words(plan: Plan, test: Experiment) -> PlanWords:
    """The plan of a draft."""
    if plan.visitors is None:
        return PlanWords(_("How long it takes is not known."), _unknown(plan), False, False)
    found = {"visitors": count(_rounded(plan.visitors)), "days": plan.days or 0}
    long = (plan.days or 0) >= MORE_THAN_A_YEAR
    if long:
        sentence = _(
            "About %(visitors)s visitors: more than a year at your present traffic. Accept a "
            "larger change, or test something more visitors meet."
        )
    else:
        sentence = ngettext(
            "About %(visitors)s visitors, %(days)d day at your present traffic.",
            "About %(visitors)s visitors, %(days)d days at your present traffic.",
            plan.days or 0,
        )
    return PlanWords(sentence % found, _why(plan, test), True, long)


def _why(plan: Plan, test: Experiment) -> str:
    text = (
        _(
            "As in your latest test: %(a_day)s visitors a day, %(conversion)s %% of them order, "
            "%(value)s an order."
        )
        if plan.measured
        else _(
            "With %(a_day)s visitors a day and your own orders of the last 90 days: "
            "%(conversion)s %% of the visitors order, %(value)s an order."
        )
    )
    said = text % {
        "a_day": count(round(plan.a_day or 0)),
        "conversion": number_format(round(Decimal(str(plan.conversion or 0)) * 100, 1)),
        "value": written(round(Decimal(str(plan.order_value or 0)), 2), plan.currency),
    }
    power = _(
        "Then a change of %(lift)s %% or more is found in 8 of 10 tests, often much sooner. Only "
        "visitors who meet what is tested count."
    ) % {"lift": number_format(test.smallest_lift.normalize())}
    return f"{said} {power}"


def _unknown(plan: Plan) -> str:
    if plan.why_not == NO_PARTS:
        return _("Add the parts of the test first.")
    if plan.why_not == NO_VISITORS:
        return _(
            "The shop keeps no count of visitors, and no earlier test has counted them. Type how "
            "many come a day; your web statistics say it."
        )
    if plan.why_not == NO_ORDERS:
        return ngettext(
            "The shop has %(orders)s order in %(currency)s of the last 90 days; %(least)d are "
            "needed to tell. You can start all the same.",
            "The shop has %(orders)s orders in %(currency)s of the last 90 days; %(least)d are "
            "needed to tell. You can start all the same.",
            plan.orders,
        ) % {"orders": count(plan.orders), "currency": plan.currency, "least": LEAST_ORDERS}
    return ""


def _rounded(visitors: int) -> int:
    """To three digits: more would be pretended."""
    digits = max(len(str(visitors)) - 3, 0)
    return -(-visitors // 10**digits) * 10**digits
