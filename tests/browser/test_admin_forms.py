"""A merchant's forms in a real browser, with and without scripts."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from crosssell.models import Placement, Rule, Run
from tests import shopdata
from tests.merchant import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def admin(live_server: Any, client: Any) -> Any:
    """A function that signs a merchant in on a page and opens an address of the admin."""
    sign_in(client)

    def opened(page: Page, name: str, *args: Any) -> None:
        page.context.add_cookies(
            [
                {
                    "name": "sessionid",
                    "value": client.cookies["sessionid"].value,
                    "url": live_server.url,
                }
            ]
        )
        page.goto(live_server.url + reverse(f"admin:{name}", args=args))

    return opened


def test_a_rule_is_made_by_clicking(page: Page, admin: Any) -> None:
    cheese = shopdata.make_category("Cheese", shopdata.make_category("Food"))
    admin(page, "crosssell_rule_add")
    page.fill("#id_name", "Cheese with bread")
    page.select_option("#id_strategy", "bestsellers")
    page.get_by_text("Add another Condition").click()
    for row, code in ((0, "in_category"), (1, "basket_total")):
        page.select_option(f"#id_conditions-{row}-code", code)
    # Only the settings of what was chosen are in sight.
    expect(page.locator("fieldset.crosssell-group:visible")).to_have_count(3)
    page.locator("#conditions-0 .select2-selection:visible").click()
    page.keyboard.type("chee")
    page.locator(".select2-results__option", has_text="Food > Cheese").click()
    page.fill("#id_conditions-1-args-basket_total-at_least", "20")
    page.locator("input[name=_save]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    rule = Rule.objects.get()
    assert (rule.strategy, rule.args["window"]) == ("bestsellers", 28)
    first, second = rule.conditions.all()
    assert first.args == {"categories": [cheese.pk]}
    assert second.args["at_least"] == "20"


def test_a_rule_is_made_without_scripts(plain_page: Page, admin: Any) -> None:
    cheese = shopdata.make_category("Cheese")
    admin(plain_page, "crosssell_rule_add")
    plain_page.fill("#id_name", "Plain")
    plain_page.select_option("#id_strategy", "bestsellers")
    plain_page.select_option("#id_conditions-0-code", "in_category")
    # The settings of what is chosen come with the next page.
    plain_page.locator("input[name=_continue]").first.click()
    expect(plain_page.locator(".errornote")).to_be_visible()
    plain_page.select_option("#id_args-bestsellers-window", "90")
    plain_page.fill("input[name=conditions-0-args-in_category-categories-typed]", f"#{cheese.pk}")
    plain_page.locator("input[name=_save]").first.click()
    expect(plain_page.locator(".messagelist .success")).to_be_visible()
    rule = Rule.objects.get()
    assert rule.args["window"] == 90
    assert rule.conditions.get().args == {"categories": [cheese.pk]}


def test_rules_are_asked_for_where_the_widget_takes_them(page: Page, admin: Any) -> None:
    placement = Placement.objects.create(slot="home.top", widget="bought_together")
    admin(page, "crosssell_placement_change", placement.pk)
    expect(page.locator(".field-rules")).to_be_hidden()
    expect(page.locator("#id_args-bought_together-partners")).to_be_visible()
    page.select_option("#id_widget", "products")
    expect(page.locator(".field-rules")).to_be_visible()
    expect(page.locator("#id_args-bought_together-partners")).to_be_hidden()


def test_progress_is_followed_to_the_end(page: Page, admin: Any) -> None:
    run = Run.objects.create(state="running", started_at=timezone.now(), progress=10, stage="Read")
    admin(page, "crosssell_run_changelist")
    progress = page.locator("[data-crosssell-progress]")
    expect(progress).to_contain_text("Running: Read (10 %)")
    Run.objects.filter(pk=run.pk).update(progress=60, stage="Count")
    expect(progress).to_contain_text("Running: Count (60 %)")
    Run.objects.filter(pk=run.pk).update(state="live", progress=100, finished_at=timezone.now())
    expect(progress).to_be_hidden()
    expect(page.get_by_role("button", name="Refresh now")).to_be_enabled()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_preview_is_no_wider_than_the_screen(page: Page, admin: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    admin(page, "crosssell_preview")
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_only_the_setting_with_the_error_is_red(page: Page, admin: Any) -> None:
    admin(page, "crosssell_rule_add")
    page.fill("#id_name", "Large baskets")
    page.select_option("#id_strategy", "bestsellers")
    page.get_by_text("Add another Condition").click()
    page.select_option("#id_conditions-0-code", "basket_total")
    page.fill("#id_conditions-0-args-basket_total-at_least", "20")
    page.fill("#id_conditions-0-args-basket_total-below", "10")
    page.click("input[name=_continue]")

    red, grey = "rgb(186, 33, 33)", "rgb(204, 204, 204)"
    least = page.locator("#id_conditions-0-args-basket_total-at_least")
    most = page.locator("#id_conditions-0-args-basket_total-below")
    expect(page.locator("#conditions-0 .field-args.errors")).to_have_count(1)
    colours = [box.evaluate("box => getComputedStyle(box).borderTopColor") for box in (least, most)]
    assert colours == [grey, red]


def test_the_list_of_rules_fits_a_laptop(page: Page, admin: Any) -> None:
    rule = Rule.objects.create(
        name="Goes well with what is in the basket",
        strategy="bestsellers",
        starts_at=timezone.now() + timedelta(days=30),
    )
    placement = Placement.objects.create(slot="product.below_description")
    placement.rules.add(rule)
    rule.conditions.create(code="basket_total", args={"at_least": "20"})
    page.set_viewport_size({"width": 1280, "height": 800})
    admin(page, "crosssell_rule_changelist")

    results = page.locator("#changelist .results")
    assert results.evaluate("box => box.scrollWidth - box.clientWidth") == 0
