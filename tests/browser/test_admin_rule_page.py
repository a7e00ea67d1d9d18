"""The page of a rule as a merchant fills it in, and its history, in a real browser."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from crosssell.models import Preference, Rule
from tests import shopdata
from tests.merchant import sign_in

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


def pick(page: Page, row: str, term: str, text: str) -> None:
    page.locator(f"{row} .select2-selection:visible").first.click()
    page.keyboard.type(term)
    page.locator(".select2-results__option", has_text=text).click()


def test_a_whole_rule_is_made_by_clicking(page: Page, admin: Any) -> None:
    tea = shopdata.make_product("Green tea")
    admin(page, "crosssell_rule_add")
    page.fill("#id_name", "Whole")
    page.select_option("#id_strategy", "matrix")
    page.select_option("#id_conditions-0-code", "schedule")
    page.fill("#id_conditions-0-args-schedule-from_day", "2026-12-01")
    page.fill("#id_conditions-0-args-schedule-from_time", "18:30")
    page.check("#id_conditions-0-negate")
    page.select_option("#id_fallbacks-0-code", "new_arrivals")
    page.fill("#id_fallbacks-0-args-new_arrivals-days", "9")
    page.select_option("#id_filters-0-code", "owned_already")
    page.select_option("#id_boosts-0-code", "popularity")
    page.fill("#id_boosts-0-weight", "30")
    pick(page, "#pins-0", "green", "Green tea")
    page.fill("#id_pins-0-position", "2")
    page.check("#id_stop")
    page.locator("input[name=_continue]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    said = page.locator(".crosssell-said")
    expect(said).to_contain_text("not: from 1 December 2026, from 18:30")
    expect(said).to_contain_text(f"Green tea · {tea.upc} at place 2")
    expect(said).to_contain_text("stop here")
    rule = Rule.objects.get()
    assert rule.conditions.get().args["from_day"] == "2026-12-01"
    assert rule.conditions.get().args["from_time"] == "18:30:00"
    assert rule.fallbacks.get().args == {"days": 9}
    assert rule.boosts.get().weight == 30
    assert rule.pins.get().position == 2


def test_what_was_typed_is_kept_while_the_choice_changes(page: Page, admin: Any) -> None:
    admin(page, "crosssell_rule_add")
    page.select_option("#id_conditions-0-code", "basket_total")
    page.fill("#id_conditions-0-args-basket_total-at_least", "42")
    page.select_option("#id_conditions-0-code", "signed_in")
    expect(page.locator("#conditions-0 fieldset.crosssell-group")).to_have_count(0)
    page.select_option("#id_conditions-0-code", "basket_total")
    expect(page.locator("#id_conditions-0-args-basket_total-at_least")).to_have_value("42")
    page.select_option("#id_conditions-0-code", "")
    expect(page.locator("#conditions-0 .field-args")).to_be_hidden()


def test_a_row_that_is_taken_away_leaves_the_others_right(page: Page, admin: Any) -> None:
    admin(page, "crosssell_rule_add")
    page.fill("#id_name", "A")
    page.select_option("#id_strategy", "matrix")
    page.select_option("#id_conditions-0-code", "signed_in")
    page.get_by_text("Add another Condition").click()
    page.select_option("#id_conditions-1-code", "basket_total")
    page.fill("#id_conditions-1-args-basket_total-at_least", "42")
    page.locator("#conditions-0 .inline-deletelink").click()
    expect(page.locator("#id_conditions-0-args-basket_total-at_least")).to_have_value("42")
    page.locator("input[name=_save]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    row = Rule.objects.get().conditions.get()
    assert (row.code, row.args["at_least"]) == ("basket_total", "42")


def test_settings_that_cannot_be_loaded_are_said(page: Page, admin: Any) -> None:
    admin(page, "crosssell_rule_add")
    page.route("**/placement/args/**", lambda route: route.abort())
    page.select_option("#id_strategy", "bestsellers")
    expect(page.locator(".crosssell-args .errorlist").first).to_contain_text(
        "The settings could not be loaded."
    )


def test_a_rule_is_restored_from_its_history(page: Page, admin: Any) -> None:
    rule = Rule.objects.create(name="Old", strategy="matrix")
    admin(page, "crosssell_rule_change", rule.pk)
    page.fill("#id_name", "New")
    page.locator("input[name=_continue]").first.click()
    page.get_by_role("link", name="History", exact=True).click()
    expect(page.locator("ins")).to_have_text("New")
    page.get_by_role("link", name="Restore …").click()
    page.locator("input[type=submit].default").click()
    expect(page.locator(".messagelist")).to_contain_text("“Old” is as it was on")
    rule.refresh_from_db()
    assert rule.name == "Old"


def test_products_are_never_recommended_by_clicking(page: Page, admin: Any) -> None:
    tea, milk = shopdata.make_product("Green tea"), shopdata.make_product("Milk")
    admin(page, "crosssell_preference_add")
    pick(page, "form", "green", "Green tea")
    pick(page, "form", "milk", "Milk")
    page.check("#id_never")
    page.locator("input[type=submit].default").click()
    expect(page.locator(".messagelist")).to_contain_text("2 products: Never recommend it.")
    assert {row.product_id for row in Preference.objects.filter(never=True)} == {tea.pk, milk.pk}


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_screen(page: Page, admin: Any, width: int) -> None:
    rule = Rule.objects.create(name="Old", strategy="bestsellers")
    rule.conditions.create(code="basket_contains", args={"products": [
        shopdata.make_product("A product with a rather long title " * 4).pk
    ]})  # fmt: skip
    rule.boosts.create(code="popularity")
    page.set_viewport_size({"width": width, "height": 800})
    for name, args in (
        ("rule_change", (rule.pk,)), ("rule_changelist", ()), ("preference_add", ()),
        ("rule_history", (rule.pk,)), ("rule_recover", ()),
    ):  # fmt: skip
        admin(page, f"crosssell_{name}", *args)
        assert page.evaluate("document.documentElement.scrollWidth") == width, name
