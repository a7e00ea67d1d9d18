"""A gift is claimed with a click, lies in the basket as a line of its own, and costs nothing."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_class

from tests import bundled, gifted, laddered, pricing, shopdata
from tests.gifted import claim, lines, priced, told
from tests.laddered import tier

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


@pytest.fixture
def mug() -> Any:
    return shopdata.make_product("Mug", "7.35", 3)


@pytest.fixture
def cup() -> Any:
    return shopdata.make_product("Cup", "5.00")


def test_the_gift_of_a_reached_tier_costs_nothing(client: Client, tea: Any, mug: Any) -> None:
    gifted.ladder(mug)
    gifted.fill(client, tea)
    answer = claim(client)
    assert answer.url == reverse("basket:summary")
    assert told(answer)[:2] == [
        "Added to your basket: “Mug”",
        "Your gift is in your basket, free of charge.",
    ]
    assert lines() == [("Tea", 1, ""), ("Mug", 1, "gift")]
    basket = priced()
    assert pricing.given(basket) == {"a gift": (1, "7.35")}
    assert basket.total_incl_tax == Decimal("20.00")
    order = shopdata.place_order(basket)
    assert pricing.recorded(order)["charged"]["Mug"] == ("0.00", "0.00")
    assert pricing.recorded(order)["discounts"] == {"a gift": (1, "7.35")}
    assert pricing.recorded(order)["total"] == ("20.00", "20.00")


def test_the_basket_page_takes_it_off_the_total(client: Client, tea: Any, mug: Any) -> None:
    gifted.ladder(mug)
    gifted.fill(client, tea)
    claim(client)
    page = client.get(reverse("basket:summary")).content.decode()
    assert "a gift" in page
    assert "-$7.35" in page


@pytest.mark.parametrize("with_tax", [True, False])
@pytest.mark.parametrize("price", ["7.35", "0.01", "3.33", "0.00"])
def test_it_is_free_with_tax_and_without_to_the_last_decimal(
    client: Client, settings: Any, tea: Any, with_tax: bool, price: str
) -> None:
    class Broken(pricing.WithTax):
        """Prices with parts of a cent."""

        exponent = Decimal("0.00001")

    settings.OSCAR_OFFERS_INCL_TAX = with_tax
    gift = shopdata.make_product("Mug", price)
    gifted.ladder(gift)
    gifted.fill(client, tea)
    claim(client)
    basket = pricing.apply(priced(), strategy=Broken())
    line = basket.all_lines()[1]
    assert line.unit_price_incl_tax == Decimal(price) * Decimal("1.2")
    assert line.line_price_incl_tax_incl_discounts == 0
    assert line.line_price_excl_tax_incl_discounts == 0
    assert basket.total_incl_tax == Decimal("24.00")


def test_it_is_free_before_the_tax_is_known(
    client: Client, settings: Any, tea: Any, mug: Any
) -> None:
    settings.OSCAR_OFFERS_INCL_TAX = False
    gifted.ladder(mug)
    gifted.fill(client, tea)
    claim(client)
    basket = pricing.apply(priced(), strategy=pricing.TaxLater())
    assert basket.total_excl_tax == Decimal("20.00")


def test_the_first_that_can_be_had_is_the_usual_one(
    client: Client, tea: Any, mug: Any, cup: Any
) -> None:
    gifted.ladder(mug, cup)
    gifted.fill(client, tea)
    shopdata.StockRecord.objects.filter(product=mug).update(num_in_stock=0)
    claim(client)
    assert lines() == [("Tea", 1, ""), ("Cup", 1, "gift")]


def test_another_gift_replaces_the_first(client: Client, tea: Any, mug: Any, cup: Any) -> None:
    gifted.ladder(mug, cup)
    gifted.fill(client, tea)
    claim(client, mug)
    claim(client, cup)
    assert lines() == [("Tea", 1, ""), ("Cup", 1, "gift")]
    claim(client, cup)
    assert lines() == [("Tea", 1, ""), ("Cup", 1, "gift")]


def test_a_gift_that_cannot_be_had_leaves_the_first(
    client: Client, tea: Any, mug: Any, cup: Any
) -> None:
    gifted.ladder(mug, cup)
    gifted.fill(client, tea)
    claim(client, mug)
    shopdata.StockRecord.objects.filter(product=cup).update(num_in_stock=0)
    assert told(claim(client, cup))[-1].startswith("Not added: Cup: ")
    assert lines() == [("Tea", 1, ""), ("Mug", 1, "gift")]


def test_a_parent_is_no_gift_its_child_is(client: Client, tea: Any) -> None:
    parent, children = shopdata.make_parent("Scarf", {"Red": "3.00"})
    gifted.ladder(parent, children[0])
    gifted.fill(client, tea)
    assert told(claim(client, parent)) == ["Not added: Scarf: Please choose a variant first."]
    claim(client)
    assert lines() == [("Tea", 1, ""), ("Red", 1, "gift")]


def test_a_gift_that_is_bought_too_is_charged_once(client: Client, tea: Any, mug: Any) -> None:
    gifted.ladder(mug)
    gifted.fill(client, tea, mug)
    claim(client)
    assert lines() == [("Tea", 1, ""), ("Mug", 1, ""), ("Mug", 1, "gift")]
    assert priced().total_incl_tax == Decimal("27.35")


def test_the_last_piece_is_not_sold_twice(client: Client, tea: Any, mug: Any) -> None:
    gifted.ladder(mug)
    shopdata.StockRecord.objects.filter(product=mug).update(num_in_stock=1)
    gifted.fill(client, tea, mug)
    assert told(claim(client))[0].startswith("Not added: Mug: ")
    assert lines() == [("Tea", 1, ""), ("Mug", 1, "")]


def test_a_gift_reaches_nothing_and_no_offer_takes_it(client: Client, tea: Any, mug: Any) -> None:
    gifted.ladder(mug)
    laddered.make_threshold(tier("21", "percent"), name="Second")
    pricing.site_offer(mug)
    pricing.site_offer(tea, mug, name="For 25", condition="Value", count=25)
    gifted.fill(client, tea)
    claim(client)
    basket = priced()
    assert pricing.given(basket) == {"a gift": (1, "7.35")}


def test_a_gift_is_no_part_of_a_bundle(client: Client, tea: Any, mug: Any) -> None:
    gifted.ladder(mug, at_least="10")
    bundled.make_bundle(tea, mug)
    gifted.fill(client, tea)
    claim(client)
    assert pricing.given(priced()) == {"a gift": (1, "7.35")}


def test_a_basket_that_is_priced_twice_is_priced_once(client: Client, tea: Any, mug: Any) -> None:
    gifted.ladder(mug)
    laddered.make_threshold(tier("20", "percent"), name="Percent")
    gifted.fill(client, tea)
    claim(client)
    basket = priced()
    # As Oscar does where a voucher is added.
    get_class("offer.applicator", "Applicator")().apply(basket)
    assert basket.total_incl_tax == Decimal("18.00")
    assert pricing.given(basket) == {"a gift": (1, "7.35"), "10 % off": (1, "2.00")}


def test_htmx_gets_the_answer_as_a_piece_of_html(client: Client, tea: Any, mug: Any) -> None:
    gifted.ladder(mug)
    gifted.fill(client, tea)
    answer = client.post(gifted.address(), headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert answer.headers["HX-Trigger"] == "crosssell:basket-changed"
    assert '<strong dir="auto">Mug</strong>' in html
    assert "Your gift is in your basket, free of charge." in html
