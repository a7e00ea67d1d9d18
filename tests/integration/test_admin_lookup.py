"""Choosing products, categories, groups and customers by typing."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from crosssell.admin.lookup.answers import named
from crosssell.admin.lookup.field import LookupField, LookupManyField
from tests.merchant import sign_in
from tests.shopdata import make_category, make_parent, make_product, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def ask(client: Client, kind: str, **query: Any) -> Any:
    return client.get(reverse("admin:crosssell_lookup", args=(kind,)), query).json()


def texts(client: Client, kind: str, term: str) -> list[str]:
    return [row["text"] for row in ask(client, kind, term=term)["results"]]


def test_products_are_found_by_title_upc_and_number(client: Client) -> None:
    tea, milk = make_product("Green tea"), make_product("Milk")
    type(milk).objects.filter(pk=milk.pk).update(upc=None)

    assert texts(client, "product", "TEA") == [f"Green tea · {tea.upc}"]
    assert texts(client, "product", tea.upc.lower()) == [f"Green tea · {tea.upc}"]
    assert texts(client, "product", f"#{milk.pk}") == [f"Milk · #{milk.pk}"]
    assert texts(client, "product", "nothing") == []


def test_the_words_of_a_title_are_found_in_any_order(client: Client) -> None:
    make_product("Milk, 2 percent, 1 gal")
    make_product("Milk, whole, 1 gal")

    assert [text.split(" · ")[0] for text in texts(client, "product", "gal  2 percent milk")] == [
        "Milk, 2 percent, 1 gal"
    ]
    assert texts(client, "product", "milk tea") == []


def test_the_upc_of_a_variant_finds_what_is_shown_for_it(client: Client) -> None:
    parent, (small,) = make_parent("Juice", {"Small juice": "1.00"})
    make_parent("Tea", {"Small tea": "1.00"})

    assert [row["id"] for row in ask(client, "product", term=small.upc)["results"]] == [
        str(parent.pk)
    ]
    assert [row["id"] for row in ask(client, "buyable", term=small.upc)["results"]] == [
        str(small.pk)
    ]


def test_parents_are_shown_and_variants_are_bought(client: Client) -> None:
    make_parent("Juice", {"Small juice": "1.00", "": "2.00"})

    assert [text.split(" · ")[0] for text in texts(client, "product", "juice")] == ["Juice"]
    # A variant without a title of its own goes by its parent's.
    assert [text.split(" · ")[0] for text in texts(client, "buyable", "juice")] == [
        "Juice",
        "Small juice",
    ]


def test_categories_are_named_by_their_path(client: Client, django_assert_num_queries: Any) -> None:
    food = make_category("Food")
    cheese = make_category("Cheese", food)
    make_category("Blue", cheese)

    assert texts(client, "category", "e") == ["Food > Cheese", "Food > Cheese > Blue"]
    with django_assert_num_queries(2):
        assert named("category", [cheese.pk, food.pk, 999]) == {
            cheese.pk: "Food > Cheese",
            food.pk: "Food",
        }


def test_groups_and_customers(client: Client) -> None:
    Group.objects.create(name="Families")
    make_user("bob@example.com", first_name="Bob", last_name="Ray")
    make_user("gone@example.com", is_active=False)

    assert texts(client, "group", "fam") == ["Families"]
    assert texts(client, "customer", "ray") == ["Bob Ray · bob@example.com"]
    assert texts(client, "customer", "gone") == []


def test_results_come_in_pages(client: Client) -> None:
    for number in range(21):
        make_product(f"Tea {number:02}")

    first, second = ask(client, "product", term="tea"), ask(client, "product", term="tea", page="2")

    assert (len(first["results"]), first["pagination"]) == (20, {"more": True})
    assert [row["text"][:6] for row in second["results"]] == ["Tea 20"]
    assert second["pagination"] == {"more": False}


@pytest.mark.parametrize(
    "query",
    [
        {"term": "x\x00y"},
        {"term": "x" * 100_000},
        {"term": "9" * 50},
        {"term": "²"},
        {"page": "0"},
        {"page": "-1"},
        {"page": "1e9"},
        {"page": "99999999999999999999"},
        {"page": "²"},
    ],
)
def test_odd_questions_are_answered(client: Client, query: dict[str, str]) -> None:
    assert "results" in ask(client, "product", **query)


def test_an_unknown_kind_is_not_there(client: Client) -> None:
    assert client.get(reverse("admin:crosssell_lookup", args=("secrets",))).status_code == 404
    with pytest.raises(ValueError, match="No look-up is called 'secrets'; known: product"):
        LookupField("secrets")


def test_without_scripts_numbers_are_typed() -> None:
    many, one = LookupManyField("product", required=False), LookupField("product")

    assert '<noscript><input type="text" name="p-typed"' in many.widget.render("p", [])
    data = QueryDict("p=5&p-typed=%237, 8,&q-typed=9")
    assert many.widget.value_from_datadict(data, {}, "p") == ["5", "7", "8"]
    assert many.widget.value_from_datadict(QueryDict("p=5"), {}, "p") == ["5"]
    assert one.widget.value_from_datadict(data, {}, "q") == "9"


def test_what_is_gone_is_shown_as_gone() -> None:
    field = LookupField("product", required=False)

    html = field.widget.render("main", 12345)

    assert '<option value="12345" selected>#12345 (not there any more)</option>' in html
    assert field.clean("") is None
    assert not field.has_changed(5, "5")
    assert field.has_changed(5, "")
