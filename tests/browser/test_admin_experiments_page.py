"""A test as a merchant makes, starts, reads and ends it, in a real browser, on a phone too."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from crosssell.models import Experiment, Exposure
from tests.exposed import buying
from tests.learned import place, rule
from tests.merchant import sign_in
from tests.tested import make_experiment, part

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (1280, 390)


@pytest.fixture
def admin(live_server: Any, client: Any) -> Any:
    """A function that signs a merchant in on a page and opens an address of the admin."""
    sign_in(client)

    def opened(page: Page, name: str, *args: Any) -> None:
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + reverse(f"admin:{name}", args=args))

    return opened


def fits(page: Page) -> None:
    """The page is no wider than the window, at every width."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        root = "document.documentElement"
        page.wait_for_function(f"{root}.scrollWidth <= {root}.clientWidth", timeout=5_000)


def walk(page: Page, admin: Any) -> None:
    """From the placement to its live test and to the end of that."""
    widget = place(rule(name="By rule"), title="Goes well")
    admin(page, "crosssell_placement_change", widget.pk)
    page.get_by_role("link", name="Test this").click()
    fits(page)
    page.get_by_role("link", name="Does this placement bring anything?").click()
    expect(page.locator("#id_name")).to_have_value("With and without “Goes well”")
    fits(page)
    page.get_by_role("button", name="Save, then check and start").click()
    expect(page.get_by_text("How long it takes is not known.")).to_be_visible()
    page.get_by_label("Visitors a day").fill("500")
    page.get_by_role("button", name="Tell again").click()
    expect(page.get_by_text("0 orders in USD of the last 90 days")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Start the test").click()
    expect(page.locator(".crosssell-state")).to_have_text("Live, day 1")
    expect(page.get_by_text("Locked while it is live")).to_be_visible()
    test = Experiment.objects.get()
    assert [(one.share, one.holdout) for one in test.variants.all()] == [(900, False), (100, True)]
    assert list(test.variants.all()[0].placements.all()) == [widget]
    page.get_by_role("link", name="End the test").click()
    fits(page)
    page.get_by_role("button", name="End the test").click()
    expect(page.locator(".crosssell-state")).to_contain_text("Ended")
    page.get_by_role("button", name="Copy as a new draft").click()
    expect(page.locator("#id_name")).to_have_value("Copy of With and without “Goes well”")


def test_a_test_from_its_placement_to_its_end(page: Page, admin: Any) -> None:
    walk(page, admin)


def test_the_same_without_scripts(plain_page: Page, admin: Any) -> None:
    walk(plain_page, admin)


def test_a_result_is_read_on_a_phone_too(page: Page, admin: Any) -> None:
    at = timezone.now() - timedelta(days=12)
    test = make_experiment(rule(), at=at, planned=20_000, name="A test with a long name " * 4)
    for name, buyers in (("Shown", 400), ("Holdout", 200)):
        units = buying(part(test, name), 600, buyers, "20.00", margin="4.000")
        for day in range(1, 12):
            late = Exposure.objects.filter(unit__in=units[buyers:][day::12])
            late.update(first_at=at + timedelta(days=day), checkout_at=at + timedelta(days=day))
    admin(page, "crosssell_experiment_change", test.pk)

    expect(page.locator(".crosssell-verdict")).to_contain_text("Visitors who saw it spent 100.3 %")
    expect(page.locator(".crosssell-test-figures tbody tr")).to_have_count(6)
    fits(page)
    box = page.get_by_role("img", name="Change of revenue per visitor").bounding_box()
    assert box is not None
    assert 250 < box["width"] <= 390
    admin(page, "crosssell_experiment_changelist")
    fits(page)
