"""Hostile forms and addresses: a clear word, and nothing changed."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from tests import shopdata

pytestmark = pytest.mark.django_db
ADD = "/crosssell/add/"
GONE = [("warning", "Not added: This product is not sold here any more.")]
UNKNOWN = [("error", "This product is not known here. Please reload the page.")]
QUANTITY = [("error", "The quantity must be a whole number from 1 to 9999.")]


def post(client: Client, **form: Any) -> HttpResponse:
    return client.post(ADD, form)


def told(response: HttpResponse) -> list[tuple[str, str]]:
    return [(one.level_tag, str(one)) for one in get_messages(response.wsgi_request)]


def assert_nothing_changed() -> None:
    assert get_model("basket", "Basket").objects.count() == 0
    assert get_model("basket", "Line").objects.count() == 0


@pytest.fixture
def tea(db: None) -> Any:
    return shopdata.make_product("Tea")


def test_the_form_needs_its_token(tea: Any) -> None:
    response = Client(enforce_csrf_checks=True).post(ADD, {"product": tea.pk})
    assert response.status_code == 403
    assert_nothing_changed()


def test_htmx_needs_the_token_too(tea: Any) -> None:
    client = Client(enforce_csrf_checks=True, headers={"HX-Request": "true"})
    assert client.post(ADD, {"product": tea.pk}).status_code == 403
    assert_nothing_changed()


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "patch"])
def test_only_post_adds(client: Client, tea: Any, method: str) -> None:
    response = getattr(client, method)(f"{ADD}?product={tea.pk}")
    assert response.status_code == 405
    assert_nothing_changed()


@pytest.mark.parametrize(
    "quantity", ["0", "-1", "1000000000", "10000", "1e3", "two", "1.5", "", " ", "\x00", "٣", "1_0"]
)
def test_a_quantity_that_cannot_be_is_refused(client: Client, tea: Any, quantity: str) -> None:
    assert told(post(client, product=tea.pk, quantity=quantity)) == QUANTITY
    assert_nothing_changed()


@pytest.mark.parametrize("quantity", ["0", "-1", "1000000000", "two"])
def test_htmx_says_so_too(client: Client, tea: Any, quantity: str) -> None:
    form = {"product": tea.pk, "quantity": quantity}
    html = client.post(ADD, form, headers={"HX-Request": "true"}).content.decode()
    assert QUANTITY[0][1] in html
    assert_nothing_changed()


@pytest.mark.parametrize(
    "product", ["", "x", "-1", "1.0", "1' OR '1'='1", "9" * 19, "\x00", "<script>", "１"]
)
def test_an_id_that_is_no_number_is_refused(client: Client, product: str) -> None:
    assert told(post(client, product=product)) == UNKNOWN
    assert_nothing_changed()


def test_one_bad_id_stops_all(client: Client, tea: Any) -> None:
    assert told(post(client, product=[tea.pk, "x"])) == UNKNOWN
    assert_nothing_changed()


@pytest.mark.parametrize("product", ["0", "999999", "9" * 18])
def test_an_id_that_nobody_has_is_refused(client: Client, product: str) -> None:
    assert told(post(client, product=product)) == GONE
    assert_nothing_changed()


def test_a_deleted_product_is_refused(client: Client, tea: Any) -> None:
    pk = tea.pk
    tea.delete()
    assert told(post(client, product=pk)) == GONE
    assert_nothing_changed()


def test_a_draft_is_refused_without_its_name(client: Client) -> None:
    draft = shopdata.make_product("Secret launch", is_public=False)
    assert told(post(client, product=draft.pk)) == GONE
    assert_nothing_changed()


def test_a_variant_of_a_draft_is_refused() -> None:
    parent, (child,) = shopdata.make_parent("Secret launch", {"1 l": "1.00"})
    type(parent).objects.filter(pk=parent.pk).update(is_public=False)
    assert told(post(Client(), product=child.pk)) == GONE
    assert told(post(Client(), product=parent.pk, **{f"choice-{parent.pk}": child.pk})) == GONE
    assert_nothing_changed()


@pytest.mark.parametrize("which", ["another's", "draft", "unknown", "itself"])
def test_a_variant_must_be_one_of_the_product(client: Client, which: str) -> None:
    parent, _ = shopdata.make_parent("Milk", {"1 l": "1.00"})
    _, (other,) = shopdata.make_parent("Beer", {"6 cans": "9.00"})
    draft = shopdata.make_product("Oat", "2.00", parent=parent, is_public=False)
    ids = {"another's": other.pk, "draft": draft.pk, "unknown": 999999, "itself": parent.pk}
    response = post(client, product=parent.pk, **{f"choice-{parent.pk}": ids[which]})
    assert told(response) == [("warning", "Not added: Milk: The chosen variant does not exist.")]
    assert_nothing_changed()


def test_a_variant_that_is_no_number_is_refused(client: Client) -> None:
    parent, _ = shopdata.make_parent("Milk", {"1 l": "1.00"})
    assert told(post(client, product=parent.pk, **{f"choice-{parent.pk}": "x"})) == UNKNOWN
    assert_nothing_changed()


def test_too_many_at_once_are_refused(client: Client) -> None:
    response = post(client, product=list(range(1, 52)))
    assert told(response) == [("error", "At most 50 products can be added at once.")]
    assert_nothing_changed()


HOSTILE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "https:evil.example",
    "http://testserver@evil.example/",
    "\x00/",
]


@pytest.mark.parametrize("url", HOSTILE)
def test_next_never_leaves_the_shop(client: Client, tea: Any, url: str) -> None:
    assert post(client, product=tea.pk, next=url).url == reverse("basket:summary")


@pytest.mark.parametrize("url", HOSTILE[:2])
def test_the_page_before_never_leaves_the_shop(client: Client, tea: Any, url: str) -> None:
    response = client.post(ADD, {"product": tea.pk}, headers={"referer": url})
    assert response.url == reverse("basket:summary")


def test_a_secure_page_does_not_go_on_to_an_insecure_one(client: Client, tea: Any) -> None:
    form = {"product": tea.pk, "next": "http://testserver/"}
    assert client.post(ADD, form, secure=True).url == reverse("basket:summary")


def test_line_breaks_add_no_header(client: Client, tea: Any) -> None:
    response = post(client, product=tea.pk, next="/x\r\nSet-Cookie: a=b")
    assert "a" not in response.cookies
    assert "\n" not in response["Location"]


TITLE = "<script>alert(1)</script>\u202eevil"


def test_hostile_titles_are_text_in_the_result(client: Client) -> None:
    bad = shopdata.make_product(TITLE)
    gone = shopdata.make_product(TITLE, stock=0)
    form = {"product": [bad.pk, gone.pk]}
    html = client.post(ADD, form, headers={"HX-Request": "true"}).content.decode()
    assert html.count("&lt;script&gt;alert(1)") >= 2
    assert "<script>alert" not in html


def test_hostile_titles_are_text_in_messages(client: Client) -> None:
    bad = shopdata.make_product(TITLE)
    html = client.post(ADD, {"product": bad.pk}, follow=True).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html


def test_a_title_cannot_turn_the_rest_of_a_message(client: Client) -> None:
    bad, gone = shopdata.make_product("live\u202e"), shopdata.make_product("dead\u2067", stock=0)
    texts = [text for _, text in told(post(client, product=[bad.pk, gone.pk]))]
    assert texts[:2] == [
        "Added to your basket: “live”",
        "Not added: dead: no stock available",
    ]
    form = {"product": [bad.pk]}
    html = client.post(ADD, form, headers={"HX-Request": "true"}).content.decode()
    assert '<strong dir="auto">live\u202e</strong>' in html
