"""Adding a whole bundle: all of it or nothing, and what the shopper is told."""

import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from tests import shopdata
from tests.bundled import make_bundle

pytestmark = pytest.mark.django_db
Line = get_model("basket", "Line")


def add(client: Client, bundle: Any, htmx: bool = False, **form: Any) -> HttpResponse:
    data = {name.replace("_", "-"): value for name, value in form.items()}
    headers = {"HX-Request": "true"} if htmx else {}
    address = reverse("crosssell:add_bundle", kwargs={"slug": getattr(bundle, "slug", bundle)})
    return client.post(address, data, headers=headers)


def basket() -> dict[str, int]:
    return {line.product.get_title(): line.quantity for line in Line.objects.all()}


def told(response: HttpResponse) -> list[str]:
    # Those of earlier requests wait in the session.
    texts = [str(one) for one in get_messages(response.wsgi_request)._queued_messages]
    return [" ".join(re.sub(r"<[^>]+>", "", text).split()) for text in texts]


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "4.00", 5)


@pytest.fixture
def cup() -> Any:
    return shopdata.make_product("Cup", "7.50", 5)


def test_all_parts_in_one_request(client: Client, tea: Any, cup: Any) -> None:
    bundle = make_bundle((2, tea), cup)
    response = add(client, bundle, part_1=tea.pk, part_2=cup.pk)
    assert response.status_code == 302
    assert response.url == reverse("basket:summary")
    assert basket() == {"Tea": 2, "Cup": 1}
    said = told(response)
    assert said[0] == "Added to your basket: “Tea” and “Cup”"
    assert said[1] == "Tea time is complete: you save $1.55."
    assert said[2].startswith("Your basket total is now $13.95")


def test_parts_that_are_not_named_get_what_the_shop_proposes(
    client: Client, tea: Any, cup: Any
) -> None:
    add(client, make_bundle((2, tea), cup))
    assert basket() == {"Tea": 2, "Cup": 1}


def test_htmx_gets_the_result_in_place(client: Client, tea: Any, cup: Any) -> None:
    response = add(client, make_bundle(tea, cup), htmx=True)
    html = response.content.decode()
    assert response["HX-Trigger"] == "crosssell:basket-changed"
    assert "<strong>Tea time</strong> is complete: you save $1.15." in html
    assert 'data-crosssell-pieces=".basket-mini, .btn-cart"' in html


def test_the_number_of_sets_is_told(client: Client, tea: Any, cup: Any) -> None:
    bundle = make_bundle(tea, cup)
    add(client, bundle)
    said = told(add(client, bundle))
    assert "Tea time, now 2 sets: you save $2.30 instead of $1.15." in said
    page = client.get(reverse("basket:summary")).content.decode()
    form = {
        "form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2,
        **{f"form-{i}-id": line.pk for i, line in enumerate(Line.objects.order_by("pk"))},
        "form-0-quantity": 2, "form-1-quantity": 1,
    }  # fmt: skip
    assert "form-TOTAL_FORMS" in page
    said = told(client.post(reverse("basket:summary"), form))
    assert "Tea time, now 1 set: you save $1.15 instead of $2.30." in said
    form["form-1-quantity"] = 0
    said = told(client.post(reverse("basket:summary"), form))
    assert "Tea time is not complete any more: you no longer save $1.15." in said


def test_all_or_nothing_and_what_is_missing_is_named(client: Client, tea: Any) -> None:
    cup = shopdata.make_product("Cup", "7.50", 0)
    bundle = make_bundle(tea, cup)
    said = told(add(client, bundle, part_1=tea.pk, part_2=cup.pk))
    assert basket() == {}
    assert said == ["Not added: Cup: no stock available"]
    assert told(add(client, bundle)) == said


def test_stock_counts_what_the_basket_holds(client: Client, tea: Any) -> None:
    cup = shopdata.make_product("Cup", "7.50", 2)
    bundle = make_bundle(tea, (2, cup))
    shopdata.fill_basket(client, cup)
    said = told(add(client, bundle, part_1=tea.pk, part_2=cup.pk))
    assert basket() == {"Cup": 1}
    assert said[-1] == "Not added: Cup: a maximum of 2 can be bought"


def test_the_same_product_in_two_parts_is_added_for_both(client: Client, tea: Any) -> None:
    bundle = make_bundle(tea, (2, tea))
    add(client, bundle, part_1=tea.pk, part_2=tea.pk)
    assert basket() == {"Tea": 3}
    assert "Tea: a maximum of 5" in told(add(client, bundle, part_1=tea.pk, part_2=tea.pk))[-1]
    assert basket() == {"Tea": 3}


