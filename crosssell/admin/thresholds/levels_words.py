"""Past orders around round amounts, as a merchant reads them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crosssell.admin.charts import Share, bars
from crosssell.admin.figure_words import NOTHING, count, day, share
from crosssell.admin.thresholds.levels_reasons import known, money, percent, reasons, warnings
from crosssell.admin.thresholds.levels_survey import Survey
from crosssell.admin.thresholds.prefill import prefilled
from crosssell.core.money import from_minor
from crosssell.core.threshold_levels import Bar, Level

# What practitioners usually advise, in per cent of the mean order; docs/thresholds.md names them.
RULE_OF_THUMB = (115, 130)


@dataclass(frozen=True)
class LevelTold:
    """A row of the table."""

    amount: str
    reached: str
    near: str
    cost: str
    pays: str
    best: bool
    url: str


@dataclass(frozen=True)
class Told:
    """A survey in words."""

    said: str
    middle: str
    warnings: tuple[str, ...]
    chart: SafeString | None
    bars: tuple[tuple[str, str, str], ...]
    levels: tuple[LevelTold, ...]
    cost_known: bool
    pays_known: bool
    near_from: str
    cost_of: str
    best: str
    best_url: str
    best_reasons: tuple[str, ...]
    known: tuple[str, ...]


def told(found: Survey) -> Told:
    """The survey in words; amounts in its currency."""
    orders = found.values.count
    margin = found.reward is not None and found.margin is not None
    return Told(
        said=_said(found),
        middle=_middle(found) if orders else "",
        warnings=tuple(warnings(found)),
        chart=_chart(found) if orders else None,
        bars=tuple(
            (_between(found, one), count(one.orders), share(one.orders, orders))
            for one in found.bars
        ),
        levels=tuple(_level(found, one) for one in found.levels),
        cost_known=found.reward is not None,
        pays_known=margin,
        near_from=_(
            "Within reach is an order that came to %(within)s %% of the amount or more, but not to "
            "all of it."
        )
        % {"within": found.within},
        cost_of=_("The reward would have cost so much on the orders that reach the amount.")
        if found.reward
        else "",
        best=money(found, found.best.amount) if found.best else "",
        best_url=_url(found, found.best) if found.best else "",
        best_reasons=tuple(reasons(found, found.best)) if found.best else (),
        known=tuple(known(found)),
    )


def _said(found: Survey) -> str:
    dates = {"first": day(found.since), "last": day(found.until), "currency": found.currency}
    if not found.values.count:
        text = _("There is no order in %(currency)s from %(first)s to %(last)s. Choose more days.")
        return text % dates
    return ngettext(
        "%(orders)s order in %(currency)s from %(first)s to %(last)s.",
        "%(orders)s orders in %(currency)s from %(first)s to %(last)s.",
        found.values.count,
    ) % {**dates, "orders": count(found.values.count)}


def _middle(found: Survey) -> str:
    low, high = (found.values.mean * percent // 100 for percent in RULE_OF_THUMB)
    return _(
        "The order in the middle came to %(median)s, the mean is %(mean)s. A common rule of thumb, "
        "15 to 30 %% above the mean, would be %(low)s to %(high)s."
    ) % {
        "median": money(found, found.values.median), "mean": money(found, found.values.mean),
        "low": money(found, low), "high": money(found, high),
    }  # fmt: skip


def _chart(found: Survey) -> SafeString:
    labels = [_plain(found, one.first) + ("" if one.end else "+") for one in found.bars]
    shares = [Share(one.orders / found.values.count) for one in found.bars]
    title = _("Orders by what they came to, in %(currency)s") % {"currency": found.currency}
    said = "; ".join(
        f"{_between(found, one)}: {share(one.orders, found.values.count)}" for one in found.bars
    )
    turned = max(map(len, labels)) > 3
    return bars("crosssell-values", title, said, labels, {found.currency: shares}, turned=turned)


def _between(found: Survey, one: Bar) -> str:
    if one.end is None:
        return _("%(first)s or more") % {"first": money(found, one.first)}
    return _("%(first)s to below %(end)s") % {
        "first": money(found, one.first), "end": money(found, one.end),
    }  # fmt: skip


def _level(found: Survey, one: Level) -> LevelTold:
    orders = found.values.count
    return LevelTold(
        amount=money(found, one.amount),
        reached=f"{count(one.reached)} ({share(one.reached, orders)})",
        near=f"{count(one.near)} ({share(one.near, orders)})",
        cost=NOTHING if found.reward is None else money(found, one.cost),
        pays=_pays(found, one),
        best=one == found.best,
        url=_url(found, one),
    )


def _pays(found: Survey, one: Level) -> str:
    if found.reward is None or found.margin is None or not (one.near and one.cost):
        return NOTHING
    part = found.pays(one)
    if part is None or part > 1:
        return _("not even all")
    return percent(part)


def _url(found: Survey, one: Level) -> str:
    amount = from_minor(one.amount, found.digits)
    return f"{reverse('admin:crosssell_threshold_add')}?{urlencode(prefilled(found, amount))}"


def _plain(found: Survey, minor: int) -> str:
    return number_format(from_minor(minor, found.digits).normalize().__format__("f"), use_l10n=True)
