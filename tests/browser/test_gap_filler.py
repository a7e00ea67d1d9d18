"""The gap filler in a real browser: one click reaches the tier; with and without a script."""

import re
from typing import Any

import pytest
from oscar.core.loading import get_model
from playwright.sync_api import Locator, Page, expect

from tests import laddered, shopdata
from tests.browser.test_widgets import CONTRAST
from tests.laddered import tier
from tests.learned import learn, place

PHONE = {"width": 360, "height": 740}


def basket() -> dict[str, int]:
    lines = get_model("basket", "Line").objects.select_related("product")
    return {line.product.get_title(): line.quantity for line in lines}


def make_shop(live_server: Any, *prices: str) -> str:
    """The address of tea for 20.00, with fillers at these prices and a bar above them."""
    shopdata.make_country()
    tea = shopdata.make_product("Tea", "20.00")
    laddered.make_threshold(tier("30"), tier("45", "percent"))
    sold = [shopdata.make_product(f"Cup {price}", price) for price in prices]
    learn(best=sold)
    place(widget="threshold", slot="page.top")
    place(widget="gap_filler", slot="product.bottom", layout="grid")
    place(widget="gap_filler", slot="basket.below_lines", layout="list")
    address: str = live_server.url + tea.get_absolute_url()
    return address


@pytest.fixture
def tea(live_server: Any) -> str:
    return make_shop(live_server, "10.00", "12.40", "14.00")


@pytest.fixture
def short(live_server: Any) -> str:
    """A shop where no single product does."""
    return make_shop(live_server, "4.00", "6.50")


def filler(page: Page) -> Locator:
    return page.locator(".crosssell--filler")


def bar(page: Page) -> Locator:
    return page.locator(".crosssell--threshold")


def buy(page: Page) -> None:
    """Put the page's own product in the basket: Oscar loads the page anew."""
    page.get_by_role("button", name="Add to basket", exact=True).click()
    expect(page.locator(".basket-mini__total")).to_have_text("$20.00")


def test_one_click_reaches_the_tier_and_the_next_is_proposed(page: Page, tea: str) -> None:
    page.goto(tea)
    expect(filler(page)).to_be_hidden()
    buy(page)
    expect(bar(page)).to_contain_text("Add $10.00 more")
    title = filler(page).get_by_role("heading", name="Add one of these and delivery is free")
    expect(title).to_be_visible()
    expect(filler(page)).to_contain_text("Adds $12.40: delivery is free")
    page.evaluate("window.stays = true")
    filler(page).get_by_role("button", name="Add to basket : Cup 12.40").click()
    expect(page.locator("body > .crosssell-corner")).to_contain_text("Added to your basket")
    expect(bar(page)).to_contain_text("Add $12.60 more and get 10 % off.")
    # Without a new page: what reaches the next tier, and no more what is in the basket.
    expect(filler(page)).to_contain_text("Adds $14.00: you get 10 % off")
    expect(filler(page)).not_to_contain_text("Cup 12.40")
    filler(page).get_by_role("button", name="Add to basket : Cup 14.00").click()
    expect(filler(page)).to_be_hidden()
    expect(page.locator(".basket-mini__total")).to_have_text("$41.76")
    assert page.evaluate("window.stays") is True
    assert basket() == {"Tea": 1, "Cup 12.40": 1, "Cup 14.00": 1}


def test_without_javascript(plain_page: Page, tea: str) -> None:
    page = plain_page
    page.goto(tea)
    buy(page)
    page.goto(tea)
    expect(bar(page)).to_contain_text("Add $10.00 more")
    filler(page).get_by_role("button", name="Add to basket : Cup 10.00").click()
    page.goto(tea)
    expect(bar(page)).to_contain_text("Add $15.00 more and get 10 % off.")
    assert basket() == {"Tea": 1, "Cup 10.00": 1}


def test_two_with_one_click(page: Page, short: str) -> None:
    page.goto(short)
    buy(page)
    title = filler(page).get_by_role("heading", name="Add these two and delivery is free")
    expect(title).to_be_visible()
    expect(filler(page)).to_contain_text("Adds $10.50: delivery is free")
    page.evaluate("window.stays = true")
    filler(page).get_by_role("button", name="Add both : Cup 4.00 + Cup 6.50").click()
    expect(bar(page)).to_contain_text("Add $14.50 more and get 10 % off.")
    expect(filler(page)).to_be_hidden()
    assert page.evaluate("window.stays") is True
    assert basket() == {"Tea": 1, "Cup 4.00": 1, "Cup 6.50": 1}


def test_two_without_javascript(plain_page: Page, short: str) -> None:
    page = plain_page
    page.goto(short)
    buy(page)
    page.goto(short)
    filler(page).get_by_role("button", name="Add both : Cup 4.00 + Cup 6.50").click()
    expect(page).to_have_url(short)
    expect(bar(page)).to_contain_text("Add $14.50 more and get 10 % off.")
    assert basket() == {"Tea": 1, "Cup 4.00": 1, "Cup 6.50": 1}


def test_the_basket_page_is_loaded_anew(page: Page, tea: str) -> None:
    page.goto(tea)
    buy(page)
    page.goto(re.sub(r"/catalogue/.*", "/basket/", tea))
    page.evaluate("window.stays = true")
    filler(page).get_by_role("button", name="Add to basket : Cup 10.00").click()
    expect(page.locator("#basket_formset")).to_contain_text("Cup 10.00")
    assert page.evaluate("window.stays") is None
    expect(bar(page)).to_contain_text("Add $15.00 more and get 10 % off.")


@pytest.mark.parametrize("theme", ["p {}", "body { background: #111; color: #777; }"])
def test_pairs_fit_a_phone_and_any_theme(page: Page, short: str, theme: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(short)
    page.get_by_role("button", name="Add to basket", exact=True).click()
    expect(filler(page).get_by_role("button", name="Add both")).to_be_visible()
    page.add_style_tag(content=theme)
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]
    assert page.evaluate(CONTRAST) == []
