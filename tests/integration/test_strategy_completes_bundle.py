"""The strategy completes_bundle: what makes a bundle, what saves most first, and why."""

from typing import Any

import pytest
from django.utils import timezone

from crosssell.core.data import Basket, Customer, Line, Page, Product, Source
from crosssell.strategies.completes_bundle import Args, of_pages
from tests import shopdata
from tests.bundled import make_bundle
from tests.learned import place, rule
from tests.pricing import site_offer
from tests.strategies import ask, ids, queries, readiness

pytestmark = pytest.mark.django_db


def about(product: Any = None, *held: Any, **facts: Any) -> Page:
    lines = tuple(Line(one.pk, one.parent_id or one.pk, 1) for one in held)
    shown = product and Product(product.pk, structure=product.structure)
    return Page("slot", timezone.now(), product=shown, basket=Basket(lines), **facts)


def asked(page: Page, **args: Any) -> list[tuple[int, str]]:
    [found] = ask("completes_bundle", page, args, as_of=timezone.now())
    return [(one.product_id, one.reason) for one in found]


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "4.00")


@pytest.fixture
def cup() -> Any:
    return shopdata.make_product("Cup", "7.50")


def test_the_page_and_what_saves_most_first(tea: Any, cup: Any) -> None:
    jam = shopdata.make_product("Jam", "20.00")
    make_bundle(tea, cup)
    make_bundle(tea, jam, name="Jammy")
    assert asked(about(tea)) == [
        (jam.pk, "Completes Jammy: save $2.40"),
        (cup.pk, "Completes Tea time: save $1.15"),
    ]
    assert asked(about(shopdata.make_product("Salt"))) == []


def test_one_of_several_parts_is_said_to_be_one(tea: Any, cup: Any) -> None:
    jam = shopdata.make_product("Jam", "20.00")
    make_bundle(tea, cup, jam)
    assert asked(about(tea)) == [
        (cup.pk, "Part of Tea time: save $3.15"),
        (jam.pk, "Part of Tea time: save $3.15"),
    ]


def test_the_basket(tea: Any, cup: Any) -> None:
    make_bundle(tea, cup)
    assert asked(about(None, tea)) == [(cup.pk, "Completes Tea time: save $1.15")]
    assert asked(about(None, tea, cup)) == []
    jam = shopdata.make_product("Jam")
    assert asked(about(jam, tea)) == []
    assert asked(about(jam, tea), place="basket") == [(cup.pk, "Completes Tea time: save $1.15")]


def test_a_parent_stands_for_its_variants(tea: Any) -> None:
    milk, _children = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    make_bundle(tea, milk)
    assert asked(about(tea)) == [(milk.pk, "Completes Tea time: save $0.52")]
    assert asked(about(milk)) == [(tea.pk, "Completes Tea time: save $0.52")]


def test_groups_are_asked_for(tea: Any, cup: Any) -> None:
    make_bundle(tea, cup, group="Members")
    ann = shopdata.make_user(groups=["Members"])
    assert asked(about(tea)) == []
    assert asked(about(tea, customer=Customer(ann.pk))) != []


def test_many_pages_cost_as_few_queries_as_one(
    tea: Any, cup: Any, django_assert_max_num_queries: Any
) -> None:
    others = [shopdata.make_product(f"Jam {number}") for number in range(6)]
    for one in others:
        make_bundle(tea, one, name=f"With {one.title}")
    pages = [about(one) for one in others]
    with django_assert_max_num_queries(12):
        found = of_pages(pages, [Args()], Source(None, timezone.now(), 10))
    assert ids(some[0] for some in found) == [[tea.pk]] * 6
    assert queries("completes_bundle", about(others[0]), as_of=timezone.now()) <= 12


def test_the_engine_shows_it_with_its_reason(client: Any, tea: Any, cup: Any) -> None:
    make_bundle(tea, cup)
    place(rule("completes_bundle"), slot="product.bottom")
    html = client.get(tea.get_absolute_url()).content.decode()
    assert "Completes Tea time: save $1.15" in html


def test_readiness_counts_bundles_in_force(tea: Any, cup: Any) -> None:
    assert readiness("completes_bundle", as_of=timezone.now()).level == "empty"
    make_bundle(tea, cup)
    said = readiness("completes_bundle", as_of=timezone.now())
    assert (said.level, said.have) == ("ready", "1 bundle is in force.")


def test_beside_other_offers_no_amount_is_said(tea: Any, cup: Any) -> None:
    make_bundle(tea, cup, name="Tea time")
    site_offer(tea, percent="50")

    assert asked(about(tea)) == [(cup.pk, "Completes Tea time")]
