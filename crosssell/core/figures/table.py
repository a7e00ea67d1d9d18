"""The one list of figures: what each is called, what it means, and how it is made of sums."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from crosssell.core.figures.figure import (
    DIMENSIONS,
    OTHERS,
    PLACES,
    PRODUCT,
    REWARDS,
    TOTAL,
    Figure,
    average,
    share,
)
from crosssell.core.text import _

FIGURES: Final = (
    Figure(
        "impressions",
        _("Impressions"),
        _("How often a product, bundle or threshold was shown. A widget of four counts four."),
        "count",
        lambda sums: sums.impressions,
    ),
    Figure(
        "viewable",
        _("Viewable impressions"),
        _(
            "Impressions that could be seen: at least half was on the screen for one second. "
            "Browsers without JavaScript tell of none."
        ),
        "count",
        lambda sums: sums.viewable,
    ),
    Figure(
        "clicks",
        _("Clicks"),
        _("Impressions whose link was followed. A second click on the same one is not counted."),
        "count",
        lambda sums: sums.clicks,
    ),
    Figure(
        "ctr",
        _("Click rate"),
        _("Clicks divided by impressions."),
        "share",
        lambda sums: share(sums.clicks, sums.impressions),
    ),
    Figure(
        "viewable_ctr",
        _("Viewable click rate"),
        _(
            "Clicks divided by viewable impressions. It can be over 100 %: a quick click, or one "
            "without JavaScript, has no viewable impression."
        ),
        "share",
        lambda sums: share(sums.clicks, sums.viewable),
    ),
    Figure(
        "touches",
        _("Put in the basket"),
        _("Impressions from which what was shown was put in the basket."),
        "count",
        lambda sums: sums.touches,
    ),
    Figure(
        "add_rate",
        _("Add rate"),
        _("Put in the basket, divided by impressions."),
        "share",
        lambda sums: share(sums.touches, sums.impressions),
    ),
    Figure(
        "orders",
        _("Orders"),
        _("Orders with an attributed line. One can be in two rows, but is once in the total."),
        "count",
        lambda sums: sums.orders,
    ),
    Figure(
        "direct",
        _("Direct revenue"),
        _(
            "What the recommended product or its variant brought, in orders after it was put in "
            "the basket from the recommendation. Without tax and shipping, after discounts."
        ),
        "money",
        lambda sums: sums.direct,
    ),
    Figure(
        "assisted",
        _("Assisted revenue"),
        _(
            "What other products brought in these orders, but for those that lay in the basket "
            "before. Much of it would have been bought anyway, so it is kept apart."
        ),
        "money",
        lambda sums: sums.assisted,
    ),
    Figure(
        "uses",
        _("Orders with it"),
        _("Orders that were given it, whether it was recommended to them or not."),
        "count",
        lambda sums: sums.uses,
        REWARDS,
    ),
    Figure(
        "brought",
        _("Revenue with it"),
        _(
            "Of a bundle what its pieces brought, of a threshold the value of its orders. Without "
            "tax and shipping, after discounts."
        ),
        "money",
        lambda sums: sums.brought,
        REWARDS,
    ),
    Figure(
        "cost",
        _("Discount cost"),
        _("What it took off these orders, on products and on the delivery."),
        "money",
        lambda sums: sums.cost,
        REWARDS,
    ),
    Figure(
        "cost",
        _("Discount cost"),
        _(
            "What bundles took off that were put in the basket from here. Each discount counts in "
            "one row. The revenue is after discounts already."
        ),
        "money",
        lambda sums: sums.cost,
        tuple(one for one in OTHERS if one != PRODUCT),
    ),
    Figure(
        "net",
        _("Net revenue"),
        _(
            "Revenue with it, less what was given on the delivery. Discounts on products are "
            "taken off already. It is not what it caused: only a holdout tells that."
        ),
        "money",
        lambda sums: sums.brought - sums.delivery,
        REWARDS,
    ),
    Figure(
        "net",
        _("Net revenue"),
        _(
            "Direct revenue after all discounts, those on the delivery too; assisted revenue is "
            "not in it. It is not what recommendations caused: only a holdout tells that."
        ),
        "money",
        lambda sums: sums.direct - sums.delivery,
        OTHERS,
    ),
    Figure(
        "empty_rate",
        _("Empty rate"),
        _("How often a widget had nothing to show, divided by how often its slot came up."),
        "share",
        lambda sums: share(sums.empty, sums.shown + sums.empty),
        PLACES,
    ),
    Figure(
        "average_takers",
        _("Average order of takers"),
        _(
            "The average value of orders with a recommended product that was put in the basket "
            "from there. Whoever takes more may have bought more anyway."
        ),
        "money",
        lambda sums: average(sums.takers_value, sums.takers),
        (TOTAL,),
    ),
    Figure(
        "average_others",
        _("Average order of others"),
        _("The average value of all other orders of the same days."),
        "money",
        lambda sums: average(sums.others_value, sums.others),
        (TOTAL,),
    ),
)


@lru_cache(maxsize=len(DIMENSIONS))
def figures_of(by: str) -> tuple[Figure, ...]:
    """The figures of one report, in the order of their columns; each code is there once."""
    return tuple(one for one in FIGURES if by in one.by)
