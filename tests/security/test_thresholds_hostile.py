"""Bad and curious requests for bars, in JSON and as pieces of a page."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests import laddered, shopdata
from tests.laddered import tier
from tests.learned import place, rule

pytestmark = pytest.mark.django_db
JSON, PIECES = "/crosssell/api/thresholds/", "/crosssell/bars/"


@pytest.mark.parametrize(
    "raw", ["", "usd", "US", "USDX", "U S", "%00", "<b>", "USD&currency=EUR", "é" * 3]
)
def test_a_currency_is_one_code(client: Client, raw: str) -> None:
    response = client.get(f"{JSON}?currency={raw}")
    assert response.status_code == 400
    assert response.json() == {"detail": "currency must be one code of three capital letters."}


@pytest.mark.parametrize("name", ["basket", "customer", "user", "order"])
def test_nobody_elses_basket_can_be_named(client: Client, name: str) -> None:
    response = client.get(JSON, {name: 1})
    assert response.status_code == 400
    assert name in response.json()["detail"]


@pytest.mark.parametrize("url", [JSON, PIECES])
def test_they_are_only_read(client: Client, url: str) -> None:
    assert client.post(url).status_code == 405


def test_json_answers_in_json_whatever_is_accepted(client: Client) -> None:
    response = client.get(JSON, headers={"Accept": "text/html"})
    assert response["Content-Type"] == "application/json"


def test_members_terms_are_not_told_to_guests(client: Client) -> None:
    laddered.make_threshold(tier("30", "message", label="Secret"), group="Members")
    laddered.make_threshold(tier("30", "message", label="Later"), name="Off", active=False)
    place(widget="threshold", slot="page.top")
    for url in (JSON, "/"):
        assert b"Secret" not in client.get(url).content
        assert b"Later" not in client.get(url).content


@pytest.mark.parametrize("raw", ["x", "-1", "1.0", "9" * 19, "%00", "1' OR 1=1--", ""])
def test_a_placement_is_a_number(client: Client, raw: str) -> None:
    response = client.get(f"{PIECES}?placement={raw}")
    assert response.status_code == 400
    assert response["Content-Type"].startswith("text/plain")
    assert "placement must be one whole number." in response.content.decode()


def test_no_more_bars_than_a_page_has(client: Client) -> None:
    ids = "&".join(f"placement={n}" for n in range(21))
    response = client.get(f"{PIECES}?{ids}")
    assert response.status_code == 400
    assert response.content.decode() == "At most 20 bars at once."


def test_only_bars_that_are_in_force_are_given(client: Client) -> None:
    tea = shopdata.make_product("Tea")
    laddered.make_threshold(tier("30", "message"))
    bar = place(widget="threshold", slot="page.top")
    off = place(widget="threshold", slot="page.bottom", active=False)
    other = place(rule("bestsellers"), slot="home.top")
    query: dict[str, Any] = {"placement": [bar.pk, off.pk, other.pk, 987654]}
    html = client.get(PIECES, query).content.decode()
    assert html.count("<section") == 1
    assert f'data-crosssell-placement="{bar.pk}"' in html
    assert client.get(PIECES).content == b""
    draft = shopdata.make_product("Secret", is_public=False)
    assert client.get(PIECES, {**query, "product": tea.pk}).status_code == 200
    assert client.get(PIECES, {**query, "product": draft.pk}).status_code == 404
    assert client.get(PIECES, {**query, "product": "x"}).status_code == 400


@pytest.mark.parametrize(
    "page",
    ["javascript:alert(1)", "//evil.example/", '"><script>alert(1)</script>', "\x00", "x" * 5000],
)
def test_the_page_that_is_named_leads_nowhere_else(client: Client, page: str) -> None:
    tea, spoon = shopdata.make_product("Tea", "20.00"), shopdata.make_product("Spoon", "2.00")
    made = laddered.make_threshold(tier("10", "gift_of_choice", gifts=[spoon]))
    bar = place(widget="threshold", slot="page.top")
    shopdata.fill_basket(client, tea)
    response = client.get(PIECES, {"placement": bar.pk, "next": page})
    assert response.status_code == 200
    assert b"<script" not in response.content
    claim = f"/crosssell/gift/{made.tiers.get().pk}/"
    assert claim.encode() in response.content
    to = urlsplit(client.post(claim, {"next": page})["Location"])
    assert (to.scheme, to.netloc) == ("", "")
    assert "<" not in to.path


def test_asked_too_often(client: Client, settings: Any) -> None:
    settings.CROSSSELL = {**settings.CROSSSELL, "API_THROTTLE": "2/min"}
    assert [client.get(JSON).status_code for _ in range(3)] == [200, 200, 429]
