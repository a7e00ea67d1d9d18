"""The page of measurement in a real browser: by keyboard, on a phone, without scripts."""

import os
import re
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from crosssell.models import Placement
from tests.exposed import buying
from tests.merchant import sign_in
from tests.reported import days_ago, ordered, owing, shown, widget
from tests.shopdata import make_product
from tests.tested import make_experiment

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
    at = datetime.combine(days_ago(20), time(12), UTC)
    for variant in make_experiment(placed[0], at=at, currency="USD").variants.all():
        buying(variant, 2000, 200 if variant.holdout else 300, "20.00")
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


@pytest.mark.parametrize("width", [1280, 390])
def test_an_empty_shop_and_sample_figures_in_words(page: Page, admin: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    admin(page)
    expect(page.get_by_role("region", name="No figures yet")).to_contain_text("No placement is on")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    picture(page, f"{width}-empty")
    row = Placement.objects.create(slot="home.top")
    shown(row, days_ago(2), (1, 1, 1, 1), sample=True)
    page.reload()
    expect(page.get_by_role("note")).to_contain_text("Sample figures: made up for this demo")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    picture(page, f"{width}-sample")


def test_a_definition_opens_by_keys_alone(page: Page, admin: Any, measured: Any) -> None:
    admin(page)
    meaning = page.locator("#crosssell-meaning-total-net")
    expect(meaning).to_be_hidden()
    button = page.get_by_role("button", name="What is “Net revenue”?").first
    page.locator("#id_currency").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if button.evaluate("one => one === document.activeElement"):
            break
    # Whoever listens hears it at once, whoever points at it reads it there.
    expect(button).to_have_accessible_description(re.compile("only a holdout tells that"))
    expect(button).to_have_attribute("title", re.compile("only a holdout tells that"))
    page.keyboard.press("Enter")
    expect(meaning).to_be_visible()
    expect(meaning).to_contain_text("Direct revenue after all discounts")
    picture(page, "meaning")
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()


def test_every_figure_of_the_table_is_explained_by_touch(
    page: Page, admin: Any, measured: Any
) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    admin(page, "?by=threshold")
    admin(page, "?by=placement")
    table = page.locator(".crosssell-report").last
    buttons = table.locator("thead button")
    # Each column but that of the names.
    assert buttons.count() == table.locator("thead th").count() - 1
    for button in buttons.all():
        button.click()
        opened = page.locator("[popover]:popover-open")
        expect(opened).to_have_count(1)
        box = opened.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        page.keyboard.press("Escape")


def test_own_dates_are_asked_where_they_are_chosen(page: Page, admin: Any, measured: Any) -> None:
    admin(page)
    first, last = page.get_by_label("From:"), page.get_by_label("To:")
    expect(first).to_be_hidden()
    page.get_by_label("Days:").select_option("own")
    expect(first).to_have_value(days_ago(28).isoformat())
    first.fill(days_ago(3).isoformat())
    last.fill(days_ago(2).isoformat())
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".crosssell-reports")).to_contain_text("(2 days), beside the days before")
    assert f"from={days_ago(3)}&to={days_ago(2)}" in page.url
    expect(first).to_be_visible()
    # The tabs keep them, the table stays in sight.
    page.get_by_role("link", name="Slot", exact=True).click()
    assert f"to={days_ago(2)}&by=slot#crosssell-by" in page.url
    expect(page.locator(".crosssell-tabs [aria-current=page]")).to_have_text("Slot")


def test_it_works_without_scripts(plain_page: Page, admin: Any, measured: Any) -> None:
    page = plain_page
    admin(page)
    page.get_by_label("Placement:").select_option(label="Goes well with it")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".crosssell-report").last.locator("tbody tr")).to_have_count(1)
    page.get_by_role("button", name="What is “Impressions”?").first.click()
    expect(page.locator("#crosssell-meaning-total-impressions")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_text("The same figures as a table").click()
    expect(page.locator(".crosssell-report").first.locator("tbody tr")).to_have_count(28)
    picture(page, "plain")


def test_a_strict_content_security_policy_breaks_nothing(
    page: Page, admin: Any, measured: Any
) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))

    def strict(route: Route) -> None:
        answer = route.fetch()
        headers = {**answer.headers, "content-security-policy": "default-src 'self'"}
        route.fulfill(response=answer, headers=headers)

    page.route("**/dailycount/**", strict)
    admin(page)
    expect(page.get_by_role("img", name="Shown and seen")).to_be_visible()
    assert [text for text in said if "Content Security Policy" in text] == []
    line = page.locator(".pygal-chart .color-1 .line").first
    assert line.evaluate("one => getComputedStyle(one).strokeDasharray") == "9px, 5px"


def test_it_can_be_read_in_the_dark(page: Page, admin: Any, measured: Any) -> None:
    page.emulate_media(color_scheme="dark")
    admin(page)
    for name in (".crosssell-tile-value", ".pygal-chart text", ".crosssell-report tbody th"):
        one = page.locator(name).first
        style = "getComputedStyle(one)"
        shade = one.evaluate(f"one => one.tagName === 'text' ? {style}.fill : {style}.color")
        assert min(int(part) for part in re.findall(r"\d+", shade)[:3]) > 120, (name, shade)
    picture(page, "dark")
