"""What is seen, clicked and bought of recommendations, by a real browser with its script."""

from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from crosssell.analytics.rollup import roll_up
from crosssell.models import Event, Touch
from tests import laddered, shopdata
from tests.bundled import make_bundle
from tests.laddered import tier
from tests.learned import learn, place, rule

MADE_LATE = """async (address) => {
    const piece = document.createElement("div");
    piece.innerHTML = await (await fetch(address)).text();
    document.querySelector("h1").after(piece);
}"""


@pytest.fixture
def tea(live_server: Any) -> str:
    """The address of a product page with four tiles at its end, below what is in view."""
    product = shopdata.make_product("Tea", "4.00")
    learn({product: [shopdata.make_product(f"Cup {n}", "7.50") for n in range(1, 5)]})
    place(rule(), slot="product.bottom", layout="grid")
    address: str = live_server.url + product.get_absolute_url()
    return address


def came_back(page: Page, count: int) -> list[tuple[str, str, int]]:
    """What has come back, once it is so many things; after ten seconds, what there is."""
    until = monotonic() + 10
    while True:
        roll_up(timezone.now())
        rows = Event.objects.order_by("kind", "position", "subject_id")
        found = list(rows.values_list("kind", "subject", "position"))
        if len(found) >= count or monotonic() > until:
            return found
        page.wait_for_timeout(100)


def touched(page: Page, count: int = 1) -> list[str]:
    came_back(page, count)
    names = dict(shopdata.Product.objects.values_list("pk", "title"))
    return [names[pk] for pk in Touch.objects.order_by("id").values_list("product_id", flat=True)]


def tile(page: Page, name: str = "Cup 1") -> Any:
    return page.locator("li.crosssell-card", has_text=name)


def leave(page: Page) -> None:
    page.goto("about:blank")


def test_seen_is_what_was_in_view_for_a_second(counted_page: Page, tea: str) -> None:
    counted_page.goto(tea)
    counted_page.wait_for_timeout(1_300)
    tile(counted_page).scroll_into_view_if_needed()
    counted_page.wait_for_timeout(300)
    counted_page.evaluate("window.scrollTo(0, 0)")
    counted_page.wait_for_timeout(1_300)
    leave(counted_page)
    assert came_back(counted_page, 0) == []
    counted_page.goto(tea)
    tile(counted_page, "Cup 4").scroll_into_view_if_needed()
    counted_page.wait_for_timeout(1_500)
    leave(counted_page)
    assert came_back(counted_page, 4) == [("viewable", "product", n) for n in (1, 2, 3, 4)]


def test_it_is_told_every_few_seconds_too(counted_page: Page, tea: str) -> None:
    counted_page.goto(tea)
    tile(counted_page, "Cup 4").scroll_into_view_if_needed()
    assert len(came_back(counted_page, 4)) == 4


def test_a_click_is_one_and_the_address_goes_without_its_token(
    counted_page: Page, tea: str
) -> None:
    counted_page.goto(tea)
    tile(counted_page, "Cup 2").get_by_role("link").click()
    expect(counted_page.get_by_role("heading", level=1)).to_have_text("Cup 2")
    counted_page.wait_for_url(lambda url: "?" not in url)
    # By the script and by the page that was led to.
    assert came_back(counted_page, 1) == [("click", "product", 2)]


def test_whatever_else_stands_in_the_address_stays(counted_page: Page, tea: str) -> None:
    counted_page.goto(f"{tea}?a=b%20c&crosssell=none&d#end")
    assert counted_page.url == f"{tea}?a=b%20c&d#end"
    assert counted_page.evaluate("history.length") == 2


@pytest.mark.parametrize("reloaded", [False, True])
def test_the_page_that_was_led_to_remembers_it(
    counted_page: Page, tea: str, reloaded: bool
) -> None:
    counted_page.goto(tea)
    tile(counted_page, "Cup 2").get_by_role("link").click()
    expect(counted_page.get_by_role("heading", level=1)).to_have_text("Cup 2")
    if reloaded:
        counted_page.reload()
    counted_page.locator("#add_to_basket_form").get_by_role("button").click()
    expect(counted_page.locator(".basket-mini__total, .basket-mini").first).to_contain_text("7.50")
    assert touched(counted_page, 2) == ["Cup 2"]


