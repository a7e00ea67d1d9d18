"""Headless shops: tokens in answers, and what comes back of them."""

from typing import Any

import pytest
from django.test import Client
from oscar.core.loading import get_model

from tests import laddered, shopdata
from tests.bundled import make_bundle
from tests.laddered import tier
from tests.learned import SLOT, learn, place, rule
from tests.noted import back, in_order, noted, shown, token, touches
from tests.visitor import AGENT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]
URL = "/crosssell/api/events/"


def tell(client: Client, status: int = 200, **fields: Any) -> Any:
    answer = client.post(URL, fields, content_type="application/json")
    assert answer.status_code == status, answer.content
    return answer.json().get("noted", answer.json())


def widget(client: Client, slot: str = SLOT, **query: Any) -> Any:
    [found] = client.get(f"/crosssell/api/slots/{slot}/", query).json()["widgets"]
    return found


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "4.00")


@pytest.fixture
def cup() -> Any:
    return shopdata.make_product("Cup", "7.50")


def test_what_is_answered_is_shown(visitor: Client, tea: Any, cup: Any) -> None:
    learn({tea: [cup]})
    first, second = place(rule()), place(rule("matrix"), position=20)
    [product] = widget(visitor, product=tea.pk)["products"]
    assert tell(visitor, kind="viewable", tokens=[product["token"]]) == 1
    assert tell(visitor, kind="click", tokens=[product["token"], "none of ours"]) == 1
    assert back() == [("viewable", "product", cup.pk), ("click", "product", cup.pk)]
    assert shown() == [(first.pk, in_order([cup])), (second.pk, None)]


def test_bundles_bars_and_pairs(visitor: Client, tea: Any, cup: Any) -> None:
    bundle, threshold = make_bundle(tea, cup), laddered.make_threshold(tier("14"))
    jam = shopdata.make_product("Jam", "4.00")
    learn(best=[cup, jam])
    for slot, kind in (("product.bottom", "bundle"), ("page.top", "threshold")):
        place(widget=kind, slot=slot)
    place(widget="bundle", slot="basket.below_lines")
    place(widget="gap_filler", slot="basket.above_lines")
    shopdata.fill_basket(visitor, tea)
    tokens = [
        widget(visitor, "product.bottom", product=tea.pk)["bundles"][0]["token"],
        widget(visitor, "page.top")["bar"]["token"],
        widget(visitor, "basket.below_lines")["completing"][0]["token"],
        *[one["token"] for one in widget(visitor, "basket.above_lines")["pairs"][0]["products"]],
    ]
    assert tell(visitor, kind="viewable", tokens=tokens) == 5
    assert back() == [
        ("viewable", "bundle", bundle.pk),
        ("viewable", "threshold", threshold.pk),
        ("viewable", "bundle", bundle.pk),
        ("viewable", "product", cup.pk),
        ("viewable", "product", jam.pk),
    ]


def test_a_touch_is_what_lies_in_the_basket(visitor: Client, tea: Any, cup: Any) -> None:
    text = token(subject_id=tea.pk)
    refused = tell(visitor, 400, kind="touch", tokens=[text], product=tea.pk)
    assert refused == {"product": ["So much of this product is not in your basket."]}
    shopdata.fill_basket(visitor, tea, cup, quantity=2)
    assert tell(visitor, kind="touch", tokens=[text], product=tea.pk, quantity=2) == 1
    assert touches() == [("product", tea.pk, tea.pk, 2)]
    # One more than there is, another product than the token names, and none at all.
    tell(visitor, 400, kind="touch", tokens=[text], product=tea.pk, quantity=3)
    assert tell(visitor, kind="touch", tokens=[text], product=cup.pk) == 0
    assert tell(visitor, 400, kind="touch", tokens=[text]) == {
        "product": ["A touch names the product."]
    }
    assert touches() == []


