"""Widgets on real pages of the shop: what is there, what never is, and that it can be bought."""

import re
from typing import Any

import pytest
from django.test import Client
from oscar.core.loading import get_model

from tests import shopdata
from tests.learned import learn, place, rule

pytestmark = pytest.mark.django_db
LAYOUTS = ("grid", "list", "carousel", "compact")


def sections(client: Client, product: Any) -> list[list[int]]:
    """Ids of the products that each widget of a product page shows."""
    html = client.get(product.get_absolute_url()).content.decode()
    found = re.findall(r'<section class="crosssell.*?</section>', html, re.DOTALL)
    return [[int(pk) for pk in re.findall(r'data-crosssell-product="(\d+)"', one)] for one in found]


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "4.00")


@pytest.fixture
def forbidden(tea: Any, client: Client) -> list[Any]:
    """What no widget of the tea's page may show, each a perfect partner by the numbers."""
    in_basket = shopdata.make_product("In the basket")
    milk, (small, _) = shopdata.make_parent(
        "Milk, one size in the basket", {"1 l": "1", "2 l": "2"}
    )
    shopdata.fill_basket(client, in_basket, small)
    sold_out, _ = shopdata.make_parent("Sold out in every size", {"S": "5", "L": "6"}, stock=0)
    deleted = shopdata.make_product("Deleted")
    deleted_pk = deleted.pk
    deleted.delete()
    return [
        tea,
        in_basket,
        milk,
        sold_out,
        shopdata.make_product("Draft", is_public=False),
        shopdata.make_product("Out of stock", stock=0),
        shopdata.make_product("No price", None),
        shopdata.make_parent("No variant", {})[0],
        deleted_pk,
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_must_not_be_shown_is_not(
    client: Client, tea: Any, forbidden: list[Any], layout: str
) -> None:
    cup = shopdata.make_product("Cup")
    learn({tea: [*forbidden, cup]})
    place(rule(), layout=layout, max_items=20)
    assert sections(client, tea) == [[cup.pk]]


def test_bought_together_shows_the_product_and_what_may_be_shown(
    client: Client, tea: Any, forbidden: list[Any]
) -> None:
    cup, pot = shopdata.make_product("Cup"), shopdata.make_product("Pot")
    learn({tea: [*forbidden, cup, pot]})
    place(widget="bought_together")
    assert sections(client, tea) == [[tea.pk, cup.pk, pot.pk]]


def test_a_page_of_a_variant_shows_neither_its_parent_nor_its_sisters(client: Client) -> None:
    milk, (small, large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    cup = shopdata.make_product("Cup")
    learn({milk: [milk, small, large, cup]})
    place(rule(), max_items=20)
    assert sections(client, milk) == [[cup.pk]]


def test_nothing_appears_twice_on_a_page(client: Client, tea: Any) -> None:
    others = [shopdata.make_product(f"Cup {number}") for number in range(6)]
    learn({tea: others}, best=others)
    place(widget="bought_together", position=1, max_items=3)
    place(rule(), position=2, max_items=2)
    place(rule("bestsellers"), slot="product.bottom", max_items=9)
    first, second, third = sections(client, tea)
    assert first == [tea.pk, *(one.pk for one in others[:3])]
    assert len(second) == 2
    assert len({*first, *second, *third}) == len(first) + len(second) + len(third)


def test_what_the_page_offers_can_be_bought(client: Client, tea: Any) -> None:
    milk, (small, _) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    learn({tea: [milk, shopdata.make_product("Cup", "7.50")]})
    place(widget="bought_together")
    html = client.get(tea.get_absolute_url()).content.decode()
    form = re.search(r"<form [^>]*data-crosssell-together.*?</form>", html, re.DOTALL)
    assert form
    ticked = re.findall(r'name="product" value="(\d+)"[^>]*checked', form.group())
    choices = re.findall(
        r'<select name="(choice-\d+)">.*?value="(\d+)"[^>]* selected', form.group(), re.S
    )
    assert choices == [(f"choice-{milk.pk}", str(small.pk))]
    assert "$12.70" in form.group()
    response = client.post("/crosssell/add/", {"product": ticked, **dict(choices)}, follow=True)
    lines = get_model("basket", "Line").objects.values_list("product__title", flat=True)
    assert sorted(lines) == ["1 l", "Cup", "Tea"]
    assert "Your basket total is now <strong>$12.70</strong>" in response.content.decode()


def test_what_needs_options_is_chosen_on_its_own_page(client: Client, tea: Any) -> None:
    ring = shopdata.make_product("Ring", "50.00")
    ring.product_options.add(
        get_model("catalogue", "Option").objects.create(name="Engraving", code="engraving")
    )
    learn({tea: [ring, shopdata.make_product("Cup")]})
    place(widget="bought_together", max_items=2)
    place(rule(), slot="product.top", max_items=1)
    [first, together] = sections(client, tea)
    assert first == [ring.pk]
    assert ring.pk not in together
    html = client.get(tea.get_absolute_url()).content.decode()
    assert (
        f'<a class="crosssell-button crosssell-button--quiet" href="{ring.get_absolute_url()}">'
        in html
    )


def test_a_product_page_adds_without_loading_anew(client: Client, tea: Any) -> None:
    learn({tea: [shopdata.make_product("Cup"), shopdata.make_product("Pot")]})
    place(widget="bought_together", max_items=1)
    place(rule(), position=20)
    html = client.get(tea.get_absolute_url()).content.decode()
    assert html.count('hx-post="/crosssell/add/"') == 2


def test_the_pages_product_is_not_ticked_while_it_is_in_the_basket(client: Client) -> None:
    milk, (small, large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    learn({milk: [shopdata.make_product("Cup", "7.50")]})
    place(widget="bought_together")
    shopdata.fill_basket(client, large)
    for product in (milk, small, large):
        html = client.get(product.get_absolute_url()).content.decode()
        ticks = re.findall(r'<input type="checkbox" name="product" [^>]*>', html)
        assert [" checked" in tick for tick in ticks] == [False, True]
        assert "In your basket already:" in html
        assert re.search(r'data-crosssell-some="Total[^"]*">Total for what is ticked<', html)
        assert re.search(r"<output [^>]*>\$7\.50</output>", html)
        assert ">Add ticked to basket<" in html


def test_the_page_brings_the_style_and_the_scripts_once(client: Client, tea: Any) -> None:
    html = client.get(tea.get_absolute_url()).content.decode()
    for file in ("crosssell/crosssell.css", "crosssell/crosssell.js", "django_htmx/htmx-2.min.js"):
        assert html.count(file) == 1, file


def test_the_basket_page_offers_what_goes_with_the_basket(client: Client, tea: Any) -> None:
    cup = shopdata.make_product("Cup")
    learn({tea: [cup]})
    place(rule(), slot="basket.below_lines", title="Goes well")
    shopdata.fill_basket(client, tea)
    html = client.get("/basket/").content.decode()
    assert "hx-post" not in html, "The lines of the page would not show what was added."
    assert f'formaction="/basket/add/{cup.pk}/"' in html
    assert f'data-crosssell-product="{tea.pk}"' not in html
