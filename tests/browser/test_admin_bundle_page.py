"""A bundle is made in a real browser: with scripts by typing names, without them by numbers."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from crosssell.models import Bundle
from tests.bundled import make_bundle
from tests.merchant import sign_in
from tests.shopdata import make_category, make_product

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def admin(live_server: Any, client: Any) -> Any:
    """A function that signs a merchant in on a page and opens an address of the admin."""
    sign_in(client)

    def opened(page: Page, name: str, *args: Any) -> None:
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + reverse(f"admin:{name}", args=args))

    return opened


def pick(page: Page, field: str, term: str, text: str) -> None:
    page.locator(f"#id_{field} + .select2-container").click()
    page.keyboard.type(term)
    page.locator(".select2-results__option", has_text=text).click()
    page.keyboard.press("Escape")


def test_figures_follow_what_is_filled_in(page: Page, admin: Any) -> None:
    food = make_category("Food")
    make_product("Green tea", "4.00", category=food)
    cup = make_product("Cup", "6.00")
    admin(page, "crosssell_bundle_add")
    cost, amounts = page.locator("#crosssell-cost"), page.locator("#amounts-group")
    expect(cost).to_contain_text("Choose a reward")
    expect(amounts).to_be_hidden()
    page.fill("#id_name", "Tea set")
    page.fill("#id_components-0-quantity", "2")
    pick(page, "components-0-categories", "foo", "Food")
    pick(page, "components-1-products", "cup", "Cup")
    page.select_option("#id_reward", "percent")
    page.fill("#id_args-percent-percent", "25")
    expect(cost).to_contain_text("$10.50")
    expect(cost).to_contain_text("$3.50 (25 %)")
    page.select_option("#id_reward", "amount_off")
    expect(amounts).to_be_visible()
    page.fill("#id_amounts-0-amount", "1.5")
    pick(page, "amounts-0-currency", "usd", "USD")
    expect(cost).to_contain_text("$12.50")
    assert not Bundle.objects.exists()
    page.locator("input[name=_continue]").first.click()
    expect(page.locator(".crosssell-said")).to_contain_text(
        "2 × anything from Food and 1 Cup: $1.50 off."
    )
    expect(cost).to_contain_text("$12.50")
    bundle = Bundle.objects.get()
    assert [one.targets.get().target for one in bundle.components.all()] == [food.pk, cup.pk]


def test_a_bundle_is_made_without_scripts(plain_page: Page, admin: Any) -> None:
    tea, page = make_product("Green tea", "4.00"), plain_page
    admin(page, "crosssell_bundle_add")
    page.fill("#id_name", "Tea set")
    page.fill("#id_components-0-quantity", "3")
    page.fill("[name=components-0-products-typed]", str(tea.pk))
    page.select_option("#id_reward", "percent")
    page.locator("input[name=_cost]").click()
    expect(page.locator("#id_args-percent-percent")).to_be_visible()
    page.fill("#id_args-percent-percent", "10")
    page.locator("input[name=_cost]").click()
    expect(page.locator("#crosssell-cost")).to_contain_text("$10.80")
    assert not Bundle.objects.exists()
    page.locator("input[name=_save]").first.click()
    expect(page.locator("#result_list")).to_contain_text("$12.00 → $10.80")
    assert Bundle.objects.get().components.get().quantity == 3


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_screen(page: Page, admin: Any, width: int) -> None:
    long = [make_product("A product with a rather long title " * 3) for _ in range(3)]
    bundle = make_bundle(long, long[0], rewarded=[1], reward="gift", name="Long " * 20)
    page.set_viewport_size({"width": width, "height": 800})
    for name, args in (
        ("bundle_change", (bundle.pk,)), ("bundle_changelist", ()), ("bundle_add", ()),
        ("bundle_history", (bundle.pk,)), ("bundleuse_changelist", ()),
    ):  # fmt: skip
        admin(page, f"crosssell_{name}", *args)
        assert page.evaluate("document.documentElement.scrollWidth") == width, name
