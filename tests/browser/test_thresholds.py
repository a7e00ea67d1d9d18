"""The threshold bar in a real browser: it moves when the basket does, and gives its gift."""

import re
from typing import Any

import pytest
from oscar.core.loading import get_model
from playwright.sync_api import Locator, Page, expect

from tests import laddered, shopdata
from tests.browser.test_widgets import CONTRAST
from tests.laddered import tier
from tests.learned import learn, place, rule


def basket() -> dict[str, tuple[int, bool]]:
    """By title, how many, and whether the line is a gift."""
    lines = get_model("basket", "Line").objects.select_related("product")
    return {
        line.product.title: (line.quantity, "gift" in line.line_reference) for line in lines
    }  # fmt: skip


@pytest.fixture
def tea(live_server: Any) -> str:
    """The address of a product page with a bar above it, one in the mini-basket, and a tile."""
    shopdata.make_country()
    product = shopdata.make_product("Tea", "20.00")
    cup = shopdata.make_product("Cup", "25.00")
    gifts = [shopdata.make_product(title, "5.00") for title in ("Spoon", "Honey")]
    laddered.make_threshold(
        tier("15", "message", label="a note"),
        tier("30", "percent"),
        tier("45", "gift_of_choice", gifts=gifts),
    )
    learn({product: [cup]})
    place(widget="threshold", slot="page.top")
    place(widget="threshold", slot="mini_basket.bottom")
    place(widget="threshold", slot="basket.top")
    place(rule(), slot="product.bottom", layout="grid")
    address: str = live_server.url + product.get_absolute_url()
    return address


def bar(page: Page, within: str = "body > .container") -> Locator:
    return page.locator(f"{within} .crosssell--threshold").first


def add(page: Page, title: str) -> None:
    page.get_by_role("button", name=f"Add to basket : {title}").click()


def test_adding_in_place_moves_every_bar_without_a_load(page: Page, tea: str) -> None:
    page.goto(tea)
    page.evaluate("window.stays = true")
    expect(bar(page)).to_contain_text("Spend $15.00 and get a note.")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/bars/" in one.url else None)
    add(page, "Cup")
    expect(bar(page)).to_contain_text("Add $5.00 more and get 10 % off.")
    page.locator(".basket-mini__toggle").click()
    expect(bar(page, ".basket-mini")).to_contain_text("Add $5.00 more and get 10 % off.")
    # From where it was to where it is, 25.00 of 45.00.
    expect(bar(page).locator("progress")).to_have_js_property("value", 55)
    # It is read out, once, beside what was added.
    said = page.locator("body > .crosssell-hidden[role=status]")
    expect(said).to_have_text("Add $5.00 more and get 10 % off.")
    assert len(asked) == 1
    assert page.evaluate("window.stays") is True


def test_nobody_asks_while_nothing_changes(page: Page, tea: str) -> None:
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/bars/" in one.url else None)
    page.goto(tea)
    page.wait_for_timeout(1500)
    assert asked == []


def test_the_gift_is_chosen_and_claimed_in_place(page: Page, tea: str) -> None:
    page.goto(tea)
    add(page, "Cup")
    expect(bar(page)).to_contain_text("Add $5.00 more")
    page.wait_for_timeout(100)
    add(page, "Cup")
    expect(bar(page)).to_contain_text("Choose your gift")
    page.evaluate("window.stays = true")
    bar(page).get_by_label("Your choice for a gift").select_option("Honey")
    bar(page).get_by_role("button", name="Take the gift").click()
    expect(bar(page)).to_contain_text("In your basket: Honey")
    expect(page.locator("body > .crosssell-corner[role=status]")).to_contain_text("Honey")
    assert page.evaluate("window.stays") is True
    assert basket() == {"Cup": (2, False), "Honey": (1, True)}
    # Two cups with 10 % off, and the gift for nothing.
    expect(page.locator(".basket-mini__total")).to_have_text("$45.00")


def test_everything_works_without_javascript(plain_page: Page, tea: str) -> None:
    page = plain_page
    page.goto(tea)
    expect(bar(page)).to_contain_text("Spend $15.00 and get a note.")
    for text in ("Add $10.00 more and get 10 % off.", "Add $5.00 more", "Yours with this order"):
        page.goto(tea)
        page.get_by_role("button", name="Add to basket", exact=True).click()
        expect(bar(page)).to_contain_text(text)
    page.goto(tea)
    bar(page).get_by_label("Your choice for a gift").select_option("Spoon")
    bar(page).get_by_role("button", name="Take the gift").click()
    expect(page).to_have_url(tea)
    expect(bar(page)).to_contain_text("In your basket: Spoon")
    assert basket() == {"Tea": (3, False), "Spoon": (1, True)}


def test_a_quantity_that_changes_on_the_basket_page_moves_it(page: Page, tea: str) -> None:
    page.goto(tea)
    add(page, "Cup")
    expect(bar(page)).to_contain_text("Add $5.00 more")
    page.goto(re.sub(r"/catalogue/.*", "/basket/", tea))
    page.evaluate("window.stays = true")
    page.get_by_label("Quantity of Cup").fill("2")
    page.get_by_label("Quantity of Cup").press("Enter")
    expect(bar(page)).to_contain_text("Choose your gift")
    expect(bar(page, ".content")).to_contain_text("Choose your gift")
    assert page.evaluate("window.stays") is True
    # The page lists the basket, so it is loaded anew with the gift.
    bar(page).get_by_role("button", name="Take the gift").click()
    expect(page.locator("#basket_formset")).to_contain_text("Spoon")
    assert page.evaluate("window.stays") is None


def test_it_comes_up_when_the_tier_is_near(page: Page, live_server: Any) -> None:
    product = shopdata.make_product("Tea", "20.00")
    learn({product: [shopdata.make_product("Cup", "25.00")]})
    laddered.make_threshold(tier("40", "message"))
    place(widget="threshold", slot="page.top", args={"show_from": 60})
    place(rule(), slot="product.bottom", layout="grid")
    page.goto(live_server.url + product.get_absolute_url())
    expect(bar(page)).to_be_hidden()
    add(page, "Cup")
    expect(bar(page)).to_be_visible()
    expect(bar(page)).to_contain_text("Add $15.00 more and get a surprise.")


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_every_mark_can_be_read_at_any_width(page: Page, tea: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(tea)
    add(page, "Cup")
    expect(bar(page)).to_contain_text("Add $5.00 more")
    for text in ("$15.00", "a note", "$30.00", "10 % off", "$45.00", "a gift", "$20.00 to go"):
        expect(bar(page).get_by_text(text, exact=True)).to_be_visible()
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]
    inside = """one => { const edge = one.getBoundingClientRect().right + 1;
      return [...one.querySelectorAll('*:not(.crosssell-hidden)')]
        .every(part => part.getBoundingClientRect().right <= edge); }"""
    assert bar(page).evaluate(inside)
    page.add_style_tag(content="body { background: #111; color: #777; } a { color: #bbb; }")
    assert page.evaluate(CONTRAST) == []


def test_who_asks_for_less_motion_gets_none(page: Page, tea: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(tea)
    moving = """one => getComputedStyle(one, '::-webkit-progress-value').transitionDuration"""
    assert bar(page).locator("progress").evaluate(moving) == "0s"
