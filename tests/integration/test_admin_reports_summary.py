"""Measurement in the menus of admin, its table to take away, and the weekly summary for oneself."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crosssell.models import Placement, WeeklyMail
from tests.merchant import messages_of, sign_in
from tests.report_page import opened
from tests.reported import days_ago, owing, shown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


@pytest.fixture
def placement() -> Placement:
    """One that was shown yesterday and brought something."""
    row = Placement.objects.create(slot="home.top", title="Goes well")
    shown(row, days_ago(1), (5, 1, 1, 1))
    owing(row, days_ago(1), "3.00")
    return row


def test_it_is_in_the_menu_and_at_the_start(client: Client) -> None:
    url = reverse("admin:crosssell_reports")
    assert reverse("admin:crosssell_dailycount_changelist") == url
    start = client.get(reverse("admin:app_list", args=("crosssell",))).content.decode()
    # Among the tools, and twice as a model: in the list and in the menu beside it.
    assert start.count(f'<a href="{url}"') == 3
    assert 'href="/admin/crosssell/dailycount/add/"' not in start


def test_the_table_and_its_figures_go_along(client: Client, placement: Placement) -> None:
    html = opened(client, period="7", by="slot", sort="clicks")
    asked = f"sort=clicks&amp;from={days_ago(7)}&amp;to={days_ago(1)}&amp;currency=USD"
    export = reverse("admin:crosssell_reports_export")
    for format in ("csv", "xlsx"):
        url = f"{export}?by=slot&amp;{asked}&amp;format={format}"
        assert f'href="{url}"' in html
        assert client.get(url.replace("&amp;", "&")).status_code == 200
    api = f"{reverse('crosssell:api-report', args=('slot',))}?{asked}"
    assert f'href="{api}"' in html
    rows = client.get(api.replace("&amp;", "&")).json()["rows"]
    assert [row["values"]["clicks"] for row in rows] == [1]


def test_a_shop_without_our_addresses_has_no_link_to_the_api(
    client: Client, placement: Placement, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "As JSON" in opened(client)
    monkeypatch.setattr("crosssell.admin.reports.page.API", "crosssell:api-gone")
    assert "As JSON" not in opened(client)


def test_one_asks_for_the_summary_and_for_no_more(client: Client, merchant: Any) -> None:
    page = opened(client, period="7", by="rule")
    url = f"{reverse('admin:crosssell_reports_summary')}?period=7&by=rule"
    assert f'action="{url.replace("&", "&amp;")}"' in page
    assert 'name="summary">' in page

    response = client.post(url, {"summary": "on"})
    assert response.headers["Location"] == f"{reverse('admin:crosssell_reports')}?period=7&by=rule"
    assert messages_of(response) == ["You get the summary of each week at merchant@example.com."]
    assert list(WeeklyMail.objects.values_list("user", flat=True)) == [merchant.pk]
    assert 'name="summary" checked>' in opened(client)

    assert messages_of(client.post(url))[-1:] == ["You get no weekly summary."]
    assert not WeeklyMail.objects.exists()


def test_without_an_address_there_is_nothing_to_write_to(client: Client, merchant: Any) -> None:
    merchant.email = ""
    merchant.save()
    response = client.post(reverse("admin:crosssell_reports_summary"), {"summary": "on"})
    assert messages_of(response) == [
        "Your account has no e-mail address. Add one, then ask for the summary again."
    ]
    assert not WeeklyMail.objects.exists()
