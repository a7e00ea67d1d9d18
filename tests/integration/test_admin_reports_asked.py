"""What measurement is asked: periods, filters and sorting, all in its address."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crosssell.admin.reports.form import ReportForm
from crosssell.admin.reports.periods import days_of
from crosssell.models import Bundle, Placement, Rule, Threshold
from tests.merchant import sign_in
from tests.report_page import opened, rows
from tests.reported import days_ago, owing, shown
from tests.shopdata import make_product

pytestmark = pytest.mark.django_db
# In New York, where the shop is, it is still the evening of the 22nd.
NOW = datetime(2026, 11, 23, 3, tzinfo=ZoneInfo("UTC"))
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def merchant(client: Client, monkeypatch: pytest.MonkeyPatch) -> Any:
    merchant = sign_in(client)
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return merchant


@pytest.fixture
def placed() -> tuple[Placement, Placement]:
    """Two placements, shown yesterday."""
    first = Placement.objects.create(slot="product.below_description", title="Goes well")
    second = Placement.objects.create(slot="basket.bottom")
    for row, times in ((first, 10), (second, 20)):
        shown(row, days_ago(1), (times, 1, 1, 1), strategy="matrix", subject_id=row.pk)
    owing(first, days_ago(1), "5.00")
    return first, second


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("7", date(2026, 11, 15), date(2026, 11, 21)),
        ("28", date(2026, 10, 25), date(2026, 11, 21)),
        ("90", date(2026, 8, 24), date(2026, 11, 21)),
        ("today", TODAY, TODAY),
        ("month", date(2026, 11, 1), date(2026, 11, 21)),
        ("last_month", date(2026, 10, 1), date(2026, 10, 31)),
    ],
)
def test_periods_end_with_yesterday(period: str, first: date, last: date) -> None:
    assert days_of(period, TODAY) == (first, last)
    query = ReportForm({"period": period}, TODAY).query
    assert (query.first, query.last) == (first, last)


def test_a_month_begins_with_its_first_day() -> None:
    first = date(2026, 3, 1)
    assert days_of("month", first) == (first, first)
    assert days_of("last_month", first) == (date(2026, 2, 1), date(2026, 2, 28))


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({"period": "9"}, "period", "Select a valid choice. 9 is not one of the available"),
        ({"from": "x", "to": "2026-11-01"}, "from", "Enter a valid date."),
        ({"from": "1999-12-31", "to": "2026-11-01"}, "from", "Choose a day of the years 2000 to"),
        ({"from": "2026-11-02", "to": "2026-11-01"}, "to", "This is before “From”."),
        ({"from": "2020-01-01", "to": "2026-11-01"}, "from", "Choose at most 1100 days."),
        ({"from": "2026-11-02"}, "to", "Choose a day."),
        ({"placement": "987"}, "placement", "There is no such placement any more."),
        ({"slot": "moon"}, "slot", "There is no slot of this name."),
        ({"strategy": "moon"}, "strategy", "There is no strategy of this name."),
        ({"currency": "dollars"}, "currency", "This is no currency."),
    ],
)
def test_a_wrong_field_says_so_and_the_usual_is_shown(
    client: Client, placed: Any, sent: dict[str, str], field: str, said: str
) -> None:
    html = opened(client, **sent)
    [box] = [part for part in html.split('<div class="is-')[1:] if f'name="{field}"' in part[:900]]
    assert said in box.split("</div>")[0]
    assert "Something above cannot be read." in html
    assert "Oct. 25, 2026 to Nov. 21, 2026 (28 days)" in html
    assert [row["impressions"] for row in rows(html)] == ["10", "20", "30"]


def test_dates_without_a_period_are_meant(client: Client, placed: Any) -> None:
    html = opened(client, **{"from": "2026-11-20", "to": "2026-11-21"})
    assert "Nov. 20, 2026 to Nov. 21, 2026 (2 days), beside the days before: Nov. 18" in html
    assert '<option value="own" selected>' in html
    # They stay out of the way of a period that is named.
    html = opened(client, **{"from": "2026-11-20", "to": "2026-11-21", "period": "7"})
    assert "Nov. 15, 2026 to Nov. 21, 2026 (7 days)" in html


@pytest.mark.parametrize(
    ("asked", "impressions"),
    [
        ({"slot": "basket.bottom"}, ["20", "20"]),
        ({"strategy": "matrix"}, ["20", "10", "30"]),
        ({"sort": "impressions"}, ["20", "10", "30"]),
        ({"sort": "net"}, ["10", "20", "30"]),
        ({"sort": "average_takers"}, ["10", "20", "30"]),
        ({"by": "slot", "sort": "impressions"}, ["20", "10", "30"]),
        ({"by": "nothing"}, ["10", "20", "30"]),
    ],
)
def test_filters_and_order(
    client: Client, placed: Any, asked: dict[str, str], impressions: list[str]
) -> None:
    assert [row["impressions"] for row in rows(opened(client, **asked))] == impressions


def test_a_placement_alone_and_the_way_there(client: Client, placed: Any) -> None:
    second = placed[1]
    html = opened(client, period="7", sort="clicks")
    only = f"?period=7&amp;placement={second.pk}&amp;by=rule"
    assert f'class="crosssell-only" href="{reverse("admin:crosssell_reports")}{only}"' in html
    html = opened(client, period="7", placement=second.pk, by="rule")
    assert [row["impressions"] for row in rows(html)] == ["20", "20"]
    assert f'<option value="{second.pk}" selected>Products (#{second.pk})</option>' in html
    # Nothing leads to where one is.
    assert "crosssell-only" not in opened(client, placement=second.pk)


def test_every_link_keeps_what_is_asked(client: Client, placed: Any) -> None:
    base = reverse("admin:crosssell_reports") + "?period=7&amp;slot=basket.bottom&amp;by="
    html = opened(client, period="7", slot="basket.bottom", by="slot", page="1", evil="1")
    assert f'<a href="{base}rule#crosssell-by">Rule</a>' in html
    assert f'<a href="{base}slot&amp;sort=clicks#crosssell-by" title="Impressions whose' in html
    assert '<th scope="col" class="is-net" aria-sort="descending">' in html
    assert "evil" not in html


def test_products_have_pages(client: Client) -> None:
    row = Placement.objects.create(slot="home.top")
    for number in range(51):
        shown(row, days_ago(1), (100 - number, 0, 0, 0), subject_id=make_product(str(number)).pk)
    first, second = opened(client, by="product"), opened(client, by="product", page="2")
    assert (len(rows(first)), len(rows(second))) == (51, 2)
    assert rows(second)[0]["impressions"] == "50"
    assert rows(first)[-1]["impressions"] == rows(second)[-1]["impressions"] == "3,825"
    address = f'href="{reverse("admin:crosssell_reports")}?by=product'
    assert f'{address}&amp;page=2#crosssell-by" rel="next"' in first
    assert f'{address}&amp;page=1#crosssell-by" rel="prev"' in second
    assert ("Page 1 of 2" in first, "Page 2 of 2" in second) == (True, True)
    for odd in ("0", "-1", "x", "99999999999", "٣", "1.5"):
        assert "Page 1 of 2" in opened(client, by="product", page=odd)
    assert "Page 2 of 2" in opened(client, by="product", page="99")


@pytest.mark.parametrize("by", ["placement", "rule", "bundle", "threshold"])
def test_pages_of_rows_ask_what_it_brought(client: Client, placed: Any, by: str) -> None:
    made = {
        "placement": lambda: placed[1],
        "rule": lambda: Rule.objects.create(name="By hand", strategy="matrix"),
        "bundle": lambda: Bundle.objects.create(name="Set", slug="set", reward="percent"),
        "threshold": lambda: Threshold.objects.create(name="Free"),
    }
    row = made[by]()
    page = client.get(reverse(f"admin:crosssell_{by}_change", args=(row.pk,))).content.decode()
    asked = f"placement={row.pk}&amp;by=rule" if by == "placement" else f"by={by}&amp;row={row.pk}"
    assert f'href="{reverse("admin:crosssell_reports")}?{asked}' in page


def test_the_row_that_was_come_for_is_marked(client: Client, placed: Any) -> None:
    rule = Rule.objects.create(name="By hand", strategy="matrix")
    assert "Nothing was counted in these days of what you came for." in opened(
        client, by="rule", row=rule.pk
    )
    shown(placed[0], days_ago(1), (1, 1, 1, 1), rule=rule.pk)
    html = opened(client, by="rule", row=rule.pk)
    assert f'<tr id="crosssell-row-{rule.pk}" class="is-asked">' in html
    assert html.count("is-asked") == 1
    assert "what you came for" not in html
