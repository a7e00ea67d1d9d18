"""Slots with real placements, learned pairs and the demo shop's pages."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crosssell import engine, experiments, placements
from tests import learned, shopdata
from tests.integration import storefront

pytestmark = pytest.mark.django_db
SLOTS = ("page.top", "product.top", "product.below_description", "product.bottom")


@pytest.fixture
def products() -> list[Any]:
    """Twenty products; the first is bought with every other, in this order."""
    food = shopdata.make_category("Food")
    made = [shopdata.make_product(f"Product {n:02}", "2.00", category=food) for n in range(20)]
    learned.learn({made[0]: made[1:]}, best=made)
    return made


def full_page(products: list[Any]) -> None:
    for strategy, slot in zip(
        ("bought_together", "bestsellers", "same_category", "new_arrivals"), SLOTS, strict=True
    ):
        learned.place(learned.rule(strategy), slot=slot, title=f"By {strategy}")


def names(html: str) -> list[str]:
    """The numbers of the products in our widgets, in their order on the page."""
    return [part.split("Product ")[1][:2] for part in html.split('class="crosssell-name"')[1:]]


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    # On PostgreSQL this test's own transaction brings a savepoint, which a shop has none of.
    return sum("SAVEPOINT" not in query["sql"] for query in captured)


def test_four_placements_show_sixteen_products_none_twice(
    client: Client, products: list[Any]
) -> None:
    full_page(products)
    html = storefront.fetch(client, products[0].get_absolute_url())
    shown = names(html)
    assert len(shown) == len(set(shown)) == 16
    assert "00" not in shown
    order = [html.index(f"By {name}") for name in ("bought_together", "bestsellers")]
    assert order == sorted(order)


def test_what_stands_around_every_page_leaves_the_best_to_the_page(
    client: Client, products: list[Any]
) -> None:
    for slot in ("page.top", "product.bottom"):
        learned.place(learned.rule(), slot=slot, max_items=2)
    html = storefront.fetch(client, products[0].get_absolute_url())
    assert names(html) == ["03", "04", "01", "02"]


def test_a_page_with_four_placements_costs_at_most_12_queries_more(
    client: Client, products: list[Any], settings: Any
) -> None:
    settings.CROSSSELL = {"PLACEMENT_STALE_SECONDS": 600}
    url = products[0].get_absolute_url()
    queries(client, url)
    without = queries(client, url)
    full_page(products)
    queries(client, url)
    cache.clear()
    placements.forget()
    engine.active_slots()
    experiments.any_live()
    # Nothing but the map of placements and the tests are warm: 11 to plan and to read 16 cards.
    assert queries(client, url) - without == 11
    assert queries(client, url) - without == 7


def test_placements_on_other_pages_cost_a_page_nothing(
    client: Client, products: list[Any], settings: Any
) -> None:
    settings.CROSSSELL = {"PLACEMENT_STALE_SECONDS": 600}
    url = products[0].get_absolute_url()
    queries(client, url)
    without = queries(client, url)
    learned.place(learned.rule("bestsellers"), slot="basket.top")
    engine.active_slots()
    assert queries(client, url) == without


def test_what_lies_in_the_basket_leads_the_basket_page(client: Client, products: list[Any]) -> None:
    learned.place(learned.rule(), slot="basket.below_lines", max_items=3)
    shopdata.fill_basket(client, products[0], products[1])
    assert names(storefront.get(client, "basket:summary")) == ["02", "03", "04"]


def test_the_order_leads_the_thank_you_page_and_its_mail(client: Client) -> None:
    tea, companion = shopdata.make_product("Tea"), shopdata.make_product("Product 77", "3.50")
    learned.learn({tea: [companion]})
    for slot in ("thank_you.below_summary", "order_mail.below_order"):
        learned.place(learned.rule(), slot=slot, title="Next time")
    assert names(storefront.to_thank_you(client, tea)) == ["77"]
    sent = storefront.last_mail()
    assert "<h2>Next time</h2>" in sent
    assert f'<a href="http://example.com{companion.get_absolute_url()}">Product 77</a>' in sent
    assert "$3.50" in sent
    assert "<form" not in sent
