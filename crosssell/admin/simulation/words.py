"""A simulation as a merchant reads it: what it costs, where it hurts, what stands beside it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crosssell.admin.charts import Share, bars
from crosssell.admin.figure_words import NOTHING, count, day, share
from crosssell.admin.simulation.beside import (
    Row,
    combines_said,
    offer_row,
    rival_row,
    rivals_said,
    then_said,
    warnings,
)
from crosssell.core.replay import SHARES
from crosssell.oscar.money import written
from crosssell.simulation.results import InCurrency, Simulation


@dataclass(frozen=True)
class Line:
    """One line of the table: what is counted, what that means, and (currency, text) of each."""

    name: str
    meaning: str
    by_currency: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class WorstTold:
    """The order that loses the most, for a link: its number, and what it loses in words."""

    number: str
    words: str
    currency: str


@dataclass(frozen=True)
class Told:
    """A simulation in words."""

    replayed: str
    bounded: str
    result: str
    currencies: tuple[str, ...]
    lines: tuple[Line, ...]
    worst: tuple[WorstTold, ...]
    charts: tuple[SafeString, ...]
    warnings: tuple[str, ...]
    rivals: tuple[Row, ...]
    rivals_said: str
    then: tuple[Row, ...]
    then_said: str
    offers_said: str
    known: tuple[str, ...]


def told(result: Simulation) -> Told:
    """The simulation in words; a currency in which no order completes the bundle is left out."""
    shown = [one for one in result.in_currency if one.qualified] or list(result.in_currency[:1])
    return Told(
        replayed=_replayed(result),
        bounded=_bounded(result),
        result=_result(result, shown),
        currencies=tuple(one.currency for one in shown),
        lines=tuple(_lines(shown)),
        worst=tuple(_worst(one) for one in shown if one.worst is not None),
        charts=_charts(shown) if result.given else (),
        warnings=tuple(warnings(result)),
        rivals=tuple(map(rival_row, result.rivals)),
        rivals_said=rivals_said(result),
        then=tuple(map(offer_row, result.offers_then)),
        then_said=then_said(result),
        offers_said=combines_said(result),
        known=_known(result),
    )


def _replayed(result: Simulation) -> str:
    return ngettext(
        "%(orders)s order from %(first)s to %(last)s was replayed.",
        "%(orders)s orders from %(first)s to %(last)s were replayed.",
        result.orders,
    ) % {
        "orders": count(result.orders), "first": day(result.since), "last": day(result.until),
    }  # fmt: skip


def _bounded(result: Simulation) -> str:
    if result.window_orders <= result.orders:
        return ""
    return _(
        "There were %(all)s orders in these days. The newest %(orders)s were replayed, so that "
        "this page stays quick."
    ) % {"all": count(result.window_orders), "orders": count(result.orders)}


def _result(result: Simulation, shown: list[InCurrency]) -> str:
    if not result.orders:
        return _("There are no orders to replay. Choose more days.")
    if not result.qualified:
        return _("No order completes this bundle.")
    if not result.given:
        return ngettext(
            "%(orders)s order completes it, but it would not have been given.",
            "%(orders)s orders complete it, but it would never have been given.",
            result.qualified,
        ) % {"orders": count(result.qualified)}
    given = ngettext(
        "%(given)s order (%(share)s) would have got it:",
        "%(given)s orders (%(share)s) would have got it:",
        result.given,
    ) % {"given": count(result.given), "share": share(result.given, result.orders)}
    sums = ", ".join(written(one.discount, one.currency) for one in shown)
    sets = sum(one.sets for one in shown)
    said = ngettext(
        "%(sets)s set, %(sums)s of discount.", "%(sets)s sets, %(sums)s of discount.", sets
    ) % {"sets": count(sets), "sums": sums}
    return f"{given} {said}"


def _lines(shown: list[InCurrency]) -> list[Line]:
    def line(name: str, meaning: str, texts: list[str]) -> Line:
        codes = [one.currency for one in shown]
        return Line(name, meaning, tuple(zip(codes, texts, strict=True)))

    complete = [
        line(
            _("Orders that complete it"),
            _("They held all its parts, at a margin that it allows."),
            [f"{count(one.qualified)} ({share(one.qualified, one.orders)})" for one in shown],
        ),
        line(
            _("Orders that get it"),
            _("Less where limits are used up, or another bundle saves the shopper more."),
            [f"{count(one.given)} ({share(one.given, one.orders)})" for one in shown],
        ),
    ]
    if not any(one.given for one in shown):
        return complete
    return [
        *complete,
        line(
            _("Sets"),
            _("In all, and how many orders get one, two and so on."),
            [f"{count(one.sets)} ({_times(one)})" for one in shown],
        ),
        line(
            _("Discount in all"),
            _("These orders were placed without it: it is what they would have cost you."),
            [written(one.discount, one.currency) for one in shown],
        ),
        line(
            _("Share of these orders"),
            _("Of all that they hold, before discounts."),
            [share(one.discount, one.given_value) for one in shown],
        ),
        line(
            _("Share of all orders"),
            _("Of everything sold in these days, before discounts."),
            [share(one.discount, one.value) for one in shown],
        ),
        line(
            _("Discount of an order"),
            _("The mean, and the one in the middle."),
            [
                _("%(mean)s; middle %(median)s")
                % {
                    "mean": written(one.average, one.currency),
                    "median": written(one.median, one.currency),
                }
                for one in shown
            ],
        ),
        line(
            _("Orders by the share they lose"),
            _("How many orders lose up to 2 %, 5 % and so on of what they hold."),
            [_lost(one) for one in shown],
        ),
        line(
            _("Margin left on its pieces"),
            _("Without tax, after this discount, of the pieces whose cost is known."),
            [_margin(one) for one in shown],
        ),
    ]


def _margin(one: InCurrency) -> str:
    if not one.known:
        return _("not known")
    said = f"{written(one.left, one.currency)} ({share(one.left, one.paid)})"
    if one.known == one.pieces:
        return said
    return _("%(margin)s, of %(known)s of %(pieces)s pieces") % {
        "margin": said, "known": count(one.known), "pieces": count(one.pieces),
    }  # fmt: skip


def _worst(one: InCurrency) -> WorstTold:
    worst = one.worst
    assert worst is not None  # noqa: S101  asked for only where there is one
    return WorstTold(
        worst.number,
        _("%(discount)s off %(value)s, %(share)s of it")
        % {
            "discount": written(worst.discount, one.currency),
            "value": written(worst.value, one.currency),
            "share": share(worst.discount, worst.value),
        },
        one.currency,
    )


def _charts(shown: list[InCurrency]) -> tuple[SafeString, ...]:
    lost = {one.currency: [Share(n / one.given) for n in one.shares] for one in shown if one.given}
    said = "; ".join(f"{one.currency}: {_lost(one)}" for one in shown if one.given)
    title = _("How much of an order the discount takes, as a share of the orders that get it")
    return (bars("crosssell-lost", title, said, _shares(), lost),)


def _shares() -> list[str]:
    """The groups of ``core.replay.SHARES``: each holds what is above the one before."""
    return [*(f"≤ {end * 100:.0f} %" for end in SHARES[:-1]), _("more")]


def _lost(one: InCurrency) -> str:
    groups = zip(_shares(), one.shares, strict=True)
    return ", ".join(f"{name}: {count(number)}" for name, number in groups if number) or NOTHING


def _times(one: InCurrency) -> str:
    names = [_("one"), _("two"), _("three or more")]
    groups = zip(names, one.times, strict=True)
    return ", ".join(f"{name}: {count(number)}" for name, number in groups if number) or NOTHING


def _known(result: Simulation) -> tuple[str, ...]:
    return (
        _("Replayed are the orders as they were placed: products, pieces, prices before discounts. "
          "Nobody knows what shoppers would have bought with the bundle in the shop."),
        _("Categories, ranges, customer groups and live bundles are those of today, and so is what "
          "offers may touch. Products that were deleted since are left out."),
        _("Costs are those of today, from the shop's cost hook.")
        if result.cost_known
        else _("What products cost is not known: the shop has no cost hook."),
        _("The dates of the bundle do not matter here. Its limits count from the oldest order on."),
    )  # fmt: skip
