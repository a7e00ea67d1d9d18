"""Every figure of every report, made once more from raw facts in the plainest way there is."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from crosssell.analytics.reports import ALL, Query, report
from crosssell.core.figures import DIMENSIONS, FIGURES, TOTAL, figures_of
from tests.past_facts import Past
from tests.recomputed import ALL_OF_THEM, RECOMPUTED, REWARDS, Raw, expected
from tests.shop_past import EURO, SLOTS, make_past

pytestmark = pytest.mark.django_db
ZONE = "Europe/Berlin"
# The night to the 25th of October 2026 has an hour more.
FIRST, LAST = date(2026, 10, 20), date(2026, 10, 29)
QUERY = Query(FIRST, LAST, EURO)


@pytest.fixture
def past(settings: Any) -> Past:
    settings.TIME_ZONE = ZONE
    return make_past(ZONE, date(2026, 10, 5))


def keys_of(past: Past, by: str) -> set[Any]:
    """Everything that the report must have a row for, in its days or in those before."""
    known: dict[str, set[Any]] = {
        "placement": set(past.placements),
        "slot": {*SLOTS, ""},
        "strategy": {"bought_together", "bestsellers", "trending", ""},
        "product": set(range(1, 6)),
        "bundle": {3, 4},
        "threshold": {3},
        "rule": {one.about["rule"] for one in past.noted},
    }
    return known[by]


def check(past: Past, query: Query, by: str) -> int:
    """How many figures that are neither nothing nor unknown were right."""
    found = report(query, by, size=ALL)
    keys = {"": None} if by == TOTAL else {str(key): key for key in keys_of(past, by)}
    assert {row.key for row in found.rows} == set(keys)
    raws = [(row, keys[row.key]) for row in found.rows]
    right = 0
    for row, key in [*raws, (found.total, ALL_OF_THEM)]:
        for values, asked in ((row.values, query), (row.past, query.before())):
            raw = Raw(past, asked, by, key)
            assert set(values) == {figure.code for figure in figures_of(by)}
            for figure in figures_of(by):
                wanted = expected(raw, figure.code, figure.unit)
                assert values[figure.code] == wanted, (by, row.key, figure.code, asked.first)
                right += values[figure.code] not in (0, None)
    return right


@pytest.mark.both
@pytest.mark.parametrize("by", DIMENSIONS)
def test_every_figure_is_what_the_raw_facts_say(past: Past, by: str) -> None:
    # So many of them are neither nothing nor unknown.
    assert check(past, QUERY, by) > 15


@pytest.mark.both
@pytest.mark.parametrize("by", [one for one in DIMENSIONS if one not in REWARDS])
@pytest.mark.parametrize("only", [{"slot": SLOTS[1]}, {"strategy": "trending"}], ids=str)
def test_of_a_part_of_the_shop_too(past: Past, by: str, only: dict[str, str]) -> None:
    asked = replace(QUERY, **only)
    found = report(asked, by, size=ALL)
    for row in found.rows:
        key = row.key if by in ("slot", "strategy") or not row.key else int(row.key)
        raw = Raw(past, asked, by, key)
        assert row.values == {
            one.code: expected(raw, one.code, one.unit) for one in figures_of(by)
        }, row.key


def test_every_figure_is_recomputed_here() -> None:
    assert set(RECOMPUTED) == {one.code for one in FIGURES}
