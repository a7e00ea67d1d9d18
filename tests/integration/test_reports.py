"""Reports: names, order, pages, currencies, samples, what a holdout says, and their queries."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crosssell.analytics.reports import ALL, Query, QueryError, Report, report
from crosssell.core.figures import DIMENSIONS, Sums
from crosssell.models import Placement, RewardUse
from tests import reported
from tests.bundled import make_bundle
from tests.laddered import make_threshold
from tests.learned import rule
from tests.shopdata import make_parent, make_product
from tests.tracked import make_placed

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 20)
QUERY = Query(DAY, DAY + timedelta(days=6), "USD")


@pytest.fixture
def shelf() -> Placement:
    return Placement.objects.create(slot="product.below_description", title="Goes well")


def named(by: str) -> dict[str, tuple[str, bool]]:
    return {row.key: (row.name, row.gone) for row in report(QUERY, by).rows}


def test_everything_is_called_as_merchants_call_it(shelf: Placement) -> None:
    bare = Placement.objects.create(slot="home.top")
    gone = Placement(pk=999, slot="no.such.slot")
    tea, (bag, *_others) = make_parent("Tea", {"": "4.00", "Tin": "9.00"})
    own = rule(name="With it", strategy="bought_together")
    reported.shown(
        shelf, DAY, (9, 0, 0, 0), rule=own.pk, strategy="bought_together", subject_id=tea.pk
    )
    reported.shown(bare, DAY, (8, 0, 0, 0), strategy="pinned", subject_id=bag.pk)
    reported.shown(gone, DAY, (7, 0, 0, 0), rule=998, strategy="lost", subject_id=997)
    for at, one in enumerate((make_bundle(tea), make_threshold())):
        values = {"subject": one._meta.model_name, "subject_id": one.pk}
        reported.shown(bare, DAY, (at + 1, 0, 0, 0), position=2, **values)
        reported.shown(bare, DAY, (0, 0, 1, 0), **values | {"subject_id": 996})
    assert named("placement") == {
        str(shelf.pk): ("Goes well (Product page: below the description)", False),
        str(bare.pk): ("Products (Home page: at the top)", False),
        "999": ("Deleted placement 999", True),
    }
    assert named("rule") == {
        str(own.pk): ("With it", False),
        "998": ("Deleted rule 998", True),
        "0": ("No rule", False),
    }
    assert named("strategy") == {
        "bought_together": ("Bought together", False),
        "pinned": ("Pinned by hand", False),
        "lost": ("lost (no such strategy)", True),
        "": ("No strategy", False),
    }
    slots = named("slot")
    assert slots["no.such.slot"] == ("no.such.slot (no such slot)", True)
    assert slots["product.below_description"] == ("Product page: below the description", False)
    assert named("product") == {
        str(tea.pk): ("Tea", False),
        str(bag.pk): ("Tea", False),
        "997": ("Deleted product 997", True),
    }
    assert [name for name, _gone in named("bundle").values()] == ["Tea time", "Deleted bundle 996"]
    assert [name for name, _gone in named("threshold").values()] == [
        "Ladder",
        "Deleted threshold 996",
    ]
    assert named("total") == {"": ("All", False)}


def test_the_largest_go_first_and_what_cannot_be_told_last(shelf: Placement) -> None:
    for pk, numbers in (
        (1, (10, 0, 5, 0)),
        (2, (20, 0, 5, 0)),
        (3, (0, 0, 3, 0)),
        (4, (20, 0, 0, 0)),
    ):
        reported.shown(shelf, DAY, numbers, subject_id=pk)
    reported.owing(shelf, DAY, "5.00", subject_id=4)

    def keys(**more: Any) -> list[str]:
        return [row.key for row in report(QUERY, "product", **more).rows]

    assert keys() == ["4", "2", "1", "3"]
    assert keys(sort="ctr") == ["1", "2", "4", "3"]
    assert keys(sort="clicks") == ["2", "1", "3", "4"]
    assert keys(sort="clicks", size=3, page=2) == ["4"]
    assert keys(sort="clicks", size=3, page=-1) == ["2", "1", "3"]
    found = report(QUERY, "product", size=3)
    assert (found.count, found.page, found.pages) == (4, 1, 2)
    assert found.total.sums.impressions == 50
    assert len(report(QUERY, "product", size=ALL).rows) == 4
    with pytest.raises(QueryError, match="sort: choose one of impressions"):
        keys(sort="empty_rate")
    with pytest.raises(QueryError, match="by: choose one of placement"):
        report(QUERY, "planet")


def test_an_empty_widget_is_a_row_where_widgets_are_counted_and_nowhere_else(
    shelf: Placement,
) -> None:
    reported.widget(shelf, DAY, 3, 1)
    rows = {
        by: [row.values.get("empty_rate") for row in report(QUERY, by).rows] for by in DIMENSIONS
    }
    quarter = [Decimal("0.25")]
    assert {by: some for by, some in rows.items() if some} == dict.fromkeys(
        ("placement", "slot", "total"), quarter
    )


def test_as_many_days_directly_before_stand_beside_it(shelf: Placement) -> None:
    for days, times in ((-8, 1), (-7, 10), (-1, 20), (0, 45), (6, 15), (7, 2)):
        reported.shown(shelf, DAY + timedelta(days=days), (times, 0, 0, 0))
    old = Placement.objects.create(slot="home.top")
    reported.shown(old, DAY - timedelta(days=3), (4, 0, 0, 0))
    found = report(QUERY, "placement")
    assert QUERY.before() == Query(DAY - timedelta(days=7), DAY - timedelta(days=1), "USD")
    new, left = found.rows
    assert (new.values["impressions"], new.past["impressions"]) == (60, 30)
    assert (new.change["impressions"], new.change["ctr"]) == (1, None)
    assert (left.key, left.sums, left.past["impressions"]) == (str(old.pk), Sums(), 4)
    assert left.change["impressions"] == -1
    alone = report(Query(QUERY.first, QUERY.last, compare=False), "placement")
    assert [(row.key, row.past, row.change) for row in alone.rows] == [(str(shelf.pk), {}, {})]


def test_currencies_are_never_added_up(shelf: Placement) -> None:
    reported.owing(shelf, DAY, "5.00")
    for days, value, currency in ((0, "7.00", "EUR"), (0, "8.00", "EUR"), (60, "1.00", "JPY")):
        order = reported.owing(shelf, DAY - timedelta(days=days), value)
        type(order).objects.filter(pk=order.pk).update(currency=currency)
        order.attributions.update(currency=currency)
    usual = report(Query(DAY, DAY), "placement")
    assert (usual.currency, usual.currencies) == ("EUR", ("EUR", "USD"))
    assert usual.total.values["direct"] == Decimal("15.00")
    assert report(Query(DAY, DAY, "USD"), "total").total.values["direct"] == Decimal("5.00")
    yen = report(Query(DAY - timedelta(days=60), DAY - timedelta(days=60)), "total")
    assert (yen.currency, str(yen.total.values["direct"])) == ("JPY", "1")
    assert (
        report(Query(DAY - timedelta(days=300), DAY - timedelta(days=300)), "slot").currency
        == "USD"
    )


@pytest.mark.both
@pytest.mark.parametrize("by", DIMENSIONS)
def test_more_rows_cost_no_more_queries(by: str) -> None:
    def fill(number: int) -> None:
        for _count in range(number):
            placement, own = make_placed(f"slot.{Placement.objects.count()}")
            bundle = make_bundle(make_product(), name=f"Set {placement.pk}")
            ids = {
                "product": bundle.pk,
                "bundle": bundle.pk,
                "threshold": make_threshold(name=f"Bar {placement.pk}").pk,
            }
            for subject, pk in ids.items():
                values = {
                    "subject": subject,
                    "subject_id": pk,
                    "strategy": f"s{pk}",
                    "rule_id": own.pk,
                }
                reported.shown(placement, DAY, (5, 4, 3, 2), **values)
                order = reported.owing(placement, DAY, "5.00", "2.00", **values)
                if subject != "product":
                    RewardUse.objects.create(
                        measured=order, subject=subject, subject_id=pk, name="", day=DAY,
                        currency="USD", revenue=5, cost=1,
                    )  # fmt: skip

    def asked() -> tuple[int, Report]:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = report(QUERY, by)
        return len(queries), found

    fill(1)
    few, _found = asked()
    fill(12)
    many, found = asked()
    assert few == many <= 10
    assert len(found.rows) == (1 if by == "total" else 13 if by != "strategy" else found.count)
