"""What a holdout says stands beside every revenue; bundles and thresholds and what they gave."""

import re
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst

from crosssell.analytics.results import answer_for
from crosssell.models import Bundle, Experiment, Placement, RewardUse, Threshold
from tests.exposed import buying
from tests.merchant import sign_in
from tests.report_page import opened, rows, tiles
from tests.reported import days_ago, owing, shown
from tests.shopdata import PASSWORD, make_user
from tests.tested import make_experiment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


@pytest.fixture
def placed() -> tuple[Placement, Placement]:
    """A placement that is tested and brings much, and one that is in no test."""
    first = Placement.objects.create(slot="home.top", title="Goes well")
    second = Placement.objects.create(slot="basket.bottom", title="Before you go")
    for row in (first, second):
        shown(row, days_ago(1), (50, 10, 5, 1))
        owing(row, days_ago(1), "30.00", "10.00")
    tried(first)
    return first, second


def tried(row: Any, name: str = "Holdout") -> Experiment:
    at = datetime.combine(days_ago(20), time(12), UTC)
    made = make_experiment({"Shown": row}, name=name, at=at, currency="USD")
    for variant in made.variants.all():
        buying(variant, 2000, 200 if variant.holdout else 300, "20.00")
    return made


def test_it_is_said_in_the_row_of_what_was_tested(client: Client, placed: Any) -> None:
    answer = answer_for("placement", placed[0].pk)
    assert answer is not None
    assert "revenue per visitor" in answer.line
    html = opened(client)
    by_name = {row["name"].split(" (")[0]: row for row in rows(html)}
    assert by_name["Goes well"]["tested"] == answer.line
    assert by_name["Before you go"]["tested"] == by_name["All"]["tested"] == "not tested"
    url = reverse("admin:crosssell_experiment_change", args=(answer.experiment,))
    assert f'<td class="is-tested"><a href="{url}">' in html
    # The two columns that are no figure of a report are defined too.
    for code in ("tested", "change"):
        assert html.count(f'popovertarget="crosssell-meaning-placement-{code}"') == 1
        assert html.count(f'<div popover id="crosssell-meaning-placement-{code}"') == 1
    assert {code for code, tile in tiles(html).items() if "Not tested" in tile} == {
        "direct", "assisted", "net",
    }  # fmt: skip


def test_a_tested_placement_alone_has_its_answer_on_every_revenue(
    client: Client, placed: Any
) -> None:
    answer = answer_for("placement", placed[0].pk)
    assert answer is not None
    html = opened(client, placement=placed[0].pk)
    for code in ("direct", "assisted", "net"):
        assert tiles(html)[code].endswith(f") {capfirst(answer.line)}")
    # In the drawing of revenue, and in each row of the same figures as a table.
    section = html.split('<section aria-labelledby="crosssell-trend">')[1].split("</section>")[0]
    assert section.count(answer.line) == 28
    assert section.count(capfirst(answer.line)) == 1
    assert "not tested" not in section


def test_who_may_not_see_tests_reads_the_answer_without_a_link(client: Client, placed: Any) -> None:
    user = make_user("clerk@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_dailycount"))
    client.login(username="clerk@example.com", password=PASSWORD)
    html = opened(client)
    assert "/experiment/" not in html
    assert "revenue per visitor" in html


def test_queries_do_not_grow_with_tests(client: Client, placed: Any) -> None:
    def measure() -> int:
        with CaptureQueriesContext(connection) as caught:
            opened(client)
        return len(caught)

    before = measure()
    for number in range(4):
        row = Placement.objects.create(slot="home.top", title=str(number))
        shown(row, days_ago(1), (50, 10, 5, 1))
        tried(row, name=str(number))
    assert measure() == before


@pytest.mark.parametrize("subject", ["bundle", "threshold"])
def test_what_bundles_and_thresholds_gave(client: Client, subject: str) -> None:
    place = Placement.objects.create(slot="home.top")
    made: Any = (
        Bundle.objects.create(name="Tea set", slug="set", reward="percent")
        if subject == "bundle"
        else Threshold.objects.create(name="Free delivery")
    )
    shown(place, days_ago(1), (40, 20, 4, 2), subject=subject, subject_id=made.pk)
    order = owing(place, days_ago(1), "30.00", subject=subject, subject_id=made.pk)
    RewardUse.objects.create(
        measured=order, subject=subject, subject_id=made.pk, name=made.name, day=order.day,
        currency="USD", revenue=Decimal("30.00"), cost=Decimal("5.00"), delivery=Decimal("2.00"),
    )  # fmt: skip
    row, every = rows(opened(client, by=subject))
    assert row["name"] == f"{made.name} Not tested"
    expected = {
        "direct": "$30.00", "assisted": "$0.00", "tested": "not tested", "orders": "1",
        "uses": "1", "brought": "$30.00", "cost": "$5.00", "net": "$28.00",
        "change": "▲ none before", "impressions": "40", "viewable": "20", "clicks": "4",
        "ctr": "10.0 %", "viewable_ctr": "20.0 %", "touches": "2", "add_rate": "5.00 %",
    }  # fmt: skip
    assert {**row, "name": ""} == {**expected, "name": ""}
    assert every["name"] == "All"
    assert list(row)[1:5] == ["direct", "assisted", "tested", "orders"]


def test_the_answer_waits_for_enough_visitors(client: Client) -> None:
    row = Placement.objects.create(slot="home.top", title="New")
    shown(row, days_ago(1), (50, 10, 5, 1))
    at = datetime.combine(days_ago(1), time(12), UTC) + timedelta(hours=1)
    make_experiment({"Shown": row}, at=at, currency="USD")
    [found, _every] = rows(opened(client))
    assert found["tested"].startswith("test is live: ")


def test_long_times_are_told_by_the_week(client: Client, placed: Any) -> None:
    html = opened(client, **{"from": days_ago(120), "to": days_ago(1)})
    section = html.split('<section aria-labelledby="crosssell-trend">')[1].split("</section>")[0]
    assert "Week by week" in section
    spans = re.findall(r'<tr><th scope="row">(.*?)</th>', section)
    assert len(spans) in (18, 19)
    monday = days_ago(1) - timedelta(days=days_ago(1).weekday() + 7)
    first, last = (date_format(monday + timedelta(days=more), "DATE_FORMAT") for more in (0, 6))
    assert spans[-2] == f"{first} to {last}"
    assert f"Direct revenue: least $0.00 ({spans[0]}), most $60.00 ({spans[-1]})." in section
