"""What measurement says beside its figures: why there are none, what is late, what is made up."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crosssell import buffer
from crosssell.models import BufferedEvent, Placement, Rule
from tests.merchant import sign_in
from tests.report_page import opened, rows, texts
from tests.reported import days_ago, ordered, owing, shown, widget
from tests.shopdata import make_product
from tests.tracked import put_in_table, rolled

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("UTC"))
WORKER = "The Celery worker counts, started by beat every minute."


@pytest.fixture(autouse=True)
def merchant(client: Client, monkeypatch: pytest.MonkeyPatch, in_table: None) -> Any:
    merchant = sign_in(client)
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return merchant


@pytest.fixture
def placement() -> Placement:
    return Placement.objects.create(slot="home.top", title="Goes well")


def hints(html: str) -> list[str]:
    [section] = re.findall(
        r'<section class="crosssell-panel crosssell-none".*?</section>', html, re.S
    )
    return [texts(one) for one in re.findall(r"<li>(.*?)</li>", section, re.S)]


def warnings(html: str) -> list[str]:
    return [texts(one) for one in re.findall(r'<p class="crosssell-warning".*?</p>', html, re.S)]


def test_a_shop_without_placements_is_told_to_make_one(client: Client) -> None:
    # An order alone is no figure of ours.
    ordered(days_ago(1), "20.00")
    html = opened(client)
    first, second = hints(html)
    assert first == (
        "No placement is on, so shoppers see no recommendation yet. Choose a place in the shop"
    )
    assert second.startswith(WORKER)
    assert f'href="{reverse("admin:crosssell_quick_start")}">Choose a place' in html
    assert "crosssell-tile" not in html


def test_a_shop_nobody_has_seen_is_told_how_to_try(client: Client, placement: Placement) -> None:
    first, second = hints(opened(client))
    assert first.startswith("No recommendation was counted yet. Figures come about a minute after")
    assert second.startswith(WORKER)


def test_what_was_noted_just_now_is_said(client: Client, placement: Placement) -> None:
    put_in_table("shown", [{"placement": placement.pk, "empty": 1}], NOW.timestamp() - 599)
    html = opened(client)
    assert hints(html)[1] == "Something was noted just now and will be counted in a minute."
    assert warnings(html) == []


def test_a_late_count_is_said_with_its_time_in_the_shop(
    client: Client, placement: Placement
) -> None:
    put_in_table("viewed", ["counted for something else"], NOW.timestamp() - 9_999)
    assert warnings(opened(client)) == []
    put_in_table("shown", [{"placement": placement.pk, "empty": 1}], NOW.timestamp() - 601)
    html = opened(client)
    assert warnings(html) == [
        "Counting is late: what visitors did since 11/22/2026 6:49 a.m. is not in these figures "
        "yet. Is the Celery worker running, with beat? “manage.py crosssell_rollup” counts at once."
    ]
    # Said once, not once more as the reason for an empty page.
    assert len(hints(html)) == 1


def test_a_text_that_is_no_event_is_no_reason_to_worry(
    client: Client, placement: Placement
) -> None:
    BufferedEvent.objects.bulk_create(
        BufferedEvent(kind="shown", text=text) for text in ("x", "[]", '["x"]', "[1e999]", "{}")
    )
    assert warnings(opened(client)) == []


def test_a_stream_that_is_late_or_away(
    client: Client, placement: Placement, in_stream: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: NOW.timestamp() - 700)
    buffer.append("back", {"kind": "click", "shown": "x"})
    buffer.flush()
    monkeypatch.undo()
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    assert warnings(opened(client))[0].startswith("Counting is late: what visitors did since 11/22")


def test_a_redis_that_is_down_is_said(
    client: Client, placement: Placement, gone_redis: str, settings: Any
) -> None:
    settings.CROSSSELL = {"BUFFER_URL": gone_redis}
    assert warnings(opened(client)) == [
        "Redis does not answer. What visitors see now is lost until it does; what they put in the "
        "basket and order is kept."
    ]


def test_other_days_are_named_and_one_click_away(client: Client, placement: Placement) -> None:
    shown(placement, days_ago(80), (5, 0, 0, 0))
    shown(placement, days_ago(60), (5, 0, 0, 0))
    html = opened(client)
    assert hints(html) == [
        "Nothing was counted in these days. There are figures from Sept. 3, 2026 to Sept. 23, 2026."
        " Show these days"
    ]
    [url] = re.findall(r'href="([^"]*)">Show these days', html)
    assert url.endswith("?period=own&amp;from=2026-09-03&amp;to=2026-09-23")
    assert rows(client.get(url.replace("&amp;", "&")).content.decode())[-1]["impressions"] == "10"


def test_a_filter_that_leaves_nothing_says_so(client: Client, placement: Placement) -> None:
    shown(placement, days_ago(3), (5, 0, 0, 0))
    assert hints(opened(client, strategy="matrix")) == [
        "Nothing was counted in these days for what you chose. Show everything"
    ]


def test_today_so_far_has_what_was_counted_a_minute_ago(
    client: Client, placement: Placement
) -> None:
    entry = {"placement": placement.pk, "things": [["product", 1, 1, 0, 0, 0, 0]]}
    put_in_table("shown", [entry], NOW.timestamp() - 60)
    rolled(NOW)
    html = opened(client, period="today")
    assert rows(html)[-1]["impressions"] == "1"
    assert "Nov. 22, 2026. Today is not over, so nothing is compared with the days before." in html
    assert "before:" not in html
    assert rows(html)[-1]["change"] == "–"
    assert "&amp;compare=0&amp;format=csv" in html


def test_sample_figures_are_said_loudly(client: Client, placement: Placement) -> None:
    shown(placement, days_ago(1), (5, 0, 0, 0))
    assert "Sample figures" not in opened(client)
    shown(placement, days_ago(2), (5, 0, 0, 0), sample=True)
    html = opened(client)
    assert "<strong>Sample figures</strong>: made up for this demo" in html
    assert rows(html)[0]["name"].startswith("Goes well (Home page: at the top) sample")


def test_time_zone_and_currency_are_named(client: Client, placement: Placement) -> None:
    shown(placement, days_ago(1), (5, 0, 0, 0))
    ordered(days_ago(1), "9.00", currency="EUR", taker=True)
    html = opened(client)
    assert "Days begin and end in the shop&#x27;s time zone, America/New_York." in html
    assert "Amounts are in EUR, without tax and shipping, after all discounts." in html
    assert '<option value="EUR">EUR</option>' in html
    html = opened(client, currency="usd")
    assert "Amounts are in USD" in html
    assert '<option value="USD" selected>USD</option>' in html


def test_queries_do_not_grow_with_rows(client: Client, placement: Placement) -> None:
    def measure(by: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            opened(client, by=by)
        return len(caught)

    def more(number: int) -> None:
        for at in range(number):
            row = Placement.objects.create(slot="basket.bottom", title=str(at))
            rule = Rule.objects.create(name=f"{number} {at}", strategy="matrix")
            good = make_product()
            shown(row, days_ago(at), (5, 1, 1, 1), rule=rule.pk, subject_id=good.pk)
            widget(row, days_ago(at), 1, 1)
            owing(row, days_ago(at + 1), "5.00", "2.00", rule_id=rule.pk, subject_id=good.pk)

    more(1)
    before = {by: measure(by) for by in ("placement", "rule", "strategy", "slot", "product")}
    more(12)
    assert {by: measure(by) for by in before} == before
    assert max(before.values()) <= 30, before