def test_a_tiles_button(counted_page: Page, tea: str) -> None:
    counted_page.goto(tea)
    tile(counted_page, "Cup 3").get_by_role("button").click()
    expect(counted_page.locator(".crosssell-corner")).to_contain_text("Added to your basket: Cup 3")
    assert touched(counted_page) == ["Cup 3"]


def test_a_set_with_another_choice(counted_page: Page, live_server: Any) -> None:
    milk, _ = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    cup = shopdata.make_product("Cup", "7.50")
    make_bundle(milk, cup)
    place(widget="bundle")
    counted_page.goto(live_server.url + cup.get_absolute_url())
    amount = counted_page.locator(".crosssell-set .crosssell-amount")
    before = amount.inner_text()
    counted_page.locator(".crosssell-set select").select_option(index=1)
    expect(amount).not_to_have_text(before)
    counted_page.get_by_role("button", name="Add the set to the basket").click()
    expect(counted_page.locator(".crosssell-corner")).to_contain_text("Added to your basket")
    assert sorted(touched(counted_page, 2)) == ["2 l", "Cup"]


def test_what_comes_later_is_seen_too(counted_page: Page, tea: str, live_server: Any) -> None:
    laddered.make_threshold(tier("30"))
    place(widget="threshold", slot="page.top")
    counted_page.goto(tea)
    counted_page.evaluate(MADE_LATE, f"{live_server.url}/crosssell/slots/page.top/")
    counted_page.wait_for_timeout(1_300)
    leave(counted_page)
    # The page's own, and the one that came.
    assert came_back(counted_page, 2) == [("viewable", "threshold", 1)] * 2


@pytest.mark.parametrize(
    "script",
    [
        "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})",
        "Object.defineProperty(navigator, 'doNotTrack', {value: '1'})",
    ],
)
def test_whoever_opted_out_sends_nothing(counted_page: Page, tea: str, script: str) -> None:
    sent: list[str] = []
    counted_page.on("request", lambda request: sent.append(request.url))
    counted_page.add_init_script(script)
    counted_page.goto(f"{tea}?crosssell=none")
    assert counted_page.url == tea
    tile(counted_page).scroll_into_view_if_needed()
    counted_page.wait_for_timeout(1_300)
    assert counted_page.locator("[data-crosssell-landed]").count() == 0
    leave(counted_page)
    assert not [url for url in sent if "/crosssell/seen/" in url]


MISSING: dict[str, Callable[[Page], None]] = {
    "what sees": lambda page: page.add_init_script("delete window.IntersectionObserver"),
    "what sends": lambda page: page.add_init_script(
        "delete Request.prototype.keepalive; delete Navigator.prototype.sendBeacon"
    ),
}


@pytest.mark.parametrize("missing", MISSING)
def test_an_old_browser_shows_the_page(counted_page: Page, tea: str, missing: str) -> None:
    MISSING[missing](counted_page)
    counted_page.goto(tea)
    tile(counted_page, "Cup 2").scroll_into_view_if_needed()
    counted_page.wait_for_timeout(1_300)
    tile(counted_page, "Cup 2").get_by_role("link").click()
    expect(counted_page.get_by_role("heading", level=1)).to_have_text("Cup 2")
    assert came_back(counted_page, 1) == [("click", "product", 2)]


def test_the_older_way_of_sending(counted_page: Page, tea: str) -> None:
    counted_page.add_init_script("delete Request.prototype.keepalive")
    counted_page.goto(tea)
    tile(counted_page, "Cup 4").scroll_into_view_if_needed()
    counted_page.wait_for_timeout(1_300)
    leave(counted_page)
    assert len(came_back(counted_page, 4)) == 4
