"""What has been kept for long enough goes, to the day, and nothing else does."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crosssell.analytics import attribution, retention
from crosssell.analytics.retention import prune
from crosssell.models import (
    Attribution,
    BundleUse,
    DailyCount,
    Event,
    MeasuredOrder,
    RewardUse,
    Touch,
)
from tests import shopdata
from tests.touched import make_touch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
KINDS = (
    "raw events",
    "touches",
    "visitors of tests that are over",
    "orders of visitors of such tests",
    "links of orders to such visitors",
    "names of customers on bundles that were given back",
    "daily counts",
    "lines of orders that owed something",
    "rewards of orders",
    "measured orders",
    "events that nobody counted",
)


def removed(now: datetime = NOW, **how: Any) -> dict[str, int]:
    """What was removed, without what there was nothing of."""
    found = prune(now, **how)
    assert tuple(one.what for one in found.kinds) == KINDS
    assert found.total == sum(one.count for one in found.kinds)
    return {one.what: one.count for one in found.kinds if one.count}


def make_event(number: int, at: datetime) -> Event:
    return Event.objects.create(
        kind="click", at=at, rendering=number, placement_id=1, subject="product", subject_id=7,
        position=1,
    )  # fmt: skip


def make_measured(days: int) -> MeasuredOrder:
    """An order of so many days ago that owed something and was given a reward."""
    at = NOW - timedelta(days=days)
    tea = shopdata.make_product("Tea")
    order = shopdata.make_order(tea, at=at)
    row = MeasuredOrder.objects.create(
        order=order, placed_at=at, day=at.date(), currency="USD", value=4, items=1
    )
    shown = {"subject": "product", "subject_id": tea.pk, "day": row.day, "currency": "USD"}
    Attribution.objects.create(
        measured=row, line=order.lines.get(), kind="direct", amount=4, quantity=1, placement_id=1,
        position=1, slot="basket.below_lines", touch=make_touch(tea, at=at), **shown,
    )  # fmt: skip
    RewardUse.objects.create(measured=row, name="Set", revenue=4, cost=1, **shown)
    return row


@pytest.mark.both
@pytest.mark.parametrize(
    ("what", "days", "make", "model"),
    [
        ("raw events", 2, lambda number, at: make_event(number, at), Event),
        ("touches", 90, lambda _, at: make_touch(shopdata.make_product(), at=at), Touch),
    ],
)
def test_rows_go_to_the_second(
    what: str, days: int, make: Callable[[int, datetime], Any], model: Any
) -> None:
    limit = NOW - timedelta(days=days)
    make(1, limit - timedelta(seconds=1))
    stays = make(2, limit)
    assert removed() == {what: 1}
    assert list(model.objects.all()) == [stays]
    assert removed() == {}


@pytest.mark.both
def test_counts_and_what_orders_brought_go_by_day() -> None:
    for days in (761, 760):
        make_measured(days)
        day = (NOW - timedelta(days=days)).date()
        DailyCount.objects.create(day=day, placement_id=1, subject="product", subject_id=7)
    assert removed() == {
        "touches": 2,
        "daily counts": 1,
        "lines of orders that owed something": 1,
        "rewards of orders": 1,
        "measured orders": 1,
    }
    kept = (NOW - timedelta(days=760)).date()
    for model in (DailyCount, MeasuredOrder, Attribution, RewardUse):
        assert list(model.objects.values_list("day", flat=True)) == [kept]
    # What it owes to a touch stays when the touch goes.
    assert Attribution.objects.get().touch is None


@pytest.mark.both
def test_what_was_given_back_names_nobody_for_long() -> None:
    limit = NOW - timedelta(days=90)
    fields = {"uses": 1, "amount": 1, "currency": "USD", "customer": "hash"}
    for state, at in (
        ("given_back", limit - timedelta(seconds=1)),
        ("given_back", limit),
        ("confirmed", limit - timedelta(days=300)),
    ):
        BundleUse.objects.create(state=state, expires_at=at, **fields)
    assert removed() == {"names of customers on bundles that were given back": 1}
    assert removed() == {}
    rows = BundleUse.objects.order_by("pk")
    assert list(rows.values_list("customer", "uses")) == [("", 1), ("hash", 1), ("hash", 1)]


def test_settings_say_how_long(settings: Any) -> None:
    settings.CROSSSELL = settings.CROSSSELL | {
        "KEEP_EVENT_DAYS": 10, "KEEP_TOUCH_DAYS": 20, "KEEP_COUNT_DAYS": 30
    }  # fmt: skip
    for number, days in enumerate((9, 11)):
        make_event(number, NOW - timedelta(days=days))
    for days in (19, 21):
        make_touch(shopdata.make_product(), at=NOW - timedelta(days=days))
    for days in (29, 31):
        day = (NOW - timedelta(days=days)).date()
        DailyCount.objects.create(day=day, placement_id=1, subject="product", subject_id=7)
    assert removed() == {"raw events": 1, "touches": 1, "daily counts": 1}


@pytest.mark.both
def test_the_sweep_does_not_measure_anew_what_was_pruned() -> None:
    for days in (762, 761, 760, 759, 1):
        shopdata.make_order(shopdata.make_product(), at=NOW - timedelta(days=days))
    first = attribution.sweep(NOW).measured
    removed()
    left = MeasuredOrder.objects.count()
    for hours in range(0, 72, 6):
        now = NOW + timedelta(hours=hours)
        attribution.sweep(now)
        retention.prune(now)
    assert (first, left, MeasuredOrder.objects.count()) == (3, 3, 1)


def test_a_great_many_go_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 4)
    for number in range(10):
        make_event(number, NOW - timedelta(days=3))
    with CaptureQueriesContext(connection) as captured:
        assert removed() == {"raw events": 10}
    deletes = [one["sql"] for one in captured if one["sql"].startswith("DELETE")]
    assert len(deletes) == 3


def test_nothing_to_do_costs_one_query_a_kind() -> None:
    make_event(1, NOW)
    with CaptureQueriesContext(connection) as captured:
        assert removed() == {}
    # One more looks for results to keep.
    assert len(captured) == len(KINDS) + 1
