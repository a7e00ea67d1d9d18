"""Without JavaScript clicks and touches count all the same."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import shopdata
from tests.browser.test_tracking import came_back, tile, touched
from tests.bundled import make_bundle
from tests.learned import learn, place, rule


@pytest.fixture
def tea(live_server: Any) -> str:
    product, cup = shopdata.make_product("Tea", "4.00"), shopdata.make_product("Cup", "7.50")
    learn({product: [cup]})
    make_bundle(product, cup)
    place(rule(), slot="product.bottom", layout="grid")
    place(widget="bundle")
    address: str = live_server.url + product.get_absolute_url()
    return address


def test_a_tiles_link_and_the_form_it_leads_to(plain_counted_page: Page, tea: str) -> None:
    page = plain_counted_page
    page.goto(tea)
    tile(page, "Cup").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cup")
    assert "crosssell=" in page.url
    assert came_back(page, 1) == [("click", "product", 1)]
    page.locator("#add_to_basket_form").get_by_role("button").click()
    expect(page.locator(".alert").first).to_contain_text("Cup")
    # The browser comes back to the address with the token, which is no second click.
    assert touched(page, 2) == ["Cup"]
    assert came_back(page, 2) == [("click", "product", 1), ("touch", "product", 1)]


def test_a_tiles_button(plain_counted_page: Page, tea: str) -> None:
    plain_counted_page.goto(tea)
    tile(plain_counted_page, "Cup").get_by_role("button").click()
    expect(plain_counted_page.locator(".alert").first).to_contain_text("Cup")
    assert touched(plain_counted_page) == ["Cup"]


def test_a_set_on_its_own_page(plain_counted_page: Page, tea: str) -> None:
    page = plain_counted_page
    page.goto(tea)
    page.get_by_role("link", name="Tea time").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tea time")
    assert came_back(page, 1) == [("click", "bundle", 1)]
    page.get_by_role("button", name="Add the set to the basket").click()
    expect(page.locator(".alert").first).to_contain_text("Tea")
    assert sorted(touched(page, 2)) == ["Cup", "Tea"]
