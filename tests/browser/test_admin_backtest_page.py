"""A back-test and an import of rules as a merchant makes them, in a real browser."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.urls import reverse
from playwright.sync_api import Page, TimeoutError, expect

from crosssell import tasks, transfer
from crosssell.models import BackTest, Rule
from tests import shopdata
from tests.learned import place, rule
from tests.merchant import sign_in
from tests.shopdata import MIDDAY

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (1280, 390)


@pytest.fixture
def admin(live_server: Any, client: Any) -> Any:
    """A function that signs a merchant in on a page and opens an address of the admin."""
    sign_in(client)

    def opened(page: Page, name: str, *args: Any) -> None:
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + reverse(f"admin:{name}", args=args))

    return opened


def overflows(page: Page) -> bool:
    """Whether the page stays wider than the window once it is laid out for its new width."""
    root = "document.documentElement"
    try:
        page.wait_for_function(f"{root}.scrollWidth <= {root}.clientWidth", timeout=5_000)
    except TimeoutError:
        return True
    return False


@pytest.fixture
def made() -> Any:
    """A placement, one rule of which is a draft, and orders to learn from and to replay."""
    goods = [shopdata.make_product(name) for name in ("Tea", "Cup", "Rye", "Jam", "Salt")]
    for number in range(40):
        pair = goods[number % 4], goods[(number * 3 + 1) % 5]
        shopdata.make_order(*dict.fromkeys(pair), at=MIDDAY + timedelta(days=number))
    return place(
        rule("matrix", name="Live"), rule(name="Draft", active=False), title="Goes", max_items=2
    )


def test_a_back_test_is_started_followed_and_read(
    page: Page, admin: Any, made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current_app, "send_task", lambda name, **how: None)
    admin(page, "crosssell_placement_change", made.pk)
    page.locator(".object-tools").get_by_role("link", name="Back-test").click()
    expect(page.locator("#id_placement")).to_have_value(str(made.pk))
    page.fill("#id_orders", "20")
    page.get_by_role("button", name="Start the back-test").click()
    expect(page.locator(".crosssell-progress")).to_contain_text("Waiting (0 %)")
    BackTest.objects.update(state="running", progress=40, stage="Replaying orders")
    expect(page.locator(".crosssell-progress")).to_contain_text("Running: Replaying orders (40 %)")

    tasks.backtest(BackTest.objects.get().pk)

    expect(page.locator(".crosssell-figures tbody tr")).to_have_count(5)
    expect(page.get_by_role("img", name="Hit rate")).to_be_visible()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert not overflows(page)
        for chart in page.locator(".crosssell-charts svg").all():
            box = chart.bounding_box()
            assert box is not None
            assert 250 < box["width"] <= 561


def test_rules_are_checked_then_imported(page: Page, admin: Any, made: Any, tmp_path: Path) -> None:
    data = json.loads(transfer.export())
    data["rules"][0]["priority"] = 3
    data["rules"][0]["reason"] = "A long reason without a break: " + "x" * 80
    data["rules"].append({"name": "New", "strategy": "bestsellers"})
    file = tmp_path / "rules.json"
    file.write_text(json.dumps(data))
    admin(page, "crosssell_placement_changelist")
    page.get_by_role("link", name="Import", exact=True).click()
    page.set_input_files("#id_file", file)
    page.get_by_role("button", name="Check the file").click()
    expect(page.locator(".crosssell-changes > li")).to_have_count(2)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert not overflows(page)
    page.get_by_role("button", name="Import all of this").click()
    expect(page.locator(".messagelist .success")).to_have_text(
        "1 added, 1 changed, 2 as they were."
    )
    assert Rule.objects.get(name="Draft").priority == 3
    file.write_text('{"rules": []}')
    admin(page, "crosssell_import")
    page.set_input_files("#id_file", file)
    page.get_by_role("button", name="Check the file").click()
    expect(page.locator(".crosssell-file-errors li")).to_have_count(1)
    assert not overflows(page)
