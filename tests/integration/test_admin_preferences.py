"""Preferences: several products at once, edited in the list, kept out at once."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from crosssell.models import Preference
from tests.merchant import messages_of, sign_in
from tests.shopdata import make_parent, make_product

pytestmark = pytest.mark.django_db
ADD = reverse("admin:crosssell_preference_add")
LIST = reverse("admin:crosssell_preference_changelist")


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def test_several_products_are_added_at_once(client: Client) -> None:
    tea, milk = make_product("Tea"), make_product("Milk")
    Preference.objects.create(product=milk, weight=7)

    response = client.post(
        ADD, {"products": [tea.pk, milk.pk, tea.pk], "never": "on", "weight": "0"}
    )

    assert response.status_code == 302
    rows = Preference.objects.order_by("product__title")
    assert [(row.product.title, row.never, row.weight) for row in rows] == [
        ("Milk", True, 0),
        ("Tea", True, 0),
    ]
    assert messages_of(response) == ["2 products: Never recommend it."]
    assert LogEntry.objects.filter(change_message="Never recommend it").count() == 2
    # Milk's weight can be had again.
    first, second = Version.objects.get_for_object(rows[0]).order_by("pk")
    assert (first.field_dict["weight"], second.field_dict["weight"]) == (7, 0)


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"never": "", "weight": "0"}, "never", "Choose this, or a weight that is not 0."),
        ({"weight": "101"}, "weight", "less than or equal to 100"),
        ({"weight": "-101"}, "weight", "greater than or equal to -100"),
        ({"weight": "1.5"}, "weight", "Enter a whole number."),
        ({"products": []}, "products", "This field is required."),
        ({"products": ["999999"]}, "products", "nothing with the number 999999"),
        ({"products": ["<script>"]}, "products", "Choose from the list."),
        ({"products": [str(pk) for pk in range(1, 1002)]}, "products", "Choose at most"),
    ],
)
def test_bad_input_is_refused_beside_its_field(
    client: Client, settings: Any, given: dict[str, Any], field: str, said: str
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
    tea = make_product("Tea")

    response = client.post(ADD, {"products": [tea.pk], "weight": "5"} | given)

    assert response.status_code == 200
    assert said in response.context["form"].errors[field][0]
    assert not Preference.objects.exists()


def test_no_more_than_can_be_saved_with_history(client: Client) -> None:
    ids = [make_product(f"P{number}").pk for number in range(201)]

    response = client.post(ADD, {"products": ids, "weight": "5"})

    assert response.context["form"].errors["products"] == ["Choose at most 200."]


def test_the_list_has_pictures_titles_and_few_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        Preference.objects.create(product=make_product(f"P{number}"), never=True)
    hidden, _children = make_parent("Hidden", {"Child": "1.00"})
    type(hidden).objects.filter(pk=hidden.pk).update(is_public=False)
    Preference.objects.create(product=hidden, weight=-5)

    client.get(LIST)  # Makes the thumbnails.
    with django_assert_max_num_queries(18):
        html = client.get(LIST).content.decode()

    assert html.count('class="crosssell-thumb"') == 21
    assert "Hidden" in html


def test_it_is_searched_and_edited_in_the_list(client: Client) -> None:
    tea, milk = make_product("Green tea"), make_product("Milk")
    row = Preference.objects.create(product=tea, never=True)
    Preference.objects.create(product=milk, never=True)

    found = client.get(LIST, {"q": "green"}).content.decode()
    client.post(
        LIST + "?q=green",
        {
            "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": row.pk,
            "form-0-weight": "30", "_save": "Save",
        },
    )  # fmt: skip

    assert "Green tea" in found
    assert "Milk" not in found
    row.refresh_from_db()
    assert (row.never, row.weight) == (False, 30)


def test_an_empty_list_says_what_it_is_for(client: Client) -> None:
    assert b"Every product is treated alike." in client.get(LIST).content


def test_one_is_changed_and_its_history_read(client: Client) -> None:
    row = Preference.objects.create(product=make_product("Tea"), weight=5)
    url = reverse("admin:crosssell_preference_change", args=(row.pk,))

    client.post(url, {"never": "on", "weight": "5"})

    html = client.get(reverse("admin:crosssell_preference_history", args=(row.pk,))).content
    assert b"<dt>Never recommend it</dt><dd><del>no</del>" in html


def test_who_may_not_change_adds_none(client: Client, merchant: Any) -> None:
    merchant.groups.get().permissions.set(
        Permission.objects.filter(codename__in=["view_preference", "add_preference"])
    )

    assert client.get(LIST).status_code == 200
    assert client.post(ADD, {"products": [make_product().pk], "never": "on"}).status_code == 403
    assert not Preference.objects.exists()
