"""Every way into the basket: what a token names is a touch, and nothing else."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from oscar.core.loading import get_model

from crosssell.analytics.tracking import adding
from crosssell.receivers.tracking import note_touch
from tests import shopdata
from tests.bundled import make_bundle
from tests.noted import noted, token, touches
from tests.visitor import AGENT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]
ADD_ALL = "/crosssell/add/"


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "4.00")


@pytest.fixture
def cup() -> Any:
    return shopdata.make_product("Cup", "7.50")


def of(product: Any) -> str:
    return token(subject_id=product.pk)


def add(client: Client, product: Any, query: str = "", referer: str = "", **form: Any) -> None:
    """By Oscar's own form."""
    headers = {"referer": f"http://testserver{referer}"} if referer else {}
    sent = {"quantity": 1, **form}
    answer = client.post(f"/basket/add/{product.pk}/{query}", sent, headers=headers)
    assert answer.status_code == 302


def lines() -> dict[str, int]:
    rows = get_model("basket", "Line").objects.select_related("product")
    return {line.product.get_title(): line.quantity for line in rows}


def test_a_tiles_button_without_a_script(visitor: Client, tea: Any) -> None:
    add(visitor, tea, f"?crosssell={of(tea)}", quantity=2)
    [event] = noted("touch")
    [basket] = get_model("basket", "Basket").objects.all()
    assert {**event, "shown": ""} == {
        "shown": "", "product": tea.pk, "quantity": 2, "basket": basket.pk, "user": None
    }  # fmt: skip


