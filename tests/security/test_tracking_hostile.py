"""Nobody but the shop makes a token, and whatever is sent instead changes and breaks nothing."""

import json
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from crosssell import tokens
from crosssell.analytics.rollup import roll_up
from crosssell.analytics.tracking import beacon
from crosssell.models import DailyCount, Event, Touch
from tests import shopdata
from tests.noted import back, thing, token, touches

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]
SEEN = "/crosssell/seen/"


def forged(kind: str, product_id: int) -> str:
    """A token of that kind that the shop has not made, or not lately."""
    good = token(subject_id=product_id)
    text, _, signature = good.partition("~")
    if kind == "other secret":
        with override_settings(SECRET_KEY="guessed"):
            return token(subject_id=product_id)
    swapped = signature[:-1] + ("A" if signature[-1] != "A" else "B")
    return {
        "no signature": text,
        "empty signature": f"{text}~",
        "signature of another": f"{text}~{token(subject_id=product_id + 1).partition('~')[2]}",
        "other place": good.replace(".1.", ".2.", 1),
        "last letter": f"{text}~{swapped}",
        "truncated": good[:-1],
        "longer": good + "A",
        "twice": good + good,
        "upper case": good.upper(),
        "blank": f" {good}",
        "too old": token(subject_id=product_id, minute=tokens.minute() - 24 * 60 - 2),
        "from the future": token(subject_id=product_id, minute=tokens.minute() + 10),
        "huge": "p" * 100_000,
        "nul": f"{good}\0",
        "not ascii": f"{good}\u0661",
        "markup": '"><script>alert(1)</script>',
    }[kind]


FORGED = [
    "no signature",
    "empty signature",
    "signature of another",
    "other place",
    "last letter",
    "truncated",
    "longer",
    "twice",
    "upper case",
    "blank",
    "too old",
    "from the future",
    "nul",
    "not ascii",
    "markup",
    "other secret",
]


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_token_counts_nowhere(visitor: Client, kind: str) -> None:
    tea = shopdata.make_product("Tea", "4.00")
    text = forged(kind, tea.pk)
    page = tea.get_absolute_url()
    assert visitor.get(page, {"crosssell": text}).status_code == 200
    sent = {"product": tea.pk, "quantity": 1, "crosssell": text}
    assert visitor.post("/crosssell/add/", sent).status_code == 302
    assert visitor.post(f"/basket/add/{tea.pk}/", sent).status_code == 302
    body = json.dumps({"kind": "click", "tokens": [text]})
    assert visitor.post(SEEN, body, content_type="text/plain").status_code == 204
    assert (back(), touches()) == ([], [])


def test_what_is_not_ours_is_not_written_into_the_page(visitor: Client) -> None:
    tea = shopdata.make_product("Tea", "4.00")
    answer = visitor.get(tea.get_absolute_url(), {"crosssell": '"><script>alert(1)</script>'})
    assert b"<script>alert" not in answer.content
    assert "\n" not in answer["Link"]


BODIES = [
    b"",
    b"\xff\xfe",
    b"null",
    b"[]",
    b"{}",
    b'"text"',
    b"[" * 5_000,
    b'{"kind": "viewable"}',
    b'{"kind": "viewable", "tokens": {}}',
    b'{"kind": "viewable", "tokens": []}',
    b'{"kind": "viewable", "tokens": [1, null, [], {}]}',
    b'{"kind": "touch", "tokens": ["p"]}',
    b'{"kind": ["viewable"], "tokens": ["p"]}',
    b'{"kind": {}, "tokens": ["p"]}',
    b'{"kind": "viewable", "tokens": ["\\ud800"]}',
    b'{"kind": "viewable", "tokens": "' + b"p" * 300 + b'"}',
]


@pytest.mark.parametrize("body", BODIES)
def test_the_beacon_answers_whatever_comes(
    visitor: Client, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    answer = visitor.post(SEEN, body, content_type="text/plain")
    assert (answer.status_code, back(), caplog.text) == (204, [], "")


@pytest.mark.parametrize("told", [None, "", "none", "-1", "1e9", "8193", "9" * 5_000])
def test_no_more_is_read_than_it_may_hold(
    told: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(WSGIRequest, "read", lambda self, size: asked.append(size) or b"")
    body = json.dumps({"kind": "viewable", "tokens": [token()]})
    extra = {} if told is None else {"CONTENT_LENGTH": told}
    answer = Client().generic("POST", SEEN, body + " " * 9_000, **extra)
    assert (answer.status_code, asked) == (204, [])


def test_as_much_as_it_may_hold_is_read(visitor: Client) -> None:
    body = json.dumps({"kind": "viewable", "tokens": [token()]}).ljust(beacon.MOST_BYTES)
    visitor.post(SEEN, body, content_type="text/plain")
    assert back() == [("viewable", "product", 1)]
    visitor.post(SEEN, body + " ", content_type="text/plain")
    assert back() == []


def test_what_is_sent_again_counts_once(visitor: Client) -> None:
    tea = shopdata.make_product("Tea", "4.00")
    text = token(subject_id=tea.pk)
    body = json.dumps({"kind": "viewable", "tokens": [text]})
    for _ in range(3):
        visitor.post(SEEN, body, content_type="text/plain")
        visitor.get(tea.get_absolute_url(), {"crosssell": text})
        visitor.post("/crosssell/add/", {"product": tea.pk, "crosssell": text})
        roll_up(timezone.now())
    assert sorted(Event.objects.values_list("kind", flat=True)) == ["click", "touch", "viewable"]
    assert Touch.objects.count() == 1
    [row] = DailyCount.objects.all()
    assert (row.viewable, row.clicks, row.touches) == (1, 1, 1)


def test_tokens_of_a_secret_that_was_changed_lately_count(visitor: Client) -> None:
    with override_settings(SECRET_KEY="before"):
        text = tokens.token_of(thing())
    body = json.dumps({"kind": "viewable", "tokens": [text]})
    visitor.post(SEEN, body, content_type="text/plain")
    assert back() == []
    with override_settings(SECRET_KEY_FALLBACKS=["before"]):
        visitor.post(SEEN, body, content_type="text/plain")
    assert back() == [("viewable", "product", 1)]


def test_a_thousand_tokens_in_one_request_cost_no_more_than_sixty_four(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Any] = []
    original = tokens.shown_of
    monkeypatch.setattr(
        "crosssell.analytics.tracking.carried.shown_of", lambda t: read.append(t) or original(t)
    )
    tea = shopdata.make_product("Tea", "4.00")
    many = [f"p{number}" for number in range(400)]
    visitor.get(tea.get_absolute_url(), {"crosssell": many[:100]})
    referer = "http://testserver/?" + "&".join(f"crosssell={text}" for text in many)
    sent = {"product": tea.pk, "crosssell": many}
    visitor.post("/crosssell/add/", sent, headers={"referer": referer})
    assert len(read) == 128
    short = "http://testserver/?" + "crosssell=p&" * 100
    visitor.post("/crosssell/add/", {"product": tea.pk}, headers={"referer": short})
    visitor.post("/crosssell/add/", {"product": tea.pk}, headers={"referer": "http://[crosssell"})
    assert len(read) == 128
    assert (back(), touches()) == ([], [])
    assert connection.is_usable()
