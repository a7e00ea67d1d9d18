"""The bar of a threshold as a shopper would see it: at the start, on the way, and at the end."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from crosssell.admin.thresholds.rows import ThresholdRows
from crosssell.core.money import from_minor
from crosssell.core.threshold_terms import Ladder, Left
from crosssell.core.thresholds import standing
from crosssell.oscar import catalogue
from crosssell.oscar.money import written
from crosssell.threshold_bar import bar_of

# How much of the first tier is there where it is the only one.
SHARE = 60


@dataclass(frozen=True)
class Drawn:
    """A bar with what is in the basket there."""

    label: str
    html: SafeString


def bars_of(rows: ThresholdRows) -> list[Drawn]:
    """Three of them, in the shop's own currency where a tier has it; [] without a tier.

    Gifts are there, but cannot be claimed. At most one query.
    """
    currencies = sorted(rows.currencies, key=lambda one: one != settings.OSCAR_DEFAULT_CURRENCY)
    ladder = rows.ladder(currencies[0]) if currencies else None
    if ladder is None or not ladder.tiers:
        return []
    goods = catalogue.products(pk for tier in ladder.tiers for pk in tier.gifts)
    found = []
    for label, counted in _points(ladder):
        bar = bar_of(standing(ladder, counted, [Left(1, counted)]), goods)
        marks = tuple(replace(mark, gifts=()) for mark in bar.marks)
        values = {"amount": written(from_minor(counted, ladder.digits), ladder.currency)}
        context = {"bar": replace(bar, marks=marks), "placement": {"id": "preview"}}
        html = render_to_string("admin/crosssell/threshold/bar.html", context)
        found.append(Drawn(label % values, html))
    return found


def _points(ladder: Ladder) -> Iterable[tuple[str, int]]:
    first, last = ladder.tiers[0].at_least, ladder.tiers[-1].at_least
    second = ladder.tiers[1].at_least if len(ladder.tiers) > 1 else 0
    return (
        (gettext("At the start: nothing in the basket"), 0),
        (
            gettext("On the way: %(amount)s in the basket"),
            (first + second) // 2 if second else first * SHARE // 100,
        ),
        (gettext("At the end: %(amount)s in the basket"), last),
    )
