"""Nobody gets a gift that is not his, more than one piece, or anything by a forged form."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crosssell import kept
from crosssell.models import Tier
from tests import gifted, laddered, shopdata
from tests.gifted import Line, as_form, claim, lines, priced, told
from tests.laddered import tier

pytestmark = pytest.mark.django_db
BASKET = reverse("basket:summary")
BAD = "<script>alert(1)</script>"


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


@pytest.fixture
def mug() -> Any:
    return shopdata.make_product("Mug", "7.35", 3)


def nothing_added(client: Client, answer: Any, why: str) -> None:
    assert answer.status_code == 302
    assert told(answer)[-1] == f"Not added: {why}"
    assert lines() == [("Tea", 1, "")]


def test_a_tier_that_is_not_reached(client: Client, tea: Any, mug: Any) -> None:
    gifted.ladder(mug, at_least="20.01")
    gifted.fill(client, tea)
    why = "it is for orders from $20.01 on, and you are $0.01 away"
    nothing_added(client, claim(client), f"You cannot have this gift yet: {why}.")


@pytest.mark.parametrize("known", [True, False])
def test_an_empty_basket(client: Client, tea: Any, mug: Any, known: bool) -> None:
    gifted.ladder(mug)
    if known:
        gifted.fill(client, tea)
        Line.objects.all().delete()
    why = "it is for orders from $20.00 on, and you are $20.00 away"
    assert told(claim(client))[-1] == f"Not added: You cannot have this gift yet: {why}."
    assert lines() == []


OTHERS: dict[str, dict[str, Any]] = {
    "another group": {"group": "Club"},
    "off": {"active": False},
    "ended": {"ends_at": shopdata.MIDDAY.replace(year=2001)},
    "not begun": {"starts_at": shopdata.MIDDAY.replace(year=2101)},
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_tier_of_somebody_else(client: Client, tea: Any, mug: Any, name: str) -> None:
    gifted.ladder(mug, **OTHERS[name])
    gifted.fill(client, tea)
    nothing_added(client, claim(client), "This gift is not offered any more.")


def test_a_tier_of_another_country(client: Client, tea: Any, mug: Any) -> None:
    shopdata.make_country()
    france = shopdata.Country.objects.create(
        iso_3166_1_a2="FR", iso_3166_1_a3="FRA", iso_3166_1_numeric="250", name="France"
    )
    gifted.ladder(mug, countries=[france])
    gifted.fill(client, tea)
    nothing_added(client, claim(client), "This gift is not offered any more.")


@pytest.mark.parametrize("fields", [{"reward": "message"}, {"decorative": True}])
def test_a_tier_that_gives_no_gift(
    client: Client, tea: Any, mug: Any, fields: dict[str, Any]
) -> None:
    gifted.ladder(mug)
    address = gifted.address()
    Tier.objects.update(**fields)
    kept.changed()
    gifted.fill(client, tea)
    nothing_added(client, client.post(address), "This gift is not offered any more.")


def test_a_tier_that_is_not_there(client: Client, tea: Any) -> None:
    gifted.fill(client, tea)
    nothing_added(client, client.post(gifted.address(10**6)), "This gift is not offered any more.")


def test_a_product_that_is_no_gift(client: Client, tea: Any, mug: Any) -> None:
    gold = shopdata.make_product("Gold", "9000.00")
    gifted.ladder(mug)
    laddered.make_threshold(tier("20000", "gift_of_choice", gifts=[gold]), name="Rich")
    gifted.fill(client, tea)
    first = Tier.objects.earliest("pk").pk
    answer = client.post(gifted.address(first), {"product": gold.pk})
    nothing_added(client, answer, "This is none of the gifts. Please reload the page.")


@pytest.mark.parametrize("text", ["x", "-1", "1.5", "9" * 30, "\x00", "0"])
def test_a_product_that_is_no_number(client: Client, tea: Any, mug: Any, text: str) -> None:
    gifted.ladder(mug)
    gifted.fill(client, tea)
    said = told(client.post(gifted.address(), {"product": text}))[-1]
    assert said in (
        "This product is not known here. Please reload the page.",
        "Not added: This is none of the gifts. Please reload the page.",
    )
    assert lines() == [("Tea", 1, "")]


def test_a_product_that_nobody_may_see(client: Client, tea: Any, mug: Any) -> None:
    gifted.ladder(mug)
    shopdata.Product.objects.filter(pk=mug.pk).update(is_public=False)
    gifted.fill(client, tea)
    nothing_added(client, claim(client, mug), "This product is not sold here any more.")


def test_only_a_post_with_its_token(tea: Any, mug: Any) -> None:
    gifted.ladder(mug)
    client = Client(enforce_csrf_checks=True)
    assert client.get(gifted.address()).status_code == 405
    assert client.post(gifted.address()).status_code == 403
    assert lines() == []


def test_next_leads_nowhere_else(client: Client, tea: Any, mug: Any) -> None:
    gifted.ladder(mug)
    gifted.fill(client, tea)
    assert claim(client, next="https://evil.example/").url == BASKET
    assert claim(client, next="/catalogue/").url == "/catalogue/"


@pytest.mark.parametrize("field", ["quantity", "line_reference", "tier", "price"])
def test_more_fields_change_nothing(client: Client, tea: Any, mug: Any, field: str) -> None:
    gifted.ladder(mug)
    gifted.fill(client, tea)
    claim(client, **{field: "7"})
    assert lines() == [("Tea", 1, ""), ("Mug", 1, "gift")]


def test_the_basket_forms_make_no_gift_of_a_line(client: Client, tea: Any, mug: Any) -> None:
    gifted.ladder(mug)
    gifted.fill(client, tea, mug)
    reference = f"crosssell-gift-{Tier.objects.get().pk}"
    client.post(BASKET, as_form(quantity="2", line_reference=reference))
    add = reverse("basket:add", kwargs={"pk": mug.pk})
    client.post(add, {"quantity": 1, "line_reference": reference})
    assert lines() == [("Tea", 1, ""), ("Mug", 3, "")]
    assert priced().total_incl_tax == Decimal("42.05")


@pytest.mark.parametrize("tail", ["", "x", "-1", "²", "9" * 40])
def test_a_line_with_a_forged_reference_leaves(
    client: Client, tea: Any, mug: Any, tail: str
) -> None:
    gifted.ladder(mug)
    gifted.fill(client, tea, mug)
    Line.objects.filter(product=mug).update(line_reference=f"crosssell-gift-{tail}")
    client.get(BASKET)
    assert lines() == [("Tea", 1, "")]


def test_a_gift_that_would_not_be_free_is_not_added(
    client: Client, tea: Any, mug: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    gifted.ladder(mug)
    gifted.fill(client, tea)
    with monkeypatch.context() as patched:
        patched.setattr("crosssell.oscar.gift_lines.amounts", lambda *_: {})
        nothing_added(client, claim(client), "This gift cannot be given just now.")
    claim(client)
    assert priced().total_incl_tax == Decimal("20.00")


def test_titles_and_labels_are_no_html(client: Client, tea: Any) -> None:
    gift = shopdata.make_product(BAD, "5.00")
    laddered.make_threshold(tier("20", "gift_of_choice", gifts=[gift], label=BAD))
    laddered.make_threshold(tier("20", label=BAD), name="Two")
    shopdata.fill_basket(client, tea)
    page = client.get(BASKET).content.decode()
    page += client.post(gifted.address(), headers={"HX-Request": "true"}).content.decode()
    page += client.post(gifted.address(), follow=True).content.decode()
    Tier.objects.update(decorative=True)
    kept.changed()
    page += client.post(BASKET, as_form(quantity="1"), follow=True).content.decode()
    assert "You have reached &lt;script&gt;" in page
    assert "has left your basket" in page
    assert BAD not in page
