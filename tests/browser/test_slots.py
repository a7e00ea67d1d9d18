"""Slots in a real browser: they survive what Oscar's scripts do to a page."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import learned, shopdata


@pytest.fixture
def products() -> list[Any]:
    made = [shopdata.make_product(f"Product {number}", "2.00") for number in range(8)]
    learned.learn({made[0]: made[1:]}, best=made)
    return made


def test_the_basket_keeps_its_widgets_when_a_quantity_changes(
    page: Page, live_server: Any, products: list[Any]
) -> None:
    for slot in ("basket.top", "basket.below_lines"):
        learned.place(learned.rule(), slot=slot, title=f"In {slot}", max_items=2)
    page.goto(live_server.url + products[0].get_absolute_url())
    page.locator("#add_to_basket_form button[type=submit]").click()
    page.goto(live_server.url + "/basket/")
    page.locator("#id_form-0-quantity").fill("3")
    with page.expect_response("**/basket/"):
        page.locator("#basket_formset button[type=submit]").click()
    expect(page.locator("#id_form-0-quantity")).to_have_value("3")
    expect(page.get_by_role("heading", name="In basket.top")).to_have_count(1)
    expect(page.get_by_role("heading", name="In basket.below_lines")).to_have_count(1)


@pytest.mark.parametrize("width", [360, 1280])
def test_slots_around_the_page_do_not_widen_it(
    page: Page, live_server: Any, products: list[Any], width: int
) -> None:
    slots = ("page.top", "page.below_navigation", "product.below_button", "page.footer")
    for slot in slots:
        learned.place(learned.rule(), slot=slot, title=f"In {slot}", max_items=1)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + products[0].get_absolute_url())
    for slot in slots:
        expect(page.get_by_role("heading", name=f"In {slot}")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
