"""Every fourth condition and filter is chosen and filled in by hand, in a real browser.

A browser takes seconds for each; ``tests/integration/test_admin_every_part.py`` fills in them
all, boosts and strategies too.
"""

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from crosssell.core.args import dump
from crosssell.models import Rule
from tests.merchant import sign_in
from tests.rule_examples import Example, Pick, rule_shop, settings_of
from tests.rule_examples_shown import examples, told

pytestmark = pytest.mark.django_db(transaction=True)
FOURTH = slice(0, None, 4)
# By kind: its rows, and the part of the sentence that says them.
PLACES = {
    "conditions": ("conditions", "When"),
    "filters": ("filters", "But never"),
}


@pytest.mark.parametrize("kind", PLACES)
def test_parts_are_filled_in_by_hand(page: Page, client: Any, live_server: Any, kind: str) -> None:
    shop = rule_shop()
    some = list(examples(kind))[FOURTH]
    rows, place = PLACES[kind]
    sign_in(client)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([{**cookie, "url": live_server.url}])
    page.goto(live_server.url + reverse("admin:crosssell_rule_add"))
    page.fill("#id_name", "By hand")
    page.select_option("#id_strategy", "matrix")
    for number, example in enumerate(some):
        if number:
            page.locator(f"#{rows}-group .add-row a").click()
        fill_in(page, f"{rows}-{number}", example)
    page.locator("input[name=_continue]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    # Reopened: the sentence, and every field as it was left.
    said = page.locator(".crosssell-said dl > div", has=page.get_by_text(place, exact=True))
    expect(said.locator("dd")).to_have_text(told(some))
    saved = {row.code: row.args for row in getattr(Rule.objects.get(), rows).all()}
    assert saved == {example.code: dump(settings_of(example, shop)) for example in some}
    page.locator("input[name=_continue]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert {row.code: row.args for row in getattr(Rule.objects.get(), rows).all()} == saved


def fill_in(page: Page, row: str, example: Example) -> None:
    """Choose the plugin in its row and give each setting as a merchant does."""
    box = page.locator(f"#{row}")
    page.select_option(f"#id_{row}-code", example.code)
    for name, value in example.given.items():
        field = f"{row}-args-{example.code}-{name}"
        several = value if isinstance(value, list) else [value]
        if isinstance(several[0], Pick):
            for one in several:
                pick(page, box.locator(f"select[name='{field}']"), one.term)
        elif isinstance(value, list):
            for one in several:
                page.check(f"input[name='{field}'][value='{one}']")
        elif value is True:
            page.check(f"input[name='{field}']")
        elif page.locator(f"[name='{field}']").evaluate("field => field.tagName") == "SELECT":
            page.select_option(f"select[name='{field}']", str(value))
        else:
            page.fill(f"input[name='{field}']", str(value))


def pick(page: Page, select: Locator, term: str) -> None:
    """Type into a look-up and choose what has the term in its name, or the term itself."""
    expect(select).to_have_class(re.compile("select2-hidden-accessible"))
    select.locator("xpath=following-sibling::span[1]").locator(".select2-selection").click()
    # Typed too early, the letters go to the field before.
    expect(page.locator(".select2-search__field:focus")).to_have_count(1)
    page.keyboard.insert_text(term)
    found = page.locator(".select2-results__option[aria-selected]", has_text=term).first
    expect(found).to_be_visible()
    found.click()
