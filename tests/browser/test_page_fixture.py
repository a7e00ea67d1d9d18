"""The browser that tests use reaches the shop and nothing beyond it."""

import pytest
from playwright.sync_api import Error, Page

from tests import shopdata


def test_a_visitor_sees_a_product(page: Page, live_server) -> None:
    product = shopdata.make_product("Green tea", "4.50")
    page.goto(live_server.url + product.get_absolute_url())
    assert page.locator("h1").first.inner_text() == "Green tea"


def test_other_hosts_are_out_of_reach(page: Page) -> None:
    with pytest.raises(Error, match="ERR_FAILED"):
        page.goto("http://192.0.2.1/")


def test_a_page_without_javascript_runs_none(plain_page: Page) -> None:
    plain_page.set_content("<p>before</p><script>document.body.innerHTML = 'after'</script>")
    assert plain_page.locator("p").inner_text() == "before"
