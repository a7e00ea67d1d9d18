"""The comparison table in a real browser: wide and on a phone."""

import re
from typing import Any

import pytest
from oscar.core.loading import get_model
from playwright.sync_api import Page, expect

from tests import shopdata
from tests.attributes import describe
from tests.learned import place, rule

TITLES = ("Green tea", "Organic green tea from Darjeeling", "Green tea for every day, 250 g")


@pytest.fixture
def tea(live_server: Any) -> str:
    """The address of a product page with a comparison of three."""
    category = shopdata.make_category("Tea")
    prices = ("4.00", "5.50", "6.20")
    products = [
        shopdata.make_product(title, price, category=category)
        for title, price in zip(TITLES, prices, strict=True)
    ]
    for number, product in enumerate(products):
        describe(product, brand=f"Brand {number}", weight=100 * (number + 1), organic=number > 0)
    review = get_model("reviews", "ProductReview")
    review.objects.create(product=products[1], score=4, title="T", body="B", status=review.APPROVED)
    place(rule("upsell"), widget="comparison", max_items=3)
    address: str = live_server.url + products[0].get_absolute_url()
    return address


def table(page: Page) -> Any:
    return page.get_by_role("table", name="Compare with similar products")


def test_products_are_compared_and_added(page: Page, tea: str) -> None:
    page.goto(tea)
    found = table(page)
    heads = found.get_by_role("columnheader")
    expect(heads).to_have_count(3)
    expect(found.get_by_role("rowheader")).to_have_text(
        ["Price", "Rating", "Brand", "Organic", "Weight", "Buy"]
    )
    found.get_by_role("button", name=re.compile(TITLES[1])).click()
    expect(page.locator(".basket-mini__total")).to_have_text("$5.50")
    assert page.url == tea


def test_on_a_phone_the_table_scrolls_and_the_page_does_not(page: Page, tea: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(tea)
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]
    box = page.get_by_role("region", name="Compare with similar products").last
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    head = table(page).get_by_role("rowheader", name="Price")
    before = head.evaluate("head => head.getBoundingClientRect().left")
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("box => box.scrollLeft > 0", arg=box.element_handle())
    assert head.evaluate("head => head.getBoundingClientRect().left") == before
