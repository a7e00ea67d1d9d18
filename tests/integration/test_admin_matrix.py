"""The matrix in admin: its form and its list."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crosssell.models import MatrixEntry
from tests.merchant import errors_of, sign_in
from tests.shopdata import make_category, make_product

pytestmark = pytest.mark.django_db
ADD = reverse("admin:crosssell_matrixentry_add")
LIST = reverse("admin:crosssell_matrixentry_changelist")


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def form(**changes: Any) -> dict[str, Any]:
    return {"reason": "", "position": "10", "active": "on", **changes}


def test_a_row_is_saved(client: Client) -> None:
    tea, milk = make_product("Tea"), make_category("Milk")

    client.post(ADD, form(main_product=tea.pk, companion_category=milk.pk, reason="With milk"))

    row = MatrixEntry.objects.get()
    assert (row.main_product, row.companion_category, row.reason) == (tea, milk, "With milk")


def test_each_side_is_one_product_or_category(client: Client) -> None:
    tea, food = make_product("Tea"), make_category("Food")

    both = errors_of(client.post(ADD, form(main_product=tea.pk, main_category=food.pk)))
    own = errors_of(client.post(ADD, form(main_product=tea.pk, companion_product=tea.pk)))
    gone = errors_of(client.post(ADD, form(main_product="999", companion_product="x")))

    assert both == {
        "main_category": ["Choose a product or a category, not both."],
        "companion_product": ["Choose a product or a category."],
    }
    assert own == {"companion_product": ["A product cannot be its own companion."]}
    assert "Select a valid choice" in gone["main_product"][0]
    assert "Select a valid choice" in gone["companion_product"][0]
    assert not MatrixEntry.objects.exists()


def test_a_row_is_there_once(client: Client) -> None:
    tea, food = make_product("Tea"), make_category("Food")
    MatrixEntry.objects.create(main_product=tea, companion_category=food)

    response = client.post(ADD, form(main_product=tea.pk, companion_category=food.pk))

    assert errors_of(response)["__all__"] == ["The matrix has this row already."]


def test_order_switch_and_reason_are_edited_in_the_list(client: Client) -> None:
    tea, food = make_product("Tea"), make_category("Food")
    cheese = make_category("Cheese", food)
    row = MatrixEntry.objects.create(main_product=tea, companion_category=cheese)
    data = {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "1",
        "form-0-id": row.pk,
        "form-0-reason": "With cheese",
        "form-0-position": "3",
        "_save": "Save",
    }

    assert "Food &gt; Cheese" in client.get(LIST).content.decode()
    assert client.post(LIST, data).status_code == 302
    row.refresh_from_db()
    assert (row.reason, row.position, row.active) == ("With cheese", 3, False)

    refused = client.post(LIST, data | {"form-0-reason": "a\u202eb", "form-0-position": "32768"})
    assert b"invisible character U+202E" in refused.content
    assert b"less than or equal to 32767" in refused.content
    row.refresh_from_db()
    assert (row.reason, row.position) == ("With cheese", 3)


def test_the_list_asks_as_often_for_thirty_rows_as_for_one(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    food = make_category("Food")
    for number in range(30):
        MatrixEntry.objects.create(main_product=make_product(f"P{number}"), companion_category=food)

    with django_assert_max_num_queries(14):
        client.get(LIST)


def test_rows_are_found_by_the_words_of_their_products(client: Client) -> None:
    food = make_category("Food")
    for title in ("Tea", "Coffee"):
        MatrixEntry.objects.create(main_product=make_product(title), companion_category=food)

    html = client.get(LIST, {"q": "coff"}).content.decode()

    assert "Coffee" in html
    assert ">Tea<" not in html
