"""A report: sums of all sources by what it is about, with names, figures and the days before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from crosssell.analytics.reports.answers import Report, Row
from crosssell.analytics.reports.asking import Query, QueryError
from crosssell.analytics.reports.naming import Name, names_of
from crosssell.analytics.reports.summing import NO_PART, Part, Parts, parts_of, with_currency
from crosssell.analytics.reports.tested import answer_of_all, answers_of, words
from crosssell.analytics.results import Answer
from crosssell.core.figures import (
    BUNDLE,
    DIMENSIONS,
    PLACEMENT,
    PRODUCT,
    RULE,
    SLOT,
    STRATEGY,
    THRESHOLD,
    TOTAL,
    Figure,
    Value,
    change,
    figures_of,
)

ROWS_A_PAGE = 50
ALL = 0
USUAL_SORT = "net"
COLUMNS = {
    PLACEMENT: "placement_id",
    RULE: "rule_id",
    STRATEGY: "strategy",
    SLOT: "slot",
    PRODUCT: "subject_id",
    BUNDLE: "subject_id",
    THRESHOLD: "subject_id",
}


def report(
    query: Query, by: str, *, sort: str = "", page: int = 1, size: int = ROWS_A_PAGE
) -> Report:
    """The report ``by`` one of ``core.figures.DIMENSIONS``.

    ``sort`` is the code of a figure, "net" if empty: its largest value goes first, then the most
    impressions. ``page`` counts from 1 and ends at the last; ``size`` ALL gives every row. Beside
    a placement or product that had something before but nothing now stand zeros. The number of
    queries does not depend on the number of rows. Raises QueryError for another ``by`` or a
    figure that the report does not have.
    """
    if by not in DIMENSIONS:
        raise QueryError(_("by: choose one of %s.") % ", ".join(DIMENSIONS))
    figures = figures_of(by)
    sorted_by = next((one for one in figures if one.code == (sort or USUAL_SORT)), None)
    if sorted_by is None:
        raise QueryError(_("sort: choose one of %s.") % ", ".join(one.code for one in figures))
    query, currencies = with_currency(query)
    all_now, all_before = parts_of(query, by)
    answer = answer_of_all(query)
    total = _row("", Name(_("All")), figures, all_now, all_before, answer, query.compare)
    if by == TOTAL:
        keys: list[Any] = [""]
        rows: tuple[Row, ...] = (total,)
        page = pages = 1
    else:
        now, before = parts_of(query, by, COLUMNS[by])
        keys = _sorted(now, before, sorted_by)
        size = size or max(len(keys), 1)
        pages = max(-(-len(keys) // size), 1)
        page = min(max(page, 1), pages)
        wanted = keys[(page - 1) * size : page * size]
        names, answers = names_of(by, wanted), answers_of(by, wanted)
        rows = tuple(
            _row(key, names[key], figures, now, before, answers.get(key), query.compare)
            for key in wanted
        )
    return Report(
        by,
        query,
        query.currency,
        currencies,
        figures,
        rows,
        total,
        len(keys),
        page,
        pages,
        sorted_by.code,
        total.sample,
    )


def values_of(figures: tuple[Figure, ...], part: Part) -> dict[str, Value]:
    """The figures of these sums by their code."""
    return {one.code: one.of(part.sums) for one in figures}


def _row(
    key: Any,
    name: Name,
    figures: tuple[Figure, ...],
    now: Parts,
    before: Parts,
    answer: Answer | None,
    compare: bool,
) -> Row:
    part, earlier = now.get(key, NO_PART), before.get(key, NO_PART)
    values, past = values_of(figures, part), values_of(figures, earlier)
    changes: Mapping[str, Value] = {code: change(values[code], past[code]) for code in values}
    return Row(
        str(key),
        name.words,
        part.sums,
        values,
        words(answer),
        past if compare else {},
        changes if compare else {},
        answer,
        name.gone,
        part.sample or earlier.sample,
    )


def _sorted(now: Parts, before: Parts, by: Figure) -> list[Any]:
    def order(key: Any) -> tuple[Any, ...]:
        sums = now.get(key, NO_PART).sums
        value = by.of(sums)
        return value is None, -(value or 0), -sums.impressions, key

    return sorted({*now, *before}, key=order)
