"""A threshold with three tiers is made in a real browser, with scripts and without them."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from crosssell.models import Threshold
from tests.laddered import make_threshold, tier
from tests.merchant import sign_in
from tests.shopdata import make_category, make_country, make_product

pytestmark = pytest.mark.django_db(transaction=True)
# Where to put pictures of the pages, to look at.
PICTURES = os.environ.get("THRESHOLD_PICTURES", "")


@pytest.fixture
def admin(live_server: Any, client: Any) -> Any:
    """A function that signs a merchant in on a page and opens an address of the admin."""
    sign_in(client)

    def opened(page: Page, name: str, *args: Any) -> None:
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + reverse(f"admin:{name}", args=args))

    return opened


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def pick(page: Page, field: str, term: str, text: str) -> None:
    page.locator(f"#id_{field} + .select2-container").click()
    page.keyboard.type(term)
    page.locator(".select2-results__option", has_text=text).click()
    page.keyboard.press("Escape")


@pytest.mark.parametrize("width", [390, 1280])
def test_three_tiers_are_made_by_hand(page: Page, admin: Any, width: int) -> None:
    cup, tea = make_product("Cup", "6.00"), make_product("Green tea", "4.00")
    make_category("Sale")
    make_country()
    page.set_viewport_size({"width": width, "height": 900})
    admin(page, "crosssell_threshold_add")
    said, bars = page.locator("#crosssell-said"), page.locator("#crosssell-bars")
    expect(said).to_contain_text("Fill in a tier")
    own = page.locator("[name=tiers-0-amounts-USD-own]")
    expect(own).to_be_hidden()
    picture(page, f"new-{width}")

    page.fill("#id_name", "Autumn")
    page.fill("[name=tiers-0-amounts-USD-from]", "35")
    page.select_option("#id_tiers-0-reward", "free_shipping")
    pick(page, "tiers-0-args-free_shipping-methods", "stand", "Standard delivery")
    expect(said).to_contain_text("From $35.00: free delivery (Shipping methods: Standard delivery")
    page.fill("[name=tiers-1-amounts-USD-from]", "90")
    page.select_option("#id_tiers-1-reward", "gift_of_choice")
    expect(page.locator("#id_tiers-1-gifts + .select2-container")).to_be_visible()
    pick(page, "tiers-1-gifts", "tea", "Green tea")
    pick(page, "tiers-1-gifts", "cup", "Cup")
    page.fill("[name=tiers-2-amounts-USD-from]", "60")
    page.select_option("#id_tiers-2-reward", "amount_off")
    page.fill("[name=tiers-2-amounts-USD-own]", "5")
    expect(said).to_contain_text(
        "From $60.00: $5.00 off. From $90.00: a gift: Green tea or Cup. For everybody"
    )
    expect(bars.locator("progress")).to_have_count(3)
    expect(bars).to_contain_text("$12.50 more and get $5.00 off")
    assert not Threshold.objects.exists()
    picture(page, f"filled-{width}")
    page.locator("input[name=_continue]").first.click()

    row = Threshold.objects.get()
    assert [one.reward for one in row.tiers.all()] == [
        "free_shipping", "amount_off", "gift_of_choice",
    ]  # fmt: skip
    gifts = row.tiers.all()[2].gifts
    assert list(gifts.values_list("product", flat=True)) == [tea.pk, cup.pk]
    expect(page.locator("#id_tiers-3-reward")).to_be_visible()
    expect(bars.locator("progress")).to_have_count(3)
    expect(page.locator(".crosssell-warning").first).to_contain_text("No bar is shown anywhere")
    picture(page, f"saved-{width}")
    # One more tier than the page had rows for.
    page.fill("[name=tiers-3-amounts-USD-from]", "95")
    page.select_option("#id_tiers-3-reward", "message")
    page.locator("#tiers-group .add-row a").click()
    page.fill("[name=tiers-4-amounts-USD-from]", "120")
    page.select_option("#id_tiers-4-reward", "percent")
    page.fill("#id_tiers-4-args-percent-percent", "5")
    expect(said).to_contain_text("From $95.00: a surprise. From $120.00: 5 % off.")
    # The first gift goes, and comes back as the last.
    gift = page.locator(".field-gifts .select2-selection__choice", has_text="Green tea")
    gift.locator(".select2-selection__choice__remove").click()
    page.keyboard.press("Escape")
    pick(page, "tiers-2-gifts", "tea", "Green tea")
    page.fill("[name=tiers-1-amounts-USD-from]", "35")
    page.locator("input[name=_save]").first.click()
    expect(page.locator(".inline-related .errorlist")).to_contain_text("begins at $35.00 already")
    picture(page, f"wrong-{width}")
    page.fill("[name=tiers-1-amounts-USD-from]", "30")
    page.locator("input[name=_save]").first.click()
    expect(page.locator("#result_list")).to_contain_text("From $30.00: $5.00 off")
    picture(page, f"list-{width}")
    assert [one.reward for one in row.tiers.all()] == [
        "amount_off", "free_shipping", "gift_of_choice", "message", "percent",
    ]  # fmt: skip
    assert list(gifts.values_list("product", flat=True)) == [cup.pk, tea.pk]
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_threshold_is_made_without_scripts(plain_page: Page, admin: Any) -> None:
    cup, page = make_product("Cup", "6.00"), plain_page
    admin(page, "crosssell_threshold_add")
    page.fill("#id_name", "Autumn")
    page.fill("[name=tiers-0-amounts-USD-from]", "35")
    page.select_option("#id_tiers-0-reward", "percent")
    page.fill("[name=tiers-1-amounts-USD-from]", "60")
    page.select_option("#id_tiers-1-reward", "gift_of_choice")
    page.fill("[name=tiers-1-gifts-typed]", str(cup.pk))
    page.locator("input[name=_words]").click()
    page.fill("#id_tiers-0-args-percent-percent", "10")
    page.locator("input[name=_words]").click()
    expect(page.locator("#crosssell-said")).to_contain_text(
        "From $35.00: 10 % off. From $60.00: a gift: Cup."
    )
    expect(page.locator("#crosssell-bars progress")).to_have_count(3)
    assert not Threshold.objects.exists()
    page.locator("input[name=_save]").first.click()
    expect(page.locator("#result_list")).to_contain_text("From $60.00: a gift: Cup")
    assert Threshold.objects.get().tiers.count() == 2


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_screen(page: Page, admin: Any, width: int) -> None:
    long = [make_product("A product with a rather long title " * 3) for _ in range(3)]
    row = make_threshold(
        tier({"USD": "35", "EUR": "30", "JPY": "5000"}, label="Free delivery " * 5),
        *(tier(str(50 + at), "gift_of_choice", gifts=long) for at in range(6)),
        uncounted=long,
        countries=[make_country()],
        texts={"": ("Hello " * 20, "{gap} to {reward} " * 10, "Done " * 30)},
        name="Long " * 20,
    )
    page.set_viewport_size({"width": width, "height": 800})
    for name, args in (
        ("threshold_change", (row.pk,)), ("threshold_changelist", ()), ("threshold_add", ()),
        ("threshold_history", (row.pk,)),
    ):  # fmt: skip
        admin(page, f"crosssell_{name}", *args)
        assert page.evaluate("document.documentElement.scrollWidth") == width, name
        picture(page, f"long-{name}-{width}")


def test_what_another_page_proposed_is_said_at_once(page: Page, admin: Any) -> None:
    admin(page, "crosssell_threshold_add")
    proposed = "?tier_from=20&tier_currency=USD&tier_reward=percent&tier_how_much=5"
    page.goto(page.url + proposed)
    expect(page.locator("#crosssell-said")).to_contain_text("From $20.00: 5 % off.")
    expect(page.locator("#crosssell-bars progress")).to_have_count(3)


def test_long_names_stay_inside_their_field(page: Page, admin: Any) -> None:
    gifts = [make_product("A product with a rather long title " * 3)]
    row = make_threshold(tier("35", "gift_of_choice", gifts=gifts))
    page.set_viewport_size({"width": 1280, "height": 800})
    admin(page, "crosssell_threshold_change", row.pk)
    field = page.locator("#id_tiers-0-gifts + .select2-container").bounding_box()
    around = page.locator("#tiers-0 .form-row.field-gifts").bounding_box()
    assert field
    assert around
    assert field["x"] + field["width"] <= around["x"] + around["width"]
