"""From the counts of days to the rows of a run."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from crosssell import viewing
from crosssell.models import Pair, Run, ViewPair
from crosssell.models.viewing import add_visits
from crosssell.models.writing import PAIR_COLUMNS, write_rows

pytestmark = pytest.mark.django_db

# The first moment of the next day in the shop's time zone, New York.
MIDNIGHT = datetime(2026, 6, 2, 4, tzinfo=UTC)
TODAY = date(2026, 6, 1)
HALF_LIFE = timedelta(days=180)
VIEWED, AFTER = ViewPair.Kind.values


def written(until: datetime | None = MIDNIGHT) -> list[tuple[Any, ...]]:
    """The rows that a run gets, by place, product and rank."""
    run = Run.objects.create(started_at=timezone.now())
    for rows in viewing.pairs(until):
        write_rows(Pair._meta.db_table, PAIR_COLUMNS, {"run_id": run.pk, **rows}, len(rows["rank"]))
    names = [name for name in PAIR_COLUMNS if name != "run_id"]
    rows = Pair.objects.filter(run=run).order_by("place", "product_id", "rank")
    return list(rows.values_list(*names))


def test_visits_are_added_to_what_a_day_has() -> None:
    add_visits(VIEWED, {(TODAY, 1, 2): 1, (TODAY, 1, 3): 2})
    add_visits(VIEWED, {(TODAY, 1, 2): 3, (TODAY - HALF_LIFE, 1, 2): 5})
    add_visits(AFTER, {(TODAY, 1, 2): 7})
    add_visits(AFTER, {})
    rows = ViewPair.objects.order_by("kind", "day", "partner_id")
    assert list(rows.values_list("kind", "day", "product_id", "partner_id", "visits")) == [
        (AFTER, TODAY, 1, 2, 7),
        (VIEWED, TODAY - HALF_LIFE, 1, 2, 5),
        (VIEWED, TODAY, 1, 2, 4),
        (VIEWED, TODAY, 1, 3, 2),
    ]


def test_more_rows_than_one_statement_takes() -> None:
    for _ in range(2):
        add_visits(VIEWED, {(TODAY, 1, partner): 1 for partner in range(2, 2_502)})
    assert set(ViewPair.objects.values_list("visits", flat=True)) == {2}
    assert ViewPair.objects.count() == 2_500


def test_a_run_gets_both_places_decayed_by_age() -> None:
    add_visits(VIEWED, {(TODAY, 0, 1): 3, (TODAY, 0, 2): 3, (TODAY, 1, 2): 2})
    add_visits(VIEWED, {(TODAY - HALF_LIFE, 0, 1): 4, (TODAY - HALF_LIFE, 1, 2): 2})
    add_visits(AFTER, {(TODAY, 2, 0): 4, (TODAY, 0, 1): 3, (TODAY, 2, 1): 3})
    # 2 visits of today and 2 of half the weight; 1 was in 3 + 4/2 visits, 2 in 3.
    common = 2 + 2 / 2
    assert written() == [
        ("after", 2, 1, 1, pytest.approx(3 / (4**0.5 * 3**0.1) * 3 / 5), 3, 4, 3),
        ("viewed", 1, 1, 2, pytest.approx(common / (5**0.5 * 3**0.1) * 4 / 6), 4, 7, 3),
        ("viewed", 2, 1, 1, pytest.approx(common / (3**0.5 * 5**0.1) * 4 / 6), 4, 3, 7),
    ]


def test_one_visit_is_no_evidence() -> None:
    add_visits(VIEWED, {(TODAY, 0, 1): 1, (TODAY, 0, 2): 1, (TODAY, 1, 2): 1})
    add_visits(AFTER, {(TODAY, 1, 0): 1, (TODAY, 0, 2): 1, (TODAY, 1, 2): 1})
    assert written() == []


def test_a_day_is_known_when_it_is_over() -> None:
    add_visits(VIEWED, {(TODAY, 0, 1): 2, (TODAY, 0, 2): 2, (TODAY, 1, 2): 2})
    assert written(MIDNIGHT - timedelta(seconds=1)) == []
    assert len(written(MIDNIGHT)) == 2


def test_a_run_to_serve_knows_today() -> None:
    today = timezone.localdate()
    rows = {(today, 0, 1): 2, (today, 0, 2): 2, (today, 1, 2): 2}
    add_visits(VIEWED, rows)
    assert [row[4] for row in written(None)] == [pytest.approx(2 / (2**0.5 * 2**0.1) * 2 / 4)] * 2


def test_as_many_partners_as_the_setting_says(settings: Any) -> None:
    settings.CROSSSELL = {"TOP_N": 2, "BUFFER_URL": ""}
    add_visits(VIEWED, {(TODAY, 1, partner): 2 for partner in (2, 3, 4)})
    partners = [(row[1], row[3]) for row in written()]
    assert partners == [(1, 2), (1, 3), (2, 1), (3, 1), (4, 1)]


@pytest.mark.usefixtures("in_table")
def test_old_days_are_pruned(settings: Any) -> None:
    settings.CROSSSELL = {"KEEP_VIEW_DAYS": 10, "BUFFER_URL": ""}
    today = timezone.localdate()
    for kind in (VIEWED, AFTER):
        for age in (0, 10, 11):
            add_visits(kind, {(today - timedelta(days=age), 1, 2): 1})
    assert viewing.roll_up() == 0
    kept = ViewPair.objects.order_by("kind", "-day").values_list("day", flat=True)
    assert list(kept) == [today, today - timedelta(days=10)] * 2


@pytest.mark.postgres
def test_postgresql_adds_and_decays_alike() -> None:
    test_visits_are_added_to_what_a_day_has()
    ViewPair.objects.all().delete()
    test_a_run_gets_both_places_decayed_by_age()
