"""The demo's sample figures: marked, the same each time, whole, and gone with one command."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Q, Sum
from django.utils import timezone

from crosssell.analytics import tracking
from crosssell.analytics.reports import report, usual
from crosssell.core.figures import DIMENSIONS
from crosssell.core.shown import WIDGET
from crosssell.models import (
    Attribution,
    DailyCount,
    Experiment,
    Exposure,
    MeasuredOrder,
    RewardUse,
)
from shop.demo import sample_shape, sample_tests, samples
from tests.learned import place
from tests.tracked import rolled, thing

pytestmark = pytest.mark.django_db
DAYS = sample_shape.DAYS


@pytest.fixture
def without_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Visitors of tests are most of the rows."""
    monkeypatch.setattr(sample_tests, "EXAMPLES", ())


def total(column: str, **which: Any) -> int:
    return DailyCount.objects.filter(**which).aggregate(all=Sum(column))["all"]


def figures() -> list[Any]:
    """All that was made, without what a table numbers."""
    counts = [field.attname for field in DailyCount._meta.fields if field.name != "id"]
    orders = ("placed_at", "value", "items", "margin", "taker", "unit")
    owed = ("kind", "amount", "quantity", "placement_id", "subject_id", "position")
    given = ("subject", "subject_id", "cost", "delivery", "revenue")
    return [
        sorted(DailyCount.objects.values_list(*counts)),
        sorted(MeasuredOrder.objects.values_list(*orders)),
        sorted(Attribution.objects.values_list(*owed)),
        sorted(RewardUse.objects.values_list(*given)),
        sorted(Exposure.objects.values_list("variant__name", "unit", "first_at")),
    ]


def test_they_are_the_same_each_time(sampled_shop: dict[str, Any]) -> None:
    assert samples.is_new()
    samples.create()
    first = figures()
    assert not samples.is_new()
    samples.remove()
    assert [len(rows) for rows in figures()] == [0] * 5
    assert not Experiment.objects.exists()
    assert samples.is_new()
    samples.create()
    assert figures() == first


def test_everything_is_marked_and_of_the_eight_weeks_before_today(
    sampled_shop: dict[str, Any],
) -> None:
    samples.create()
    for model in samples.MARKED:
        assert model.objects.exists()
        assert not model.objects.filter(sample=False).exists()
    yesterday = timezone.localdate() - timedelta(days=1)
    for model in (DailyCount, MeasuredOrder):
        days = sorted(model.objects.values_list("day", flat=True).distinct())
        assert days == [yesterday - timedelta(days=ago) for ago in range(DAYS - 1, -1, -1)]
    assert not MeasuredOrder.objects.exclude(order=None).exists()
    assert not Attribution.objects.exclude(line=None).exists()


@pytest.mark.usefixtures("without_tests")
def test_every_placement_that_is_counted_has_figures(sampled_shop: dict[str, Any]) -> None:
    samples.create()
    for name, subject in (("placement", "product"), ("bundles", "bundle"), ("bar", "threshold")):
        of = {"placement_id": sampled_shop[name].pk, "slot": sampled_shop[name].slot}
        assert DailyCount.objects.filter(subject=WIDGET, **of).count() == DAYS
        assert total("empty", subject=WIDGET, **of) > 0
        assert total("impressions", subject=subject, **of) > 1_000
    assert not DailyCount.objects.filter(placement_id=sampled_shop["mail"].pk).exists()
    strategies = DailyCount.objects.filter(subject="product").values_list("rule_id", "strategy")
    assert set(strategies) == {
        (sampled_shop["rule"].pk, "bought_together"),
        (sampled_shop["rule"].pk, "bestsellers"),
    }


@pytest.mark.usefixtures("without_tests")
def test_they_are_shaped_as_a_shop_is(sampled_shop: dict[str, Any]) -> None:
    samples.create()
    rows = DailyCount.objects.exclude(subject=WIDGET)
    impossible = Q(viewable__gt=F("impressions")) | Q(clicks__gt=F("viewable"))
    assert not rows.filter(impossible | Q(touches__gt=F("viewable"))).exists()
    clicks = [
        total("clicks", placement_id=sampled_shop["placement"].pk, position=position)
        for position in (1, 2, 3)
    ]
    assert clicks == sorted(clicks, reverse=True)
    assert len(set(clicks)) == 3
    # Saturday is 7, Tuesday 3.
    assert total("impressions", day__week_day=7) > 1.2 * total("impressions", day__week_day=3)


@pytest.mark.usefixtures("without_tests")
def test_what_is_owed_lies_in_orders_of_takers(sampled_shop: dict[str, Any]) -> None:
    samples.create()
    takers = MeasuredOrder.objects.filter(taker=True)
    assert set(takers.values_list("pk", flat=True)) == set(
        Attribution.objects.values_list("measured", flat=True)
    )
    owed = takers.annotate(owed=Sum("attributions__amount"))
    assert not owed.filter(owed__gt=F("value")).exists()
    direct = Attribution.objects.filter(kind="direct", subject="product", quantity=1)
    assert set(direct.values_list("amount", flat=True)) == {Decimal("3.00")}
    assert set(RewardUse.objects.values_list("subject", flat=True)) == {"bundle", "threshold"}
    assert not RewardUse.objects.filter(cost__lte=0).exists()


@pytest.mark.usefixtures("without_tests")
def test_every_report_has_something_to_show_now_and_before(sampled_shop: dict[str, Any]) -> None:
    samples.create()
    for by in DIMENSIONS:
        found = report(usual(), by)
        assert found.sample
        assert found.currency == "USD"
        # A threshold is reached, not put in the basket.
        names = {"impressions", "viewable", "cost"} | (
            {"brought"} if by == "threshold" else {"clicks", "touches", "direct", "assisted"}
        )
        known = {figure.code for figure in found.figures} & names
        for values in (found.total.values, found.total.past):
            assert all(values[name] for name in known), (by, values)
        assert all(row.sample and not row.gone for row in found.rows)
        assert found.count >= 1


@pytest.mark.usefixtures("in_table", "without_tests")
def test_the_command_takes_out_what_is_made_up_and_nothing_else(
    sampled_shop: dict[str, Any],
) -> None:
    pk = sampled_shop["placement"].pk
    tracking.note_shown(pk, [thing(pk, sampled_shop["products"][1].pk)])
    counted = rolled()
    assert (counted.widgets, counted.measured) == (1, 1)
    assert not samples.is_new()
    own = [(model, list(model.objects.values())) for model in (DailyCount, MeasuredOrder)]
    said = StringIO()
    call_command("sample_figures", stdout=said)
    with pytest.raises(CommandError, match="Sample figures are in already"):
        call_command("sample_figures")
    call_command("sample_figures", remove=True, stdout=said)
    call_command("sample_figures", remove=True, stdout=said)
    lines = said.getvalue().splitlines()
    assert lines[0].startswith("Added ")
    assert lines[-1] == "Removed 0 rows of sample figures."
    assert [(model, list(model.objects.values())) for model, _rows in own] == own
    assert not samples.are_there()


def test_a_shop_without_bundles_threshold_and_orders_gets_what_it_can_have() -> None:
    place(slot="home.top")
    samples.create()
    assert set(DailyCount.objects.values_list("subject", flat=True)) == {WIDGET}
    assert total("impressions") == 0
    assert MeasuredOrder.objects.exists()
    assert not Experiment.objects.exists()
