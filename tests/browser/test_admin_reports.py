"""The page of measurement in a real browser: by keyboard, on a phone, without scripts."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from crosssell.models import Placement
from tests.merchant import sign_in
from tests.reported import days_ago, ordered, owing, shown, widget
from tests.shopdata import make_product

pytestmark = pytest.mark.django_db(transaction=True)
# Where to put pictures of the pages, to look at.
PICTURES = os.environ.get("REPORT_PICTURES", "")
SLOTS = {
    "product.below_description": "Goes well with it",
    "basket.bottom": "Before you go: small things that others took along with what you have",
    "home.top": "",
}


@pytest.fixture
def admin(live_server: Any, client: Any) -> Any:
    """A function that signs a merchant in on a page and opens the page of measurement."""
    sign_in(client)

    def opened(page: Page, asked: str = "") -> None:
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + reverse("admin:crosssell_reports") + asked)

    return opened


@pytest.fixture
def measured() -> list[Placement]:
    """Eight weeks of three placements."""
    placed = [Placement.objects.create(slot=slot, title=title) for slot, title in SLOTS.items()]
    goods = [make_product(name) for name in ("Tea", "A cup with a rather long name " * 3)]
    for number in range(1, 57):
        day = days_ago(number)
        for place, row in enumerate(placed):
            at = 200 + (number * 37 % 90) * (place + 1) - number
            widget(row, day, at // 4, at % 7)
            for product in goods:
                shown(row, day, (at, at * 2 // 3, at // 25, at // 60), subject_id=product.pk)
            if number % (place + 2) == 0:
                owing(row, day, f"{at}.90", f"{at // 3}.50", subject_id=goods[0].pk)
        ordered(day, "31.20")
    return placed


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_is_wider_than_the_screen(
    page: Page, admin: Any, measured: Any, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for asked in ("", "?by=product&period=90", "?period=own&from=2026-01-01&to=x&currency=1"):
        admin(page, asked)
        expect(page.locator(".crosssell-tile")).not_to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth") == width, asked
        picture(page, f"{width}-{asked.strip('?')[:10] or 'page'}")
    scroll = page.locator(".crosssell-scroll").last
    assert scroll.evaluate("one => one.scrollWidth > one.clientWidth")
