"""What came of adding to the basket is said in a corner, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import shopdata
from tests.learned import learn, place, rule


@pytest.fixture
def tea(live_server: Any) -> str:
    """The address of a product page with a tile of jam, of which there is one."""
    product = shopdata.make_product("Tea", "4.00")
    learn({product: [shopdata.make_product("Jam", "2.00", stock=1)]})
    place(rule(), slot="product.bottom", layout="grid")
    address: str = live_server.url + product.get_absolute_url()
    return address


def corner(page: Page) -> Any:
    return page.locator("body > .crosssell-corner[role=status]")


def test_good_news_goes_by_itself_and_bad_news_waits(page: Page, tea: str) -> None:
    page.clock.install()
    page.goto(tea)
    jam = page.locator("section.crosssell--products button", has_text="Jam")
    jam.click()
    expect(corner(page)).to_contain_text("Added to your basket: Jam.")
    page.clock.run_for(1_000)
    expect(corner(page)).to_contain_text("Added to your basket: Jam.")
    page.clock.run_for(6_100)
    expect(corner(page)).to_be_empty()
    jam.click()
    expect(corner(page)).to_contain_text("Jam: a maximum of 1 can be bought")
    page.clock.run_for(60_000)
    expect(corner(page)).to_contain_text("Jam: a maximum of 1 can be bought")
    corner(page).get_by_role("button", name="Close").click()
    expect(corner(page)).to_be_empty()


def test_news_that_is_pointed_at_stays(page: Page, tea: str) -> None:
    page.clock.install()
    page.goto(tea)
    page.locator("section.crosssell--products button", has_text="Jam").click()
    corner(page).get_by_role("link", name="View basket").focus()
    page.clock.run_for(60_000)
    expect(corner(page)).to_contain_text("Added to your basket: Jam.")
    corner(page).get_by_role("link", name="View basket").blur()
    page.clock.run_for(7_100)
    expect(corner(page)).to_be_empty()


def test_adding_moves_nothing_on_the_page(page: Page, tea: str) -> None:
    page.goto(tea)
    before = page.evaluate("document.documentElement.scrollHeight")
    page.locator("section.crosssell--products button", has_text="Jam").click()
    expect(corner(page)).to_contain_text("Added to your basket: Jam.")
    assert page.evaluate("document.documentElement.scrollHeight") == before


@pytest.mark.parametrize("width", [390, 1280])
def test_what_was_pressed_stays_in_sight(page: Page, tea: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(tea)
    for sides in ("start", "end"):
        jam = page.locator("section.crosssell--products button", has_text="Jam")
        jam.evaluate("(button, side) => button.scrollIntoView({block: side})", sides)
        jam.click()
        expect(corner(page)).not_to_be_empty()
        pressed, said = jam.bounding_box(), corner(page).bounding_box()
        assert pressed is not None
        assert said is not None
        beside = (
            pressed["x"] + pressed["width"] < said["x"] or said["x"] + said["width"] < pressed["x"]
        )
        apart = (
            pressed["y"] + pressed["height"] < said["y"]
            or said["y"] + said["height"] < pressed["y"]
        )
        assert beside or apart
        assert (said["x"] >= 16, said["x"] + said["width"] <= width - 16) == (True, True)
        corner(page).get_by_role("button", name="Close").click()
