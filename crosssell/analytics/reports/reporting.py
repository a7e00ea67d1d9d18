"""A report: sums of all sources by what it is about, with names, figures and the days before."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from crosssell.analytics.reports.answers import Report, Row
from crosssell.analytics.reports.asking import Query, QueryError
from crosssell.analytics.reports.naming import names_of
from crosssell.analytics.reports.summing import (
    NO_PART,
    Part,
    Parts,
    parts_of,
    with_counts,
    with_currency,
)
from crosssell.analytics.reports.tested import answers_of, words
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
from crosssell.core.money import digits

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
    TOTAL: "",
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
    now, before = parts_of(query, by, COLUMNS[by])
    keys = [""] if by == TOTAL else _sorted(now, before, sorted_by)
    size = size or max(len(keys), 1)
    pages = max(-(-len(keys) // size), 1)
    page = min(max(page, 1), pages)
    wanted = keys[(page - 1) * size : page * size]
    rows = _rows(by, query, wanted, now, before)
    if by == TOTAL:
        total = rows[0]
    else:
        sums = parts_of(query, by, counts=False)
        now, before = ({"": with_counts(*both)} for both in zip(sums, (now, before), strict=True))
        [total] = _rows(TOTAL, query, [""], now, before, by)
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


def values_of(by: str, part: Part, currency: str) -> dict[str, Value]:
    """The figures of these sums by their code, amounts in the decimals of the currency."""
    return {one.code: one.value(part.sums, digits(currency)) for one in figures_of(by)}


def _rows(
    by: str, query: Query, keys: list[Any], now: Parts, before: Parts, figures: str = ""
) -> tuple[Row, ...]:
    """The rows of these keys; of a total with the ``figures`` of the report that it is of."""
    names, answers = names_of(by, keys), answers_of(by, keys, query)
    rows = []
    for key in keys:
        part, earlier = now.get(key, NO_PART), before.get(key, NO_PART)
        values, past = (values_of(figures or by, one, query.currency) for one in (part, earlier))
        changes = {code: change(values[code], past[code]) for code in values}
        row = Row(
            str(key),
            names[key].words,
            part.sums,
            values,
            words(answers.get(key)),
            past if query.compare else {},
            changes if query.compare else {},
            answers.get(key),
            names[key].gone,
            part.sample or earlier.sample,
        )
        rows.append(row)
    return tuple(rows)


def _sorted(now: Parts, before: Parts, by: Figure) -> list[Any]:
    def order(key: Any) -> tuple[Any, ...]:
        sums = now.get(key, NO_PART).sums
        value = by.of(sums)
        return value is None, -(value or 0), -sums.impressions, key

    return sorted({*now, *before}, key=order)
