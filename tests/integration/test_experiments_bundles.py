"""A bundle under test: on its page, in lists, as a strategy, in JSON and in the basket's widget."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crosssell.models import Bundle
from tests import shopdata
from tests.bundled import make_bundle
from tests.learned import place, rule
from tests.tested import kept_of, make_experiment, part, stored, variant_in, visitor_in
from tests.visitor import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]
NAMES = ("Shown", "Holdout")


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "4.00")


@pytest.fixture
def cup() -> Any:
    return shopdata.make_product("Cup", "6.00")


@pytest.fixture
def bundle(tea: Any, cup: Any) -> Bundle:
    return make_bundle(tea, cup)


def both(bundle: Bundle) -> list[Client]:
    """A visitor who sees the bundle, and one who does not."""
    test = make_experiment(bundle)
    return [visitor_in(test, name, unit) for unit, name in enumerate(NAMES, start=1)]


def test_its_page(bundle: Bundle) -> None:
    address = reverse("crosssell:bundle", kwargs={"slug": bundle.slug})
    answers = [client.get(address) for client in (*both(bundle), Client())]
    assert [one.status_code for one in answers] == [200, 404, 200]
    words = "This bundle is not offered just now."
    assert [words in one.content.decode() for one in answers] == [False, True, False]
    assert "noindex" in answers[1].content.decode()
    assert len(stored()) == 2


def test_its_set_with_other_choices_and_adding_it(bundle: Bundle) -> None:
    keywords = {"slug": bundle.slug}
    shown, held_out = both(bundle)
    of_set = reverse("crosssell:bundle_set", kwargs=keywords)
    assert [one.get(of_set).status_code for one in (shown, held_out)] == [200, 404]
    add = reverse("crosssell:add_bundle", kwargs=keywords)
    for client in (shown, held_out):
        client.post(add)
    pieces = [client.get("/").wsgi_request.basket.num_items for client in (shown, held_out)]
    assert pieces == [2, 0]


@pytest.mark.parametrize(
    ("slot", "path"), [("product.bottom", None), ("home.bottom", "/"), ("card.below_price", "list")]
)
def test_where_bundles_are_listed(
    bundle: Bundle, tea: Any, slot: str, path: str | None, search_index: Any
) -> None:
    place(widget="bundle", slot=slot)
    search_index()
    url = reverse("catalogue:index") if path == "list" else path or tea.get_absolute_url()
    seen = [
        reverse("crosssell:bundle", kwargs={"slug": bundle.slug})
        in client.get(url).content.decode()
        for client in (*both(bundle), Client())
    ]
    assert seen == [True, False, True]
    assert len(stored()) == 2


def test_what_completes_it_in_the_basket(bundle: Bundle, tea: Any) -> None:
    place(widget="bundle", slot="basket.below_lines")
    seen = []
    for client in both(bundle):
        shopdata.fill_basket(client, tea)
        html = client.get(reverse("basket:summary")).content.decode()
        seen.append("Complete a bundle and save" in html)
    assert seen == [True, False]


@pytest.mark.parametrize("with_basket", [False, True])
def test_the_strategy(bundle: Bundle, tea: Any, cup: Any, with_basket: bool) -> None:
    place(rule("completes_bundle"), slot="product.bottom" if not with_basket else "home.bottom")
    found = []
    for client in (*both(bundle), browser()):
        if with_basket:
            shopdata.fill_basket(client, tea)
        html = client.get("/" if with_basket else tea.get_absolute_url()).content.decode()
        found.append(f"Completes {bundle.name}: save $1.00" in html)
    known = kept_of(client) or {}
    assert found[:2] == [True, False]
    # The third has drawn a part of his own.
    test = bundle.variants.get(name="Shown").experiment
    assert found[2] == (variant_in(test, known["bucket"]) == part(test, "Shown").pk)


def test_json(bundle: Bundle, tea: Any) -> None:
    place(widget="bundle", slot="product.bottom")
    url = f"/crosssell/api/slots/product.bottom/?product={tea.pk}"
    fresh = browser()
    counts = [len(client.get(url).json()["widgets"]) for client in (*both(bundle), fresh)]
    # Whoever calls without a session begins none.
    assert counts == [1, 0, 1]
    assert "sessionid" not in fresh.cookies
    assert {unit for _test, _variant, unit in stored()} == {1, 2}


def test_a_bundle_is_met_before_it_is_filled_or_limited(bundle: Bundle, tea: Any, cup: Any) -> None:
    """The same in both parts: a set that cannot be had is met all the same."""
    shopdata.StockRecord.objects.filter(product=cup).update(num_in_stock=0)
    place(widget="bundle", slot="product.bottom")
    for client in both(bundle):
        client.get(tea.get_absolute_url())
    test = bundle.variants.get(name="Shown").experiment
    assert stored() == [(test.pk, part(test, name).pk, unit) for unit, name in enumerate(NAMES, 1)]
