"""Visits of what is for sale: home, catalogue, reviews, search, bundles, offers, plain pages."""

from datetime import UTC, datetime
from typing import Any

from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from tests import shopdata
from tests.bundled import make_bundle
from tests.integration.visiting import fetch, get, sign_in, visit


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
