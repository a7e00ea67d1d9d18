"""Every kind of thing that a rule may name is found by typing, and kept by its key."""

from typing import Any

import pytest
from django.contrib.sites.models import Site
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from crosssell.admin.lookup.answers import named
from crosssell.admin.lookup.field import LookupField, LookupManyField
from tests.laddered import make_threshold
from tests.merchant import sign_in
from tests.shopdata import make_country, make_product

pytestmark = pytest.mark.django_db
Attribute = get_model("catalogue", "ProductAttribute")
ProductClass = get_model("catalogue", "ProductClass")
Range = get_model("offer", "Range")


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def found(client: Client, kind: str, term: str) -> list[tuple[str, str]]:
    answer = client.get(reverse("admin:crosssell_lookup", args=(kind,)), {"term": term}).json()
    return [(row["id"], row["text"]) for row in answer["results"]]


def test_ranges_classes_and_sites(client: Client) -> None:
    dear = Range.objects.create(name="Dear wines")
    kind = make_product().product_class
    site = Site.objects.create(domain="cheese.example", name="The cheese shop")

    assert found(client, "range", "wine") == [(str(dear.pk), "Dear wines")]
    assert found(client, "range", f"#{dear.pk}") == [(str(dear.pk), "Dear wines")]
    assert found(client, "product_class", "groc") == [(str(kind.pk), "Groceries")]
    assert found(client, "site", "the cheese") == [(str(site.pk), "cheese.example")]


def test_thresholds_go_by_their_name(client: Client) -> None:
    made = make_threshold(name="Free delivery")
    make_threshold(name="Members")

    assert found(client, "threshold", "deliv") == [(str(made.pk), "Free delivery")]


def test_countries_go_by_their_code(client: Client) -> None:
    make_country()

    assert found(client, "country", "states") == [("US", "United States")]
    assert found(client, "country", "us") == [("US", "United States")]
    assert named("country", ["US", "XX", "\x00"]) == {"US": "United States"}
    assert LookupManyField("country").clean(["US", "US"]) == ["US"]


def test_an_attribute_that_classes_share_is_listed_once(client: Client) -> None:
    for name, label in (("Wine", "Colour"), ("Cheese", "Colour of it"), ("Bread", "Colour")):
        kind = ProductClass.objects.create(name=name)
        Attribute.objects.create(product_class=kind, code="colour", name=label)
    Attribute.objects.create(product_class=kind, code="brand", name="Made by")

    assert found(client, "attribute", "") == [("colour", "Colour"), ("brand", "Made by")]
    assert found(client, "attribute", "bran") == [("brand", "Made by")]
    assert found(client, "attribute", "made") == [("brand", "Made by")]
    assert LookupField("attribute").clean("colour") == "colour"


@pytest.mark.parametrize("given", ["weight", "x" * 129, "a\x00b", "' OR 1=1 --"])
def test_a_code_that_is_not_there_is_refused(given: str) -> None:
    with pytest.raises(ValidationError, match="Choose from the list|nothing with the code"):
        LookupField("attribute").clean(given)


def test_a_code_that_is_gone_is_shown_as_gone() -> None:
    html = LookupField("attribute").widget.render("main", "colour")

    assert '<option value="colour" selected>colour (not there any more)</option>' in html
    assert "or codes, separated by commas" in html


def test_names_that_the_form_knows_are_not_asked_for(django_assert_num_queries: Any) -> None:
    field = LookupManyField("product")
    field.widget.names = {("product", 5): "Tea"}

    with django_assert_num_queries(0):
        html = field.widget.render("main", [5])

    assert '<option value="5" selected>Tea</option>' in html