def test_choices_of_variants_and_of_products(client: Client, cup: Any) -> None:
    milk, (_small, large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    food = shopdata.make_category("Food")
    jam = shopdata.make_product("Jam", "3.00", category=food)
    honey = shopdata.make_product("Honey", "2.00", category=food)
    bundle = make_bundle(milk, (2, food))
    add(client, bundle, part_1=large.pk, part_2=[jam.pk, honey.pk])
    assert basket() == {"2 l": 1, "Jam": 1, "Honey": 1}
    add(client, bundle, part_1=large.pk, part_2=jam.pk)
    assert basket() == {"2 l": 2, "Jam": 3, "Honey": 1}
    said = told(add(client, bundle, part_1=cup.pk, part_2=jam.pk))
    assert said == ["Please choose each part once more."]
    assert basket() == {"2 l": 2, "Jam": 3, "Honey": 1}


OVER = "This bundle is not offered any more. Nothing was added."


@pytest.mark.parametrize("fields", [{"active": False}, {"group": "Members"}])
def test_what_is_not_offered_is_not_added(
    client: Client, tea: Any, cup: Any, fields: dict[str, Any]
) -> None:
    bundle = make_bundle(tea, cup, **fields)
    assert told(add(client, bundle)) == [OVER]
    assert told(add(client, "no-such-bundle")) == [OVER]
    assert basket() == {}


def test_a_bundle_that_is_used_up_is_not_sold_at_full_price(
    client: Client, tea: Any, cup: Any
) -> None:
    bundle = make_bundle(tea, cup, per_basket=1)
    add(client, bundle)
    assert told(add(client, bundle))[-1] == OVER
    assert basket() == {"Tea": 1, "Cup": 1}


@pytest.mark.parametrize(
    "form",
    [
        {"part_1": "x"},
        {"part_1": "-1"},
        {"part_1": "9" * 30},
        {"part_x": "1"},
        {"part_99": "1"},
        {"part_1": [1] * 21},
        {"part_1": ""},
        {"part_1": "١"},
    ],
    ids=repr,
)
def test_hostile_forms_add_nothing(
    client: Client, tea: Any, cup: Any, form: dict[str, Any]
) -> None:
    said = told(add(client, make_bundle(tea, cup), **form))
    assert said == ["This product is not known here. Please reload the page."]
    assert basket() == {}


def test_a_product_that_nobody_may_know_stays_unknown(client: Client, tea: Any, cup: Any) -> None:
    secret = shopdata.make_product("Secret", "1.00", is_public=False)
    bundle = make_bundle(tea, [cup, secret])
    said = told(add(client, bundle, part_1=tea.pk, part_2=secret.pk))
    assert said == ["Not added: This product is not sold here any more."]
    said = told(add(client, bundle, part_1=tea.pk, part_2=99_999))
    assert said == ["Not added: This product is not sold here any more."]
    assert basket() == {}


def test_the_form_needs_its_token(tea: Any, cup: Any) -> None:
    assert add(Client(enforce_csrf_checks=True), make_bundle(tea, cup)).status_code == 403


def test_reading_the_address_changes_nothing(client: Client, tea: Any, cup: Any) -> None:
    slug = make_bundle(tea, cup).slug
    assert client.get(reverse("crosssell:add_bundle", kwargs={"slug": slug})).status_code == 405


def test_without_javascript_a_choice_is_shown_before_it_is_bought(
    client: Client, tea: Any, cup: Any
) -> None:
    response = add(client, make_bundle(tea, cup), part_1=tea.pk, part_2=cup.pk, show="1")
    assert response.url == f"/crosssell/bundles/tea-time/?part-1={tea.pk}&part-2={cup.pk}"
    assert basket() == {}


def test_five_parts_with_a_limit_for_each_customer(client: Client) -> None:
    products = [shopdata.make_product(f"Sandwich {n}", f"2.{n}5") for n in range(5)]
    bundle = make_bundle(*products, per_customer=1)
    form = {f"part_{n}": one.pk for n, one in enumerate(products, start=1)}
    html = add(client, bundle, htmx=True, place="7", **form).content.decode()
    assert "<strong>Tea time</strong> is complete: you save $1.12." in html
    assert sum(basket().values()) == 5