def test_a_tiles_button_with_a_script(visitor: Client, tea: Any) -> None:
    answer = visitor.post(
        f"{ADD_ALL}?crosssell={of(tea)}",
        {"product": tea.pk, "quantity": 1},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 200
    assert touches() == [("product", tea.pk, tea.pk, 1)]


def test_of_several_parts_those_that_are_ticked(visitor: Client, tea: Any, cup: Any) -> None:
    jam = shopdata.make_product("Jam", "3.00")
    texts = [of(cup), of(jam)]
    visitor.post(ADD_ALL, {"product": [tea.pk, cup.pk], "crosssell": texts, "quantity": 3})
    assert lines() == {"Tea": 3, "Cup": 3}
    assert touches() == [("product", cup.pk, cup.pk, 3)]


def test_quantity_is_what_went_in_now(visitor: Client, tea: Any) -> None:
    add(visitor, tea, quantity=5)
    add(visitor, tea, quantity=2, crosssell=of(tea))
    assert lines() == {"Tea": 7}
    assert touches() == [("product", tea.pk, tea.pk, 2)]


def test_a_variant_of_what_was_shown(visitor: Client) -> None:
    milk, (small, large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    add(visitor, milk, crosssell=of(milk), child_id=large.pk)
    assert touches() == [("product", milk.pk, large.pk, 1)]
    # Shown was the other variant: only the tables know that they are of one family.
    add(visitor, milk, crosssell=of(small), child_id=large.pk)
    assert touches() == [("product", small.pk, large.pk, 1)]
    add(visitor, milk, crosssell=token(subject_id=999), child_id=large.pk)
    assert touches() == []


def test_from_the_landing_page(visitor: Client, tea: Any, cup: Any) -> None:
    page = f"{tea.get_absolute_url()}?a=b&crosssell={of(tea)}"
    # A script has put the token into the form, and taken it out of the address.
    add(visitor, tea, referer=tea.get_absolute_url(), crosssell=of(tea))
    assert touches() == [("product", tea.pk, tea.pk, 1)]
    # Without one it is in the address of the page.
    add(visitor, tea, referer=page)
    assert touches() == [("product", tea.pk, tea.pk, 1)]
    add(visitor, cup, referer=page)
    assert touches() == []


def test_the_same_token_by_several_ways_is_one_touch(visitor: Client, tea: Any) -> None:
    text = of(tea)
    page = f"{tea.get_absolute_url()}?crosssell={text}"
    add(visitor, tea, f"?crosssell={text}", referer=page, crosssell=[text, text])
    assert touches() == [("product", tea.pk, tea.pk, 1)]


def test_the_button_counts_before_the_page(visitor: Client, tea: Any) -> None:
    button, page = token(subject_id=tea.pk, placement=1), token(subject_id=tea.pk, placement=2)
    add(visitor, tea, f"?crosssell={button}", referer=f"/?crosssell={page}")
    [event] = noted("touch")
    assert event["shown"].split(".")[2] == "1"


def test_each_product_of_a_bundle(visitor: Client, tea: Any, cup: Any) -> None:
    bundle = make_bundle((2, tea), cup)
    text = token("bundle", bundle.pk)
    # The page on which the set stands was reached by a token of its own.
    referer = f"http://testserver/?crosssell={of(tea)}"
    visitor.post(
        "/crosssell/bundles/tea-time/add/", {"crosssell": text}, headers={"referer": referer}
    )
    assert lines() == {"Tea": 2, "Cup": 1}
    assert sorted(touches()) == [
        ("bundle", bundle.pk, tea.pk, 2),
        ("bundle", bundle.pk, cup.pk, 1),
    ]


def test_what_completes_a_bundle_and_nothing_beside_it(visitor: Client, tea: Any, cup: Any) -> None:
    jam = shopdata.make_product("Jam", "3.00")
    bundle = make_bundle(tea, cup)
    sent = {"product": [cup.pk, jam.pk], "crosssell": token("bundle", bundle.pk)}
    visitor.post(ADD_ALL, sent)
    assert touches() == [("bundle", bundle.pk, cup.pk, 1)]


def test_what_is_refused_is_none(visitor: Client, tea: Any) -> None:
    get_model("partner", "StockRecord").objects.update(num_in_stock=0, num_allocated=0)
    get_model("catalogue", "ProductClass").objects.update(track_stock=True)
    visitor.post(ADD_ALL, {"product": tea.pk, "crosssell": of(tea)})
    add(visitor, tea, crosssell=of(tea))
    assert (lines(), touches()) == ({}, [])


@pytest.mark.parametrize("agent", [AGENT, "Googlebot/2.1", ""])
@pytest.mark.parametrize("privacy", [{}, {"Sec-GPC": "1"}, {"DNT": "1"}])
def test_only_of_whoever_is_counted(
    client: Client, tea: Any, agent: str, privacy: dict[str, str]
) -> None:
    headers = {"user-agent": agent, **privacy}
    sent = {"product": tea.pk, "crosssell": of(tea)}
    client.post(ADD_ALL, sent, headers=headers)
    client.post(f"/basket/add/{tea.pk}/", {"quantity": 1, **sent}, headers=headers)
    assert len(touches()) == (2 if agent == AGENT and not privacy else 0)
    assert lines() == {"Tea": 2}


def test_staff_touch_nothing(visitor: Client, tea: Any) -> None:
    visitor.force_login(shopdata.make_user(is_staff=True))
    add(visitor, tea, crosssell=of(tea))
    assert touches() == []


def test_a_failure_is_not_the_shoppers(
    visitor: Client, tea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(adding, "added", fail)
    add(visitor, tea, crosssell=of(tea))
    visitor.post(ADD_ALL, {"product": tea.pk, "crosssell": of(tea)})
    assert lines() == {"Tea": 2}
    assert touches() == []


def test_a_shops_own_way_into_the_basket(rf: RequestFactory, tea: Any) -> None:
    basket = shopdata.make_basket(tea)
    request = rf.post("/own/", {"crosssell": of(tea)}, headers={"user-agent": AGENT})
    request.basket, request.user = basket, AnonymousUser()
    # Its sender says nothing of a line or a quantity.
    note_touch(sender=object, product=tea, user=request.user, request=request)
    [event] = noted("touch")
    assert (event["basket"], event["quantity"]) == (basket.pk, 1)
    note_touch(sender=object, product=tea, user=request.user, request=None)
    note_touch(sender=object, product=tea)
    assert noted("touch") == []