def test_it_is_the_callers_own(visitor: Client, tea: Any) -> None:
    user = shopdata.make_user()
    visitor.force_login(user)
    shopdata.fill_basket(visitor, tea)
    tell(visitor, kind="touch", tokens=[token(subject_id=tea.pk)], product=tea.pk)
    [event] = [one for one in noted("touch") if "shown" in one]
    basket = get_model("basket", "Basket").objects.get(owner=user)
    assert (event["basket"], event["user"]) == (basket.pk, user.pk)
    other = Client(headers={"user-agent": AGENT})
    tell(other, 400, kind="touch", tokens=[token(subject_id=tea.pk)], product=tea.pk)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "kind"),
        ({"kind": "order", "tokens": ["p"]}, "kind"),
        ({"kind": "click"}, "tokens"),
        ({"kind": "click", "tokens": []}, "tokens"),
        ({"kind": "click", "tokens": "p"}, "tokens"),
        ({"kind": "click", "tokens": ["p"] * 65}, "tokens"),
        ({"kind": "click", "tokens": ["p" * 200]}, "tokens"),
        ({"kind": "touch", "tokens": ["p"], "product": -1}, "product"),
        ({"kind": "touch", "tokens": ["p"], "product": 2**70}, "product"),
        ({"kind": "touch", "tokens": ["p"], "product": 1, "quantity": 0}, "quantity"),
        ({"kind": "touch", "tokens": ["p"], "product": 1, "quantity": "many"}, "quantity"),
    ],
)
def test_what_is_wrong_is_said(visitor: Client, fields: dict[str, Any], field: str) -> None:
    assert next(iter(tell(visitor, 400, **fields))) == field


def test_nobodys_basket_is_named(visitor: Client) -> None:
    answer = visitor.post(f"{URL}?basket=1", {}, content_type="application/json")
    assert answer.json() == {"detail": "basket cannot be named; it is always yours."}


def test_other_forms_than_json_are_refused(visitor: Client) -> None:
    answer = visitor.post(URL, b"{", content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "headers", [{}, {"user-agent": "curl/8"}, {"user-agent": AGENT, "Sec-GPC": "1"}]
)
def test_who_is_not_counted(client: Client, tea: Any, cup: Any, headers: dict[str, str]) -> None:
    client.defaults |= {f"HTTP_{k.replace('-', '_').upper()}": v for k, v in headers.items()}
    learn({tea: [cup]})
    place(rule())
    assert widget(client, product=tea.pk)["products"][0]["token"] == ""
    shopdata.fill_basket(client, tea)
    text = token(subject_id=tea.pk)
    assert tell(client, kind="click", tokens=[text]) == 0
    assert tell(client, kind="touch", tokens=[text], product=tea.pk) == 0
    assert (shown(), back(), touches()) == ([], [], [])


def test_whoever_tells_too_often_is_slowed_down(visitor: Client, settings: Any) -> None:
    settings.CROSSSELL = {**settings.CROSSSELL, "API_THROTTLE": "2/min"}
    for status in (200, 200, 429):
        tell(visitor, status, kind="click", tokens=[token()])
    assert len(back()) == 2


def test_a_customer_sends_the_token_of_the_session(tea: Any) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"user-agent": AGENT})
    strict.force_login(shopdata.make_user())
    tell(strict, 403, kind="click", tokens=[token()])
    assert back() == []


def test_the_schema_describes_it(client: Client) -> None:
    schema = client.get("/crosssell/api/schema/openapi.json").json()
    operation = schema["paths"][URL]["post"]
    assert operation["operationId"] == "events"
    assert set(operation["responses"]) == {"200", "400", "403", "429"}
    parts = schema["components"]["schemas"]
    for name in ("Recommended", "Tokened", "Bundle", "Completing", "Threshold"):
        assert "token" in parts[name]["properties"], name
    assert set(parts["Events"]["properties"]) == {"kind", "tokens", "product", "quantity"}
