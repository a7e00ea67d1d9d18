"""The preview and quick start in a real browser."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from crosssell.models import Placement
from tests import shopdata
from tests.learned import SLOT, learn, place, rule
from tests.merchant import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def open_admin(live_server: Any, client: Any, page: Page) -> Any:
    """A function that signs a merchant in and opens an address of the admin."""
    sign_in(client)
    cookie = client.cookies["sessionid"].value

    def opened(path: str) -> None:
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + path)

    return opened


@pytest.fixture
def tea() -> Any:
    """A product with companions that are shown below its description."""
    tea = shopdata.make_product("Tea")
    learn({tea: [shopdata.make_product(name) for name in ("Milk", "Jam")]})
    place(rule(boosts=[("score", {}, 3), ("shuffle", {}, 1)]), layout="grid", title="With it")
    return tea


def test_the_frame_is_as_high_as_the_widget_and_does_nothing(
    page: Page, open_admin: Any, tea: Any
) -> None:
    open_admin(reverse("admin:crosssell_preview") + f"?slot={SLOT}&product={tea.pk}")
    shopper = page.frame_locator(".crosssell-frame")
    expect(shopper.get_by_role("link", name="Milk", exact=True)).to_be_visible()
    box = page.locator(".crosssell-frame").bounding_box()
    widget = shopper.locator("[data-crosssell-drawn]").bounding_box()
    assert box is not None
    assert widget is not None
    # Within the frame, with room for no more than its margins below.
    assert 0 < box["y"] + box["height"] - widget["y"] - widget["height"] < 40

    address = page.url
    shopper.locator("button.crosssell-button").first.click()
    shopper.get_by_role("link", name="Milk", exact=True).click()

    expect(shopper.get_by_role("link", name="Jam", exact=True)).to_be_visible()
    assert page.url == address
    assert len(page.context.pages) == 1
    assert shopdata.Basket.objects.count() == 0


def test_the_frame_can_be_as_narrow_as_a_phone(page: Page, open_admin: Any, tea: Any) -> None:
    open_admin(reverse("admin:crosssell_preview") + f"?slot={SLOT}&product={tea.pk}")
    frame = page.locator(".crosssell-frame")
    expect(page.get_by_role("button", name="Wide")).to_have_attribute("aria-pressed", "true")

    page.get_by_role("button", name="Phone").click()

    expect(page.get_by_role("button", name="Phone")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Wide")).to_have_attribute("aria-pressed", "false")
    box = frame.bounding_box()
    assert box is not None
    assert box["width"] == 390


@pytest.mark.parametrize("name", ["preview", "quick_start", "readiness"])
def test_a_phone_scrolls_down_only(page: Page, open_admin: Any, tea: Any, name: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    query = f"?slot={SLOT}&product={tea.pk}&why_not={tea.pk}" if name == "preview" else ""

    open_admin(reverse(f"admin:crosssell_{name}") + query)

    expect(page.locator("#content h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_something_is_placed_with_one_click(page: Page, open_admin: Any) -> None:
    open_admin(reverse("admin:crosssell_quick_start"))

    page.get_by_role("link", name="Place something here (Product page: below the reviews)").click()

    expect(page.locator("#id_slot")).to_have_value("product.below_reviews")
    page.select_option("#id_widget", "bought_together")
    # Its settings are asked for when it is chosen.
    expect(page.locator("#id_args-bought_together-partners")).to_be_visible()
    page.locator("input[name=_save]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Placement.objects.get().slot == "product.below_reviews"


def test_a_drawing_has_a_name_for_who_cannot_see_it(page: Page, open_admin: Any) -> None:
    open_admin(reverse("admin:crosssell_quick_start"))

    expect(page.get_by_role("img", name="Home page: at the top", exact=True)).to_be_visible()


def test_a_rule_is_begun_from_what_a_strategy_has(page: Page, open_admin: Any) -> None:
    open_admin(reverse("admin:crosssell_readiness"))

    page.get_by_role("link", name="Make a rule with “New arrivals”").click()

    expect(page.locator("#id_strategy")).to_have_value("new_arrivals")
    expect(page.locator("[name=args-new_arrivals-days]")).to_be_visible()
