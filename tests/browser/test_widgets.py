"""Widgets in a real browser: adding in place, the running total, without script, by keyboard."""

import re
from typing import Any

import pytest
from oscar.core.loading import get_model
from playwright.sync_api import Page, expect

from tests import shopdata
from tests.learned import learn, place, rule


def basket() -> dict[str, int]:
    lines = get_model("basket", "Line").objects.select_related("product")
    return {line.product.get_title(): line.quantity for line in lines}


@pytest.fixture
def tea(live_server: Any) -> str:
    """The address of a product page with both kinds of widget."""
    product = shopdata.make_product("Tea", "4.00")
    milk, _ = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    cup = shopdata.make_product("Cup", "7.50")
    jam = shopdata.make_product("Jam", "1234.05", stock=1)
    learn({product: [milk, cup, jam]})
    place(widget="bought_together", max_items=2)
    place(rule(), slot="product.bottom", layout="grid")
    address: str = live_server.url + product.get_absolute_url()
    return address


def together(page: Page) -> Any:
    return page.get_by_role("region", name="Frequently bought together")


def corner(page: Page) -> Any:
    return page.locator("body > .crosssell-corner[role=status]")


def test_all_are_added_without_leaving_the_page(page: Page, tea: str) -> None:
    page.goto(tea)
    widget = together(page)
    expect(widget.locator("output")).to_have_text("$12.70")
    widget.get_by_role("button", name="Add all to basket").click()
    expect(corner(page)).to_contain_text("Added to your basket: Tea, 1 l, Cup.")
    expect(page.locator(".basket-mini__total")).to_have_text("$12.70")
    expect(widget.get_by_role("button")).to_have_text(re.compile("Added"))
    expect(widget.get_by_role("button")).to_have_text("Add all to basket")
    assert page.url == tea
    assert basket() == {"Tea": 1, "1 l": 1, "Cup": 1}


def test_the_total_follows_ticks_and_variants(page: Page, tea: str) -> None:
    page.goto(tea)
    widget = together(page)
    button, total = widget.get_by_role("button"), widget.locator("output")
    widget.get_by_label("Include Cup").uncheck()
    expect(total).to_have_text("$5.20")
    expect(button).to_have_text("Add ticked to basket")
    widget.get_by_label("Variant of Milk").select_option(index=1)
    expect(total).to_have_text("$6.10")
    button.click()
    expect(page.locator(".basket-mini__total")).to_have_text("$6.10")
    assert basket() == {"Tea": 1, "2 l": 1}


def test_nothing_ticked_cannot_be_added(page: Page, tea: str) -> None:
    page.goto(tea)
    widget = together(page)
    for title in ("Tea", "Milk", "Cup"):
        widget.get_by_label(f"Include {title}").uncheck()
    expect(widget.locator("output")).to_have_text("$0.00")
    expect(widget.get_by_role("button")).to_be_disabled()


def test_large_sums_are_written_as_the_shop_writes_them(page: Page, live_server: Any) -> None:
    safe, gold = (
        shopdata.make_product("Safe", "999.95"),
        shopdata.make_product("Gold", "1234567.10"),
    )
    learn({safe: [gold]})
    place(widget="bought_together")
    page.goto(live_server.url + safe.get_absolute_url())
    widget = together(page)
    expect(widget.locator("output")).to_have_text("$1,235,567.05")
    widget.get_by_label("Include Safe").uncheck()
    expect(widget.locator("output")).to_have_text("$1,234,567.10")
    widget.get_by_label("Include Safe").check()
    expect(widget.locator("output")).to_have_text("$1,235,567.05")


def test_a_tile_adds_in_place_and_says_what_it_cannot(page: Page, tea: str) -> None:
    page.goto(tea)
    button = page.get_by_role("button", name="Add to basket : Jam")
    status = corner(page)
    button.click()
    expect(status).to_contain_text("Added to your basket: Jam.")
    expect(page.locator(".basket-mini__total")).to_have_text("$1,234.05")
    page.wait_for_timeout(100)
    page.locator("section.crosssell--products button", has_text="Jam").click()
    expect(status).to_contain_text("Jam: a maximum of 1 can be bought")
    assert basket() == {"Jam": 1}


def test_a_lost_session_is_told_and_changes_nothing(page: Page, tea: str) -> None:
    page.goto(tea)
    page.context.clear_cookies()
    together(page).get_by_role("button").click()
    expect(corner(page)).to_contain_text("This did not work. Please reload the page")
    assert basket() == {}


def test_everything_works_without_javascript(plain_page: Page, tea: str) -> None:
    plain_page.goto(tea)
    plain_page.locator("section.crosssell--products button", has_text="Jam").click()
    expect(plain_page.locator("#messages")).to_contain_text("Jam has been added to your basket.")
    assert plain_page.url == tea
    plain_page.get_by_label("Include Cup").uncheck()
    plain_page.get_by_role("button", name="Add all to basket").click()
    expect(plain_page.locator("#messages")).to_contain_text("Your basket total is now $1,239.25")
    assert plain_page.url == tea
    assert basket() == {"Tea": 1, "1 l": 1, "Jam": 1}


def test_the_keyboard_reaches_and_works_everything(page: Page, tea: str) -> None:
    page.goto(tea)
    widget = together(page)
    widget.get_by_label("Include Tea").focus()
    page.keyboard.press("Space")
    expect(widget.locator("output")).to_have_text("$8.70")
    reached = []
    for _step in range(5):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.localName"))
    assert reached == ["input", "a", "select", "input", "a"]
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".basket-mini__total")).to_have_text("$8.70")
    assert basket() == {"1 l": 1, "Cup": 1}


SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => { sum += one.value; }))
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(sum), 300);
})"""


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_and_nothing_sticks_out(page: Page, live_server: Any, width: int) -> None:
    products = [shopdata.make_product(f"Product number {number}") for number in range(17)]
    learn({products[0]: products[1:]})
    for layout in ("grid", "list", "carousel", "compact"):
        place(rule(), slot="product.top", layout=layout)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + products[0].get_absolute_url(), wait_until="load")
    expect(page.locator(".crosssell-card")).to_have_count(16)
    assert page.evaluate(SHIFTS) == 0
    sides = "[...document.querySelectorAll('.crosssell')].map(e => e.getBoundingClientRect().right)"
    assert max(page.evaluate(sides)) <= width


CONTRAST = """() => {
  const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number).map(v => v / 255)
      .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b; };
  const ground = e => { for (; e; e = e.parentElement) {
      const c = getComputedStyle(e).backgroundColor;
      if (!c.endsWith(' 0)')) return c; } return 'rgb(255, 255, 255)'; };
  return [...document.querySelectorAll('.crosssell *')]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
    .filter(e => !e.closest('.crosssell-title'))
    .map(e => { const a = light(getComputedStyle(e).color), b = light(ground(e));
      return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), e.className, e.textContent]; })
    .filter(([ratio]) => ratio < 4.5);
}"""


@pytest.mark.parametrize(
    "theme", ["p {}", "body { background: #111; color: #777; } a { color: #bbb; }"]
)
def test_texts_keep_their_contrast_in_any_theme(page: Page, tea: str, theme: str) -> None:
    page.goto(tea)
    page.add_style_tag(content=theme)
    together(page).get_by_role("button").click()
    expect(corner(page)).to_contain_text("Added to your basket")
    assert page.evaluate(CONTRAST) == []
