"""One visit for every kind of page of the storefront: name -> function that returns the HTML.

A visit makes what its page needs (orders, offers, wish lists ...) and asks for it as a shopper
would. ``templates/`` of the demo shop take part.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_class, get_model

from tests import shopdata
from tests.bundled import make_bundle

Visit = Callable[[Client], str]
VISITS: dict[str, Visit] = {}
ADDRESS = {
    "first_name": "Ann",
    "last_name": "Walker",
    "line1": "1 Main Street",
    "line4": "Springfield",
    "postcode": "62701",
    "state": "IL",
    "country": "US",
    "phone_number": "+12175550123",
}


def visit(function: Visit) -> Visit:
    """Register a visit under the name of its function."""
    VISITS[function.__name__] = function
    return function


def get(client: Client, name: str, status: int = 200, **kwargs: Any) -> str:
    """Return the HTML at the address of that name."""
    return fetch(client, reverse(name, kwargs=kwargs), status)


def fetch(client: Client, url: str, status: int = 200, **query: Any) -> str:
    """Return the HTML at that address."""
    response = client.get(url, query)
    assert response.status_code == status, f"{url} answered {response.status_code}"
    return response.content.decode()


def sign_in(client: Client, email: str = "ann@example.com") -> Any:
    """Return a new customer, signed in."""
    user = shopdata.make_user(email)
    client.force_login(user, backend="oscar.apps.customer.auth_backends.EmailBackend")
    return user


@visit
def home(client: Client) -> str:
    return fetch(client, "/")


@visit
def category(client: Client) -> str:
    food = shopdata.make_category("Food")
    shopdata.make_product("Tea", category=food)
    call_command("rebuild_index", interactive=False, verbosity=0)
    return fetch(client, food.get_absolute_url())


@visit
def product(client: Client) -> str:
    return fetch(client, shopdata.make_product("Tea").get_absolute_url())


@visit
def parent(client: Client) -> str:
    milk, _children = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    return fetch(client, milk.get_absolute_url())


def _review(client: Client) -> Any:
    tea = shopdata.make_product("Tea")
    return get_model("reviews", "ProductReview").objects.create(
        product=tea, user=sign_in(client), score=5, title="Good", body="Very good", status=1
    )


def _review_url(name: str, review: Any, **more: Any) -> str:
    keys = {"product_slug": review.product.slug, "product_pk": review.product_id, **more}
    return reverse(f"catalogue:{name}", kwargs=keys)


@visit
def reviews(client: Client) -> str:
    return fetch(client, _review_url("reviews-list", _review(client)))


@visit
def review(client: Client) -> str:
    found = _review(client)
    return fetch(client, _review_url("reviews-detail", found, pk=found.pk))


@visit
def review_form(client: Client) -> str:
    found = _review(client)
    found.delete()
    return fetch(client, _review_url("reviews-add", found))


@visit
def search(client: Client) -> str:
    return fetch(client, reverse("search:search"), q="tea")


@visit
def bundle(client: Client) -> str:
    made = make_bundle(shopdata.make_product("Tea"), shopdata.make_product("Cup"))
    return get(client, "crosssell:bundle", slug=made.slug)


@visit
def basket(client: Client) -> str:
    shopdata.fill_basket(client, shopdata.make_product("Tea"))
    return get(client, "basket:summary")


@visit
def empty_basket(client: Client) -> str:
    return get(client, "basket:summary")


@visit
def gateway(client: Client) -> str:
    shopdata.fill_basket(client, shopdata.make_product("Tea"))
    return get(client, "checkout:index")


def to_address(client: Client, *products: Any) -> str:
    """Sign in, put the products (else tea) in the basket and ask for the address."""
    sign_in(client)
    shopdata.make_country()
    shopdata.fill_basket(client, *(products or [shopdata.make_product("Tea")]))
    return get(client, "checkout:shipping-address")


def to_methods(client: Client, *products: Any) -> str:
    to_address(client, *products)
    assert client.post(reverse("checkout:shipping-address"), ADDRESS).status_code == 302
    return get(client, "checkout:shipping-method")


def to_payment(client: Client, *products: Any) -> str:
    html = to_methods(client, *products)
    code = html.split('name="method_code" value="')[1].split('"')[0]
    chosen = client.post(reverse("checkout:shipping-method"), {"method_code": code})
    assert chosen.status_code == 302
    return get(client, "checkout:payment-details")


def to_preview(client: Client, *products: Any) -> str:
    to_payment(client, *products)
    return get(client, "checkout:preview")


def to_thank_you(client: Client, *products: Any) -> str:
    to_preview(client, *products)
    placed = client.post(reverse("checkout:preview"), {"action": "place_order"}, follow=True)
    assert placed.redirect_chain[-1][0] == reverse("checkout:thank-you")
    return placed.content.decode()


VISITS["shipping_address"] = to_address
VISITS["shipping_methods"] = to_methods
VISITS["payment"] = to_payment
VISITS["preview"] = to_preview
VISITS["thank_you"] = to_thank_you


def last_mail() -> str:
    """Return the HTML of the mail sent last."""
    html: str = mail.outbox[-1].alternatives[0][0]
    return html


@visit
def order_mail(client: Client) -> str:
    to_thank_you(client)
    return last_mail()


@visit
def alert_mail(client: Client) -> str:
    tea = shopdata.make_product("Tea")
    get_model("customer", "ProductAlert").objects.create(
        product=tea, user=sign_in(client), status="Active"
    )
    get_class("customer.alerts.utils", "AlertsDispatcher")().send_alerts()
    return last_mail()


@visit
def login(client: Client) -> str:
    return get(client, "customer:login")


def _account(page: str) -> Visit:
    def account_page(client: Client) -> str:
        sign_in(client)
        return get(client, f"customer:{page}")

    return account_page


VISITS["profile"] = _account("profile-view")
VISITS["addresses"] = _account("address-list")
VISITS["emails"] = _account("email-list")
VISITS["notifications"] = _account("notifications-inbox")
VISITS["orders"] = _account("order-list")
VISITS["wishlists"] = _account("wishlists-list")
VISITS["alerts"] = _account("alerts-list")


@visit
def order(client: Client) -> str:
    placed = shopdata.make_order(shopdata.make_product("Tea"), user=sign_in(client))
    return get(client, "customer:order", order_number=placed.number)


@visit
def guest_order(client: Client) -> str:
    placed = shopdata.make_order(shopdata.make_product("Tea"))
    placed.guest_email = "guest@example.com"
    placed.save()
    keys = {"order_number": placed.number, "hash": placed.verification_hash()}
    form = reverse("customer:anon-order-form", kwargs=keys)
    assert client.post(form, {"email": "guest@example.com"}).status_code == 302
    return get(client, "customer:anon-order", **keys)


def _wishlist(client: Client) -> Any:
    made = get_model("wishlists", "WishList").objects.create(
        owner=sign_in(client), name="Later", visibility="Public"
    )
    made.add(shopdata.make_product("Tea"))
    return made


@visit
def wishlist(client: Client) -> str:
    return get(client, "customer:wishlists-detail", key=_wishlist(client).key)


@visit
def shared_wishlist(client: Client) -> str:
    made = _wishlist(client)
    client.logout()
    return fetch(client, made.get_shared_url())


def _offer() -> Any:
    everything = get_model("offer", "Range").objects.create(
        name="All", slug="all", is_public=True, includes_all_products=True
    )
    condition = get_model("offer", "Condition").objects.create(
        range=everything, type="Count", value=1
    )
    benefit = get_model("offer", "Benefit").objects.create(
        range=everything, type="Percentage", value=10
    )
    shopdata.make_product("Tea")
    return get_model("offer", "ConditionalOffer").objects.create(
        name="Ten", slug="ten", condition=condition, benefit=benefit, status="Open",
        start_datetime=datetime(2020, 1, 1, tzinfo=UTC),
    )  # fmt: skip


@visit
def offers(client: Client) -> str:
    _offer()
    return get(client, "offer:list")


@visit
def offer(client: Client) -> str:
    return get(client, "offer:detail", slug=_offer().slug)


@visit
def range_page(client: Client) -> str:
    return get(client, "catalogue:range", slug=_offer().condition.range.slug)


@visit
def flatpage(client: Client) -> str:
    page = get_model("flatpages", "FlatPage").objects.create(
        url="/about/", title="About", content="Us"
    )
    page.sites.set([1])
    return fetch(client, "/about/")


@visit
def not_found(client: Client) -> str:
    return fetch(client, "/nowhere/", 404)


@visit
def forbidden(client: Client) -> str:
    sign_in(client)
    return get(client, "dashboard:index", 403)
