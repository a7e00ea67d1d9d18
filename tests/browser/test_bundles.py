"""Bundles in a real browser: shown, changed, added and completed; without a script, by keyboard."""

import re
from typing import Any

import pytest
from oscar.core.loading import get_model
from playwright.sync_api import Locator, Page, expect

from tests import shopdata
from tests.browser.test_widgets import CONTRAST
from tests.bundled import make_bundle
from tests.learned import place


def basket() -> dict[str, int]:
    lines = get_model("basket", "Line").objects.select_related("product")
    return {line.product.get_title(): line.quantity for line in lines}


@pytest.fixture
def tea(live_server: Any) -> str:
    """The address of a product page with a bundle: tea, milk in two sizes, two of food."""
    product = shopdata.make_product("Tea", "4.00")
    milk, _ = shopdata.make_parent("Milk", {"Milk, 1 l": "1.20", "Milk, 2 l": "2.10"})
    food = shopdata.make_category("Food")
    for title, price in (("Jam", "3.00"), ("Honey", "2.00")):
        shopdata.make_product(title, price, 3, category=food)
    make_bundle(product, milk, (2, food), args={"percent": "20"}, per_basket=2)
    place(widget="bundle", slot="product.below_description")
    place(widget="bundle", slot="basket.below_lines")
    address: str = live_server.url + product.get_absolute_url()
    return address


def shown(page: Page) -> Locator:
    return page.get_by_role("article", name="Tea time")


def corner(page: Page) -> Locator:
    return page.locator("body > .crosssell-corner[role=status]")


def test_the_whole_set_is_added_without_leaving_the_page(page: Page, tea: str) -> None:
    page.goto(tea)
    expect(shown(page)).to_contain_text("You save $1.84")
    shown(page).get_by_role("button", name="Add the set to the basket : Tea time").click()
    expect(corner(page)).to_contain_text("Added to your basket: Tea, Milk, 1 l, Honey.")
    expect(corner(page)).to_contain_text("Tea time is complete: you save $1.84.")
    expect(page.locator(".basket-mini__total")).to_have_text("$7.36")
    assert page.url == tea
    assert basket() == {"Tea": 1, "Milk, 1 l": 1, "Honey": 2}


def test_another_choice_is_priced_by_the_shop(page: Page, tea: str) -> None:
    page.goto(tea)
    shown(page).get_by_label("Variant of Milk").select_option(index=1)
    expect(shown(page)).to_contain_text("You save $2.02")
    second = shown(page).get_by_label("Product for part 3, piece 2")
    second.focus()
    second.select_option(label="$3.00 · Jam")
    expect(shown(page)).to_contain_text("You save $2.22")
    expect(shown(page).get_by_label("Variant of Milk")).to_have_value(re.compile(r"\d+"))
    said = page.locator("body > [role=status]", has_text="instead of")
    expect(said).to_have_text("Price of the set $8.88 instead of $11.10 You save $2.22")
    expect(second).to_be_focused()
    shown(page).get_by_role("button").click()
    expect(page.locator(".basket-mini__total")).to_have_text("$8.88")
    assert basket() == {"Tea": 1, "Milk, 2 l": 1, "Honey": 1, "Jam": 1}


def test_the_piece_that_is_missing_is_one_click_away(page: Page, tea: str) -> None:
    page.goto(tea)
    shown(page).get_by_role("button").click()
    expect(page.locator(".basket-mini__total")).to_have_text("$7.36")
    get_model("basket", "Line").objects.get(product__title="Tea").delete()
    page.goto(tea.split("/catalogue/")[0] + "/basket/")
    page.get_by_role("button", name="Add and save $1.84 : Tea").click()
    expect(page.locator("#messages")).to_contain_text("Tea time is complete: you save $1.84.")
    widget = page.get_by_role("region", name="Your bundles")
    expect(widget).to_contain_text("You saved $1.84")
    widget.get_by_role("link", name="Tea time").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tea time")


def test_what_is_sold_out_meanwhile_is_named(page: Page, tea: str) -> None:
    page.goto(tea)
    get_model("partner", "StockRecord").objects.filter(product__title="Honey").update(
        num_in_stock=1
    )
    shown(page).get_by_role("button").click()
    expect(corner(page)).to_contain_text("Honey: a maximum of 1 can be bought")
    assert basket() == {}


def test_everything_works_without_javascript(plain_page: Page, tea: str) -> None:
    plain_page.goto(tea)
    widget = plain_page.get_by_role("article", name="Tea time")
    widget.get_by_label("Variant of Milk").select_option(index=1)
    widget.get_by_role("button", name="Show the price of my choice").click()
    expect(plain_page).to_have_url(re.compile(r"/bundles/tea-time/\?part-1=\d+&part-2=\d+"))
    expect(plain_page.locator(".crosssell-set")).to_contain_text("You save $2.02")
    plain_page.get_by_role("button", name=re.compile("Add the set to the basket")).click()
    expect(plain_page.locator("#messages")).to_contain_text("Tea time is complete: you save $2.02.")
    assert basket() == {"Tea": 1, "Milk, 2 l": 1, "Honey": 2}


def test_the_keyboard_reaches_and_works_everything(page: Page, tea: str) -> None:
    page.goto(tea)
    shown(page).get_by_role("link", name="Tea time").focus()
    reached = []
    for _step in range(7):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.localName"))
    # Of each part its name and its choices: the pictures lead nowhere else.
    assert reached == ["a", "a", "select", "a", "select", "select", "button"]
    page.keyboard.press("Enter")
    expect(page.locator(".basket-mini__total")).to_have_text("$7.36")


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_sticks_out_and_all_can_be_read(page: Page, tea: str, width: int) -> None:
    make_bundle(
        *shopdata.Product.objects.filter(parent=None, structure="standalone"),
        *(shopdata.make_product(f"An uncommonly longwinded name {n}") for n in range(3)),
        name="Averyveryverylongnamewithoutanyspaceinit" * 2,
        slug="long",
    )
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(tea)
    expect(page.locator(".crosssell-set")).to_have_count(2)
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]
    inside = """() => [...document.querySelectorAll('.crosssell-set')].every(set => {
      const edge = set.getBoundingClientRect().right + 1;
      return [...set.querySelectorAll('*:not(.crosssell-hidden)')]
        .every(one => one.getBoundingClientRect().right <= edge); })"""
    assert page.evaluate(inside)
    page.add_style_tag(content="body { background: #111; color: #777; } a { color: #bbb; }")
    assert page.evaluate(CONTRAST) == []
