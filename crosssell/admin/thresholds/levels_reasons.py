"""Why an amount is suggested, what to be careful of, and how orders were counted; in words."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from crosssell.admin.figure_words import count, share
from crosssell.admin.thresholds.levels_survey import LEAST_ORDERS, Survey
from crosssell.core.money import from_minor
from crosssell.core.threshold_levels import SHIPPING, Level
from crosssell.oscar.money import written
from crosssell.oscar.order_values import with_tax

# Where fewer than one order in so many paid for shipping, what they paid says little.
FEW = 20


def warnings(found: Survey) -> list[str]:
    """What to be careful of, in sentences."""
    said = []
    orders = found.values.count
    if 0 < orders < LEAST_ORDERS:
        said.append(
            _(
                "These are too few orders: chance decides as much as shoppers do. From %(least)s "
                "orders on, a value is suggested here. Choose more days."
            )
            % {"least": count(LEAST_ORDERS)}
        )
    elif orders and found.best is None:
        said.append(_("No round amount above the order in the middle has orders within reach."))
    if orders and _asks_charges(found) and found.values.paying * FEW < orders:
        few = _(
            "%(paying)s of these orders paid for shipping, so free shipping seems to cost "
            "next to nothing. Say under “How much” what sending an order costs you."
        )
        none = _(
            "None of these orders paid for shipping, so free shipping seems to cost nothing. Say "
            "under “How much” what sending an order costs you."
        )
        said.append(few % {"paying": count(found.values.paying)} if found.values.paying else none)
    if found.live and orders:
        said.append(
            _(
                "A threshold is on now. As far as these orders were placed with it, they lie "
                "around its amounts already."
            )
        )
    return said


def reasons(found: Survey, best: Level) -> list[str]:
    """Why the amount is suggested, and what it would have cost."""
    orders = found.values.count
    said = [
        _(
            "Of the round amounts above the order in the middle it has most orders within reach: "
            "%(near)s (%(share)s) came to %(within)s %% of it or more, and lack %(missing)s on "
            "average."
        )
        % {
            "near": count(best.near),
            "share": share(best.near, orders),
            "within": found.within,
            "missing": money(found, -(-best.missing // best.near)),
        },  # fmt: skip
    ]
    if found.reward is None:
        return said
    words = {
        "reached": count(best.reached), "share": share(best.reached, orders),
        "cost": money(found, best.cost),
    }  # fmt: skip
    said.append(
        _(
            "%(reached)s orders (%(share)s) reach it as they are. On them the reward would have "
            "cost %(cost)s."
        )
        % words
    )
    if found.margin is not None and best.cost:
        said.append(_worth(found, best))
    return said


def _worth(found: Survey, best: Level) -> str:
    part = found.pays(best)
    margin = percent(found.margin.gain) if found.margin else ""
    if part is None or part > 1:
        text = _(
            "With your margin of %(margin)s it does not pay for itself, even if every order within "
            "reach added what it lacks. Begin higher, or give less."
        )
        return text % {"margin": margin}
    return _(
        "It pays for itself where %(part)s of the orders within reach add what they lack, with "
        "your margin of %(margin)s on what is added."
    ) % {"part": percent(part), "margin": margin}


def known(found: Survey) -> list[str]:
    """How the orders were counted, and what nobody knows."""
    said = [
        _("An order counts with what its products cost after discounts, with tax, without "
          "shipping. Discounts of thresholds do not count, nor do orders that were refused, "
          "cancelled or returned."),
        _("All products count here, for everybody and every country."),
        _("These figures say how orders were, not why. Whether shoppers add something for a reward "
          "only a test can show; some orders would not have been placed without it."),
    ]  # fmt: skip
    if _asks_charges(found):
        said.append(
            _("Free shipping costs what these orders really paid for it, with tax.")
            if with_tax()
            else _("Free shipping costs what these orders really paid for it, without tax.")
        )
    if found.reward is not None and found.margin is not None:
        said.append(
            _("The margin is what was left of sales without tax after the costs of today, from the "
              "shop's cost hook; they are known of %(known)s of sales. What pays for itself is the "
              "reward on orders that reach the amount anyway, against the margin on what the "
              "others add, less the reward on these.")
            % {"known": percent(found.margin.known)}
        )  # fmt: skip
    elif found.values.count:
        said.append(_("Whether it pays for itself is not known: the shop has no cost hook, or it "
                      "knows no cost."))  # fmt: skip
    return said


def _asks_charges(found: Survey) -> bool:
    reward = found.reward
    return reward is not None and reward.kind == SHIPPING and reward.amount is None


def money(found: Survey, minor: int) -> str:
    """An amount of the survey, as the shop writes it."""
    return written(from_minor(minor, found.digits), found.currency)


def percent(part: Fraction) -> str:
    """A share in per cent."""
    shown = Decimal(part.numerator * 100) / Decimal(part.denominator)
    return f"{number_format(round(shown, 1))} %"
