"""The result of a back-test as a merchant reads it: a table, two charts, and what was not known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crosssell.admin.charts import Share, bars
from crosssell.admin.words import label
from crosssell.oscar.money import written


@dataclass(frozen=True)
class Line:
    """One line of the table: what is counted, what that means, and (source, text) of each."""

    name: str
    meaning: str
    by_source: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Told:
    """A result in words."""

    asked: str
    page: str
    sources: tuple[str, ...]
    lines: tuple[Line, ...]
    charts: tuple[SafeString, ...]
    known: tuple[str, ...]
    alone: bool
    applied: str
    unknown: str


def told(result: Mapping[str, Any]) -> Told:
    """The stored result of a back-test (``crosssell.backtest.Result``) in words."""
    sources = result["sources"]
    names = tuple(_source(one["code"]) for one in sources)
    return Told(
        asked=_asked(result),
        page=_page(result["kind"]),
        sources=names,
        lines=tuple(_lines(sources, result["most"])),
        charts=_charts(sources, names),
        known=_known(),
        alone=all(one["code"] != "live" for one in sources),
        applied=_applied(result),
        unknown=_unknown(result),
    )


def hit_rate_of(result: Mapping[str, Any]) -> str:
    """The hit rate of what was tested, with its standard error."""
    return next((_hits(one) for one in result["sources"] if one["code"] == "tested"), "–")


def _lines(sources: list[Mapping[str, Any]], most: int) -> list[Line]:
    def line(name: str, meaning: str, text: Callable[[Mapping[str, Any]], str]) -> Line:
        return Line(name, meaning, tuple((_source(one["code"]), text(one)) for one in sources))

    return [
        line(
            _("Hit rate"),
            _("How often something that was shown was in the order. ± is the standard error."),
            _hits,
        ),
        line(
            _("Empty"),
            _("How often there was nothing to show."),
            lambda one: _share(one["empty"]),
        ),
        line(
            _("Short"),
            _("How often there was something, but fewer than %(most)d products.") % {"most": most},
            lambda one: _share(one["short"]),
        ),
        line(
            _("Catalogue coverage"),
            _("The share of the shop's products that were shown at all."),
            lambda one: f"{_share(one['coverage'])} ({_count(one['products'])})",
        ),
        line(
            _("Revenue of the hits"),
            _("What was paid for these products, without tax. They were bought without the widget: "
              "this compares rules, it is no forecast."),
            lambda one: _money(one["revenue"]),
        ),
    ]  # fmt: skip


def _asked(result: Mapping[str, Any]) -> str:
    number = result["asked"]
    replayed = ngettext(
        "%(asked)s order from %(first)s to %(last)s.",
        "%(asked)s orders from %(first)s to %(last)s.",
        number,
    ) % {
        "asked": _count(number), "first": _day(result["first"]), "last": _day(result["last"]),
    }  # fmt: skip
    learned = result["learned_orders"]
    known = ngettext(
        "The rules learned from the %(learned)s order before.",
        "The rules learned from the %(learned)s orders before.",
        learned,
    )
    return f"{replayed} {known % {'learned': _count(learned)}}"


def _applied(result: Mapping[str, Any]) -> str:
    """In how many orders a rule applied; "" for a result from before this was counted."""
    counts = [
        one["applied"] for one in result["sources"] if one["code"] == "tested" and "applied" in one
    ]
    if not counts:
        return ""
    number = result["asked"]
    return ngettext(
        "In %(applied)s of %(asked)s order a rule applied.",
        "In %(applied)s of %(asked)s orders a rule applied.",
        number,
    ) % {"applied": _count(counts[0]), "asked": _count(number)}


def _unknown(result: Mapping[str, Any]) -> str:
    codes = result.get("unknown", ())
    if not codes:
        return ""
    return _(
        "The rules have conditions that nobody can check for past orders: %(conditions)s. What "
        "they ask for counts as not there, so the test tells little of these rules."
    ) % {"conditions": ", ".join(label("conditions", code) for code in codes)}


def _hits(one: Mapping[str, Any]) -> str:
    return f"{_share(one['hit_rate'])} ± {_share(one['standard_error'])}"


def _charts(
    sources: list[Mapping[str, Any]], names: tuple[str, ...]
) -> tuple[SafeString, SafeString]:
    table = _("The table holds the same figures.")
    hits = {
        name: [Share(one["hit_rate"], one["standard_error"])]
        for name, one in zip(names, sources, strict=True)
    }
    fill = {
        name: [Share(one[kind]) for kind in ("empty", "short", "coverage")]
        for name, one in zip(names, sources, strict=True)
    }
    labels = [_("Empty"), _("Short"), _("Coverage")]
    said = ", ".join(
        f"{name} {_share(one['hit_rate'])}" for name, one in zip(names, sources, strict=True)
    )
    return (
        bars("crosssell-hits", _("Hit rate"), f"{said}. {table}", [_("Hit rate")], hits),
        bars("crosssell-fill", ", ".join(labels), table, labels, fill),
    )


def _source(code: str) -> str:
    return {
        "tested": _("These rules"), "live": _("Live now"), "bestsellers": _("Bestsellers"),
    }.get(code, code)  # fmt: skip


def _page(kind: str) -> str:
    return {
        "product": _(
            "Asked was the page of one product of each order. A hit is another product of that "
            "order."
        ),
        "basket": _(
            "Asked was a basket with all products of each order but one. A hit is the one that "
            "was left out."
        ),
        "order": _(
            "Asked was the page after an order of all products but one. A hit is the one that was "
            "left out."
        ),
        "category": _(
            "Asked was the page of a category of one product of each order. A hit is any product "
            "of that order."
        ),
        "visitor": _(
            "Asked was a page about no product, for the customer of each order. A hit is any "
            "product of that order."
        ),
    }.get(kind, "")


def _known() -> tuple[str, ...]:
    return (
        _("Known of each order: its products and what was paid, its moment, and its customer as "
          "known just before."),
        _("Not known: what was in stock then. Every product counts as one that could be bought."),
        _("Not known: the visit. Conditions on device, country, campaign, coupon or products "
          "viewed say no, or yes where they are turned round."),
        _("Prices, categories and attributes are those of today."),
    )  # fmt: skip


def _share(value: float) -> str:
    return number_format(round(Decimal(str(value)) * 100, 1)) + " %"


def _count(number: int) -> str:
    return number_format(number, force_grouping=True)


def _money(revenue: Mapping[str, str]) -> str:
    return ", ".join(written(Decimal(paid), code) for code, paid in revenue.items()) or "–"


def _day(text: str) -> str:
    at = parse_datetime(text)
    return date_format(at, "DATE_FORMAT") if at else text
