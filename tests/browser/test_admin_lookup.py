"""Completing while typing: with keys, with a click elsewhere, and without scripts."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from crosssell.models import Placement, Rule
from tests import shopdata
from tests.attributes import describe
from tests.merchant import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
VALUES = "conditions-0-args-product_attribute-values"
SOURCE = "conditions-0-args-campaign-source"


@pytest.fixture
def admin(live_server: Any, client: Any) -> Any:
    """A function that signs a merchant in on a page and opens an address of the admin."""
    sign_in(client)

    def opened(page: Page, name: str, *args: Any) -> None:
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + reverse(f"admin:{name}", args=args))

    return opened


def box(page: Page, name: str) -> Locator:
    """The look-up of a field."""
    return page.locator(f"select[name='{name}'] + .select2 .select2-selection")


def offered(page: Page) -> Locator:
    return page.locator(".select2-results__option[aria-selected]")


def chosen(page: Page, name: str) -> list[str]:
    return page.locator(f"select[name='{name}']").evaluate(
        "select => [...select.selectedOptions].map(option => option.value)"
    )


def test_values_follow_the_attribute_beside_them(page: Page, admin: Any) -> None:
    describe(shopdata.make_product(), colour="Red", brand="Redo")
    admin(page, "crosssell_rule_add")
    page.select_option("#id_conditions-0-code", "product_attribute")
    for attribute, value in (("Colour", "Red"), ("Brand", "Redo")):
        box(page, VALUES.replace("values", "attribute")).click()
        page.keyboard.type(attribute)
        offered(page).filter(has_text=attribute).click()
        box(page, VALUES).click()
        page.keyboard.type("re")
        # What the shop has stands first; what was typed comes after it.
        expect(offered(page)).to_have_text([value, "re (as typed)"])
        page.keyboard.press("Enter")
    assert chosen(page, VALUES) == ["Red", "Redo"]


def test_what_was_typed_is_kept_when_going_on(page: Page, admin: Any) -> None:
    describe(shopdata.make_product(), colour="Red")
    admin(page, "crosssell_rule_add")
    page.select_option("#id_conditions-0-code", "product_attribute")
    for text, go_on in (
        ("Violet", lambda: page.keyboard.press("Tab")),
        ("Dropped", lambda: page.keyboard.press("Escape")),
        ("Pink", lambda: page.locator("#id_name").click()),
        ("violet", lambda: page.keyboard.press("Tab")),
    ):
        box(page, VALUES).click()
        page.keyboard.type(text)
        expect(offered(page).first).to_be_visible()
        go_on()
        expect(page.locator(".select2-dropdown")).to_have_count(0)
    assert chosen(page, VALUES) == ["Violet", "Pink"]


def test_a_single_text_is_typed_changed_and_cleared(page: Page, admin: Any) -> None:
    admin(page, "crosssell_rule_add")
    page.select_option("#id_conditions-0-code", "campaign")
    box(page, SOURCE).click()
    page.keyboard.type("goo")
    expect(offered(page)).to_have_text(["google", "goo (as typed)"])
    page.keyboard.press("Enter")
    assert chosen(page, SOURCE) == ["google"]
    box(page, SOURCE).click()
    page.keyboard.type("Our mail")
    page.keyboard.press("Tab")
    assert chosen(page, SOURCE) == ["Our mail"]
    box(page, SOURCE).locator(".select2-selection__clear").click()
    page.keyboard.press("Escape")
    assert chosen(page, SOURCE) == [""]


def test_a_name_is_no_currency(page: Page, admin: Any) -> None:
    shopdata.make_product(currency="EUR")
    name = "conditions-0-args-basket_currency-currencies"
    admin(page, "crosssell_rule_add")
    page.select_option("#id_conditions-0-code", "basket_currency")
    box(page, name).click()
    page.keyboard.type("euro")
    expect(offered(page)).to_have_text(["EUR · Euro"])
    page.keyboard.press("Enter")
    box(page, name).click()
    page.keyboard.type("chf")
    expect(offered(page)).to_have_text(["chf (as typed)"])
    page.keyboard.press("Enter")
    page.fill("#id_name", "A")
    page.select_option("#id_strategy", "matrix")
    page.locator("input[name=_save]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Rule.objects.get().conditions.get().args == {"currencies": ["EUR", "CHF"]}


def test_slots_and_placements_are_searched(page: Page, admin: Any) -> None:
    placement = Placement.objects.create(slot="home.top", widget="products", title="Now")
    Placement.objects.create(slot="product.below_description", widget="products", title="Later")
    admin(page, "crosssell_placement_add")
    box(page, "slot").click()
    page.keyboard.type("home page: at the top")
    expect(offered(page)).to_have_text(["Home page: at the top"])
    page.keyboard.press("Enter")
    assert chosen(page, "slot") == ["home.top"]
    admin(page, "crosssell_backtest_add")
    box(page, "placement").click()
    page.keyboard.type("now")
    expect(offered(page)).to_have_text(["Home page: at the top: Now"])
    page.keyboard.press("Enter")
    assert chosen(page, "placement") == [str(placement.pk)]


def test_texts_are_typed_without_scripts(plain_page: Page, admin: Any) -> None:
    admin(plain_page, "crosssell_rule_add")
    plain_page.fill("#id_name", "Plain")
    plain_page.select_option("#id_strategy", "matrix")
    plain_page.select_option("#id_conditions-0-code", "campaign")
    plain_page.select_option("#id_filters-0-code", "attribute_out")
    plain_page.locator("input[name=_continue]").first.click()
    plain_page.fill(f"input[name={SOURCE}-typed]", "Our mail, twice")
    plain_page.fill("input[name=filters-0-args-attribute_out-values-typed]", "Red, Dark blue")
    describe(shopdata.make_product(), colour="Red")
    plain_page.fill("input[name=filters-0-args-attribute_out-attribute-typed]", "colour")
    plain_page.locator("input[name=_save]").first.click()
    expect(plain_page.locator(".messagelist .success")).to_be_visible()
    rule = Rule.objects.get()
    assert rule.conditions.get().args["source"] == "Our mail, twice"
    assert rule.filters.get().args == {"attribute": "colour", "values": ["Red", "Dark blue"]}
