"""The widget gap_filler: what it shows, where, what its buttons do, and what it costs."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from oscar.core.loading import get_model

from crosssell.models import Preference
from tests import bundled, laddered, pricing, shopdata
from tests.laddered import tier
from tests.learned import learn, place

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SLOT = "basket.below_lines"
SECTION = re.compile(r'<section class="[^"]*crosssell--filler".*?</section>', re.DOTALL)


@pytest.fixture
def tea(client: Client) -> Any:
    """Tea for 20.00 in the visitor's basket, and delivery free from 30.00 on."""
    made = shopdata.make_product("Tea", "20.00")
    laddered.make_threshold(tier("30"))
    shopdata.fill_basket(client, made)
    return made


def make(prices: dict[str, str]) -> list[Any]:
    return [shopdata.make_product(title, price) for title, price in prices.items()]


def section(client: Client, url: str = "/basket/") -> str:
    found = SECTION.search(client.get(url).content.decode())
    return found.group() if found else ""


def names(html: str) -> list[str]:
    return re.findall(r'class="crosssell-name"><a [^>]*>([^<]*)<', html)


def said(html: str) -> str:
    """The text of the page's piece, without its marks."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def total() -> str:
    basket = get_model("basket", "Basket").objects.get()
    basket.strategy = shopdata.Default()
    return str(pricing.apply(basket).total_incl_tax)


def test_single_products_with_a_button_each(client: Client, tea: Any) -> None:
    cup, pot = make({"Cup": "10.00", "Pot": "12.40"})
    learn({tea: [pot]}, best=[cup])
    place(widget="gap_filler", slot=SLOT)
    html = section(client)
    assert names(html) == ["Pot", "Cup"]
    assert "Add one of these and delivery is free" in html
    assert "Adds $12.40: delivery is free" in html
    # The page lists the basket, so it is loaded anew: a plain button.
    assert "hx-post" not in html
    assert f'formaction="{reverse("basket:add", kwargs={"pk": cup.pk})}"' in html


def test_two_with_one_button_for_both(client: Client, tea: Any) -> None:
    cup, jam = make({"Cup": "6.00", "Jam": "4.50"})
    learn(best=[cup, jam])
    place(widget="gap_filler", slot=SLOT)
    html = section(client)
    assert "Add these two and delivery is free" in html
    assert "Cup $6.00 + Jam $4.50 Adds $10.50: delivery is free Add both : Cup + Jam" in said(html)
    form = {"product": [cup.pk, jam.pk], "quantity": 1, "together": 1}
    client.post(reverse("crosssell:add_all"), form)
    assert total() == "30.50"
    assert "hidden" in section(client).partition(">")[0]


def test_both_or_none(client: Client, tea: Any) -> None:
    cup, jam = make({"Cup": "6.00", "Jam": "4.50"})
    shopdata.StockRecord.objects.filter(product=jam).update(num_in_stock=0)
    form = {"product": [cup.pk, jam.pk], "quantity": 1, "together": 1}
    answer = client.post(reverse("crosssell:add_all"), form, follow=True)
    assert "Not added:" in answer.content.decode()
    assert total() == "20.00"
    client.post(reverse("crosssell:add_all"), {"product": [cup.pk, jam.pk]})
    assert total() == "26.00"


def test_pairs_can_be_left_out(client: Client, tea: Any) -> None:
    learn(best=make({"Cup": "6.00", "Jam": "4.50"}))
    place(widget="gap_filler", slot=SLOT, args={"pairs": False})
    assert names(section(client)) == []


def test_so_many_and_so_far_above(client: Client, tea: Any) -> None:
    learn(best=make({f"P{number}": f"{number}.00" for number in range(10, 20)}))
    place(widget="gap_filler", slot=SLOT, args={"products": 2})
    assert names(section(client)) == ["P10", "P11"]
    laddered.Threshold.objects.get().delete()
    laddered.make_threshold(tier("35"), name="Another")
    get_model("crosssell", "Placement").objects.get().delete()
    place(widget="gap_filler", slot=SLOT, args={"overshoot": 3}, title="Nearly there")
    html = section(client)
    assert names(html) == ["P15", "P16"]
    assert "Nearly there" in html


def test_what_the_merchant_wants_nowhere_is_left_out(client: Client, tea: Any) -> None:
    cup, pot = make({"Cup": "10.00", "Pot": "11.00"})
    Preference.objects.create(product=cup, never=True)
    learn(best=[cup, pot])
    place(widget="gap_filler", slot=SLOT)
    assert names(section(client)) == ["Pot"]


def test_a_product_is_not_proposed_on_its_own_page(client: Client, tea: Any) -> None:
    cup, pot = make({"Cup": "10.00", "Pot": "11.00"})
    learn(best=[cup, pot])
    place(widget="gap_filler", slot="product.bottom")
    html = section(client, cup.get_absolute_url())
    assert names(html) == ["Pot"]
    # In place: the page stays, and the piece says where it is asked for anew.
    assert f'hx-post="{reverse("crosssell:add_all")}"' in html
    [address] = re.findall(r'data-crosssell-bar="([^"]*)"', html)
    placed = get_model("crosssell", "Placement").objects.get()
    url = f"{address.replace('&amp;', '&')}&placement={placed.pk}"
    assert names(section(client, url)) == ["Pot"]
    shopdata.fill_basket(client, pot)
    assert section(client, url).count("<h2") == 0
    assert "hidden" in section(client, url)


def test_nothing_without_a_threshold_and_in_mail(client: Client, tea: Any) -> None:
    learn(best=make({"Cup": "10.00"}))
    place(widget="gap_filler", slot=SLOT)
    place(widget="gap_filler", slot="checkout.preview.bottom")
    laddered.Threshold.objects.all().delete()
    assert section(client) == ""
    laddered.make_threshold(tier("30"), name="Again")
    assert section(client)
    assert section(client, "/catalogue/") == ""


def test_a_variant_has_a_button_of_its_own(client: Client, tea: Any) -> None:
    milk, (_small, big) = shopdata.make_parent("Milk", {"1 l": "1.20", "9 l": "10.80"})
    learn(best=[milk])
    place(widget="gap_filler", slot=SLOT)
    html = section(client)
    assert names(html) == ["Milk, 9 l"]
    assert f'value="{big.pk}"' in html
    assert "$10.80" in said(html)


def asked(captured: CaptureQueriesContext) -> int:
    """How many queries, without what PostgreSQL keeps a page's transaction whole with."""
    return sum("SAVEPOINT" not in one["sql"] for one in captured)


def test_as_many_queries_for_many_candidates(client: Client, tea: Any) -> None:
    place(widget="gap_filler", slot=SLOT)
    sold = make({f"P{number}": f"{number}.00" for number in range(10, 40)})
    bundled.make_bundle(tea, sold[0])
    pricing.site_offer(*sold, percent="10", name="Sale")

    def queries() -> int:
        client.get("/basket/")
        with CaptureQueriesContext(connection) as captured:
            html = section(client)
        assert names(html)
        return asked(captured)

    learn(best=[sold[0], *sold[2:5]])
    few = queries()
    learn(best=sold)
    assert queries() == few
    get_model("crosssell", "Placement").objects.all().delete()
    client.get("/basket/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/basket/")
    # Pairs, bestsellers, what they are (4), bundles and their parts, offers and their ranges,
    # where the order goes to, and pictures of what is shown.
    assert few - asked(captured) == 16
