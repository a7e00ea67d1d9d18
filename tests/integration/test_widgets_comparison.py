"""The comparison table: what it shows of the page's product and of others beside it."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from crosssell.core.placement import PlacementView
from crosssell.engine import Planned
from crosssell.facts import Facts
from crosssell.oscar.compared import Row, compared
from crosssell.widgets.comparison import Args, comparison
from tests import shopdata
from tests.attributes import Attribute, AttributeValue, describe
from tests.cards import make_card, make_choice, make_item

pytestmark = pytest.mark.django_db


def plan(main: Any, *items: Any, title: str = "", attributes: int = 6) -> Planned:
    args = Args(attributes=attributes)
    view = PlacementView(9, "product.below_description", "comparison", args, title)
    return Planned(view, items, main)


def shown(planned: Planned) -> dict[str, Any]:
    context = comparison(planned, Facts.of(None))
    assert context is not None
    return context


def table(planned: Planned) -> list[list[str]]:
    data = {**shown(planned), "csrf_token": "token"}
    html = render_to_string("crosssell/widgets/comparison.html", data)
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.S)
    return [
        [
            " ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        ]
        for row in rows
    ]


def test_price_rating_and_what_differs() -> None:
    tea, best = shopdata.make_product("Tea"), shopdata.make_product("Best tea")
    describe(tea, brand="Acme", weight=100, organic=False, leaf=("Small",), origin="Assam")
    describe(best, brand="Acme", weight=1250, organic=True, leaf=("Large",))
    review = get_model("reviews", "ProductReview")
    review.objects.create(product=best, score=4, title="T", body="B", status=review.APPROVED)
    planned = plan(
        make_card(tea.pk, "Tea", "4.00"), make_item(make_card(best.pk, "Best tea", "5.50"))
    )
    assert table(planned) == [
        ["", "This product: Tea", "Best tea"],
        ["Price", "$4.00", "$5.50"],
        ["Rating", "Not rated yet", "4.0 of 5 (1 review)"],
        ["Leaf", "Small", "Large"],
        ["Organic", "No", "Yes"],
        ["Weight", "100", "1250"],
        ["Origin", "Assam", "\u2013 Not known"],
        ["Buy", "Add to basket : Tea", "Add to basket : Best tea"],
    ]


def test_without_reviews_or_attributes_price_alone_is_compared() -> None:
    many = make_card(5, "Milk", "1.20", price_from=True, choices=(make_choice(51, "1 l", "1.20"),))
    milk = make_card(
        6, choices=(make_choice(61, "1 l", "1.20"), make_choice(62, "2 l", "2.10")), title="Cream"
    )
    planned = plan(make_card(1, available=False), make_item(many), make_item(milk))
    assert table(planned) == [
        ["", "This product: Tea", "Milk", "Cream"],
        ["Price", "$4.00", "from $1.20", "$4.00"],
        ["Buy", "", "Add to basket : Milk", "Choose : Cream"],
    ]
    gone = plan(make_card(1), make_item(make_card(2, "Cup", None, available=False)))
    assert table(gone)[1:] == [
        ["Price", "$4.00", "Not for sale now"],
        ["Buy", "Add to basket : Tea", "See the product : Cup"],
    ]


@pytest.mark.parametrize("planned", [plan(None, make_item(make_card(2))), plan(make_card(1))])
def test_alone_it_shows_nothing(planned: Planned) -> None:
    assert comparison(planned, Facts.of(None)) is None


def test_a_table_for_a_screen_reader() -> None:
    data = {**shown(plan(make_card(1), make_item(make_card(2)))), "csrf_token": "token"}
    html = render_to_string("crosssell/widgets/comparison.html", data)
    assert html.count('<th scope="col"') == 2
    assert html.count('<th scope="row"') == 2
    assert 'role="region" aria-labelledby="crosssell-9-title"' in html
    assert html.count("<img") == html.count('alt=""') == 2


def test_hostile_texts_are_text() -> None:
    bad = "<script>alert(1)</script>"
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    describe(tea, brand=bad)
    planned = plan(
        make_card(tea.pk, bad), make_item(make_card(cup.pk, bad)), title=bad, attributes=3
    )
    data = {**shown(planned), "csrf_token": "token"}
    assert "<script" not in render_to_string("crosssell/widgets/comparison.html", data)


def test_mail_has_a_list() -> None:
    item = make_item(make_card(2, "Cup"))
    site = get_model("sites", "Site")(domain="shop.example")
    data = {**shown(plan(make_card(1), item)), "site": site}
    assert "shop.example/catalogue/p_2/" in render_to_string("crosssell/mail/comparison.html", data)


def test_a_variant_has_its_parents_values_and_long_texts_are_cut() -> None:
    parent, [red] = shopdata.make_parent("Shirt", {"Red": "1"})
    other = shopdata.make_product("Other")
    describe(parent, brand="Acme", colour={"Blue", "Red"})
    describe(red, colour={"Red"})
    describe(other, brand="x" * 100, price=2.5)
    when = Attribute.objects.create(
        product_class=other.product_class, code="since", type="date", name="Since"
    )
    AttributeValue.objects.create(product=other, attribute=when, value_date=date(2026, 6, 1))
    rows = compared({red.pk: parent.pk, parent.pk: None, other.pk: None}, 9)
    assert rows == [
        Row("Brand", ("Acme", "Acme", "x" * 79 + "\u2026")),
        Row("Colour", ("Red", "Blue, Red", "")),
        Row("Price", ("", "", "2.5")),
        Row("Since", ("", "", "June 1, 2026")),
    ]


def test_at_most_so_many_rows_and_queries() -> None:
    products = [shopdata.make_product(f"P{n}") for n in range(4)]
    for number, product in enumerate(products):
        describe(product, **{f"a{n}": number for n in range(20)}, colour={f"C{number}"})
    cards = [make_card(product.pk) for product in products]
    planned = plan(cards[0], *map(make_item, cards[1:]), attributes=5)
    with CaptureQueriesContext(connection) as captured:
        context = shown(planned)
    assert len(captured) == 3
    assert [row.name for row in context["rows"]] == ["A0", "A1", "A10", "A11", "A12"]
    assert context["items"] == planned.items
    assert shown(plan(cards[0], make_item(cards[1]), attributes=0))["rows"] == []
