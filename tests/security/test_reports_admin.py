"""Measurement is for those who may see it, and hostile names and addresses do nothing."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from crosssell.models import Bundle, Placement, Rule, WeeklyMail
from tests.merchant import sign_in
from tests.report_page import opened, rows
from tests.reported import days_ago, owing, shown
from tests.shopdata import PASSWORD, make_product, make_user

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
SAFE = "&lt;script&gt;alert(1)&lt;/script&gt;"
EVIL = (
    SCRIPT,
    "' OR 1=1 --",
    '"><img src=x onerror=alert(1)>',
    "\x00",
    "9" * 400,
    "٣",
    "x" * 20_000,
    "2026-13-45",
)
PAGES = ("crosssell_reports", "crosssell_reports_export")


def staff(client: Client, *codenames: str) -> None:
    user = make_user("clerk@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    assert client.login(username="clerk@example.com", password=PASSWORD)


@pytest.mark.parametrize("name", PAGES)
def test_other_staff_is_refused(client: Client, name: str) -> None:
    staff(client, "view_placement", "view_rule", "view_bundle", "change_dailycount")
    assert client.get(reverse(f"admin:{name}")).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_strangers_are_sent_to_sign_in(client: Client, name: str) -> None:
    url = reverse(f"admin:{name}")
    assert client.get(url).headers["Location"].startswith(reverse("admin:login"))
    make_user("ann@example.com")
    client.login(username="ann@example.com", password=PASSWORD)
    assert client.get(url).headers["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("name", PAGES)
def test_they_are_only_read(client: Client, name: str) -> None:
    sign_in(client)
    assert client.post(reverse(f"admin:{name}")).status_code == 405


def test_the_summary_is_asked_for_by_those_who_may_read_it(client: Client) -> None:
    url = reverse("admin:crosssell_reports_summary")
    staff(client, "view_placement")
    assert client.post(url, {"summary": "on"}).status_code == 403
    assert not WeeklyMail.objects.exists()
    sign_in(client)
    assert client.get(url).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(url, {"summary": "on"}).status_code == 403
    assert not WeeklyMail.objects.exists()
    # Back to the page alone, whatever the address says.
    asked = {"next": "https://evil.example", "by": "//evil.example", "page": "x" * 9_999}
    response = client.post(f"{url}?{urlencode(asked)}", {"summary": "on"})
    back = response.headers["Location"]
    assert back.startswith(f"{reverse('admin:crosssell_reports')}?by=%2F%2Fevil.example&page=xx")
    assert len(back) < 300


def test_no_row_has_a_page(client: Client) -> None:
    sign_in(client)
    row = shown(Placement.objects.create(slot="home.top"), days_ago(1), (5, 1, 1, 1))
    base = reverse("admin:crosssell_reports")
    for page in ("add/", f"{row.pk}/change/", f"{row.pk}/delete/", f"{row.pk}/history/"):
        assert client.get(base + page).status_code == 404


def test_the_permission_alone_opens_the_page_without_links_to_others(client: Client) -> None:
    staff(client, "view_dailycount")
    row = Placement.objects.create(slot="home.top", title="Goes well")
    shown(row, days_ago(1), (5, 1, 1, 1))
    html = opened(client)
    assert rows(html)[0]["impressions"] == "5"
    assert reverse("admin:crosssell_placement_change", args=(row.pk,)) not in html


def test_the_links_are_not_shown_to_others(client: Client) -> None:
    staff(client, "view_placement")
    row = Placement.objects.create(slot="home.top")
    url = reverse("admin:crosssell_reports")
    for page in (
        reverse("admin:app_list", args=("crosssell",)),
        reverse("admin:crosssell_placement_change", args=(row.pk,)),
    ):
        assert url not in client.get(page).content.decode()


@pytest.mark.parametrize("by", ["placement", "rule", "strategy", "slot", "product", "bundle"])
def test_markup_in_names_is_text(client: Client, by: str) -> None:
    sign_in(client)
    row = Placement.objects.create(slot=SCRIPT, title=SCRIPT)
    rule = Rule.objects.create(name=SCRIPT, strategy="matrix")
    bundle = Bundle.objects.create(name=SCRIPT, slug="set", reward="percent")
    product = make_product(SCRIPT)
    common: dict[str, Any] = {"rule": rule.pk, "strategy": SCRIPT}
    shown(row, days_ago(1), (5, 1, 1, 1), subject_id=product.pk, **common)
    shown(row, days_ago(1), (5, 1, 1, 1), subject="bundle", subject_id=bundle.pk, **common)
    owing(row, days_ago(1), "3.00", subject_id=product.pk, strategy=SCRIPT)
    html = opened(client, by=by)
    assert SCRIPT not in html
    assert SAFE in html


@pytest.mark.parametrize(
    "name",
    [
        "period", "from", "to", "placement", "slot", "strategy", "currency", "by", "sort", "page",
        "row",
    ],
)  # fmt: skip
def test_odd_addresses_are_answered(client: Client, name: str) -> None:
    sign_in(client)
    shown(Placement.objects.create(slot="home.top"), days_ago(1), (5, 1, 1, 1))
    for evil in EVIL:
        html = opened(client, **{name: evil})
        assert rows(html)[-1]["impressions"] == "5", evil
        assert SCRIPT not in html
        assert "<img src=x" not in html


def test_an_odd_address_stays_short_in_every_link(client: Client) -> None:
    sign_in(client)
    shown(Placement.objects.create(slot="home.top"), days_ago(1), (5, 1, 1, 1))
    assert len(opened(client, sort="x" * 100_000, slot="y" * 100_000)) < 100_000
