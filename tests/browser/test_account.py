"""The account's tables on a phone."""

from playwright.sync_api import Page

from tests import shopdata

TITLE = "Journey Market cottage cheese, large curd, 16 oz"


def test_the_tables_of_an_order_and_a_wish_list_fit_a_phone(page: Page, live_server) -> None:
    user = shopdata.make_user("ann@example.com")
    user.set_password("secret")
    user.save()
    cheese = shopdata.make_product(TITLE, "1.65")
    order = shopdata.make_order(cheese, user=user)
    wish_list = user.wishlists.create(name="Party")
    wish_list.add(cheese)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("[name=login-username]", user.email)
    page.fill("[name=login-password]", "secret")
    page.click("[name=login_submit]")
    for address in (f"orders/{order.number}/", "orders/", f"wishlists/{wish_list.key}/"):
        page.goto(f"{live_server.url}/accounts/{address}")
        table = page.locator(".table").first
        assert table.locator("a").first.is_visible()
        beyond = table.evaluate("box => [box.scrollWidth - box.clientWidth, innerWidth]")
        assert beyond == [0, 390], address
        assert page.evaluate("document.documentElement.scrollWidth") == 390, address
