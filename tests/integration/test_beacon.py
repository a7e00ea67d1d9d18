"""The beacon: what a page's script sends is noted, and everything else is answered alike."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from crosssell.analytics.tracking import beacon
from crosssell.analytics.tracking.rate import Rate
from crosssell.seen_views import seen
from tests.noted import back, token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table", "fresh_rate")]
SEEN = "/crosssell/seen/"


@pytest.fixture
def fresh_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beacon, "rate", Rate("events of pages", 0, 10_000))


def send(client: Client, body: Any, **more: Any) -> Any:
    text = body if isinstance(body, (bytes, str)) else json.dumps(body)
    return client.post(SEEN, text, content_type="text/plain;charset=UTF-8", **more)


def test_what_was_seen_and_what_was_clicked(visitor: Client) -> None:
    cup, set_, bar = token(subject_id=3), token("bundle", 4), token("threshold", 5)
    assert send(visitor, {"kind": "viewable", "tokens": [cup, set_, bar]}).status_code == 204
    assert send(visitor, {"kind": "click", "tokens": [cup]}).content == b""
    assert back() == [
        ("viewable", "product", 3),
        ("viewable", "bundle", 4),
        ("viewable", "threshold", 5),
        ("click", "product", 3),
    ]


def test_the_same_twice_in_one_call_is_once(visitor: Client) -> None:
    text = token()
    send(visitor, {"kind": "viewable", "tokens": [text, text]})
    assert back() == [("viewable", "product", 1)]


def test_sixty_four_things_at_once_and_no_more(visitor: Client) -> None:
    full = [token(subject_id=number, rendering=2**63 - 1) for number in range(2**40, 2**40 + 65)]
    assert len(json.dumps({"kind": "viewable", "tokens": full[:64]})) <= beacon.MOST_BYTES
    send(visitor, {"kind": "viewable", "tokens": full[:64]})
    assert len(back()) == 64
    send(visitor, {"kind": "viewable", "tokens": full})
    assert back() == []


@pytest.mark.parametrize("content_type", ["application/json", "text/html", "multipart/form-data"])
def test_the_type_of_the_body_says_nothing(visitor: Client, content_type: str) -> None:
    body = json.dumps({"kind": "click", "tokens": [token()]})
    answer = visitor.generic("POST", SEEN, body, content_type=content_type)
    assert (answer.status_code, back()) == (204, [("click", "product", 1)])


def test_it_asks_no_table_and_leaves_nothing_in_the_browser(visitor: Client) -> None:
    body = {"kind": "viewable", "tokens": [token()]}
    with CaptureQueriesContext(connection) as found:
        answer = send(visitor, body)
    # But for the one that keeps the event, after the response.
    assert [one["sql"].split()[:3] for one in found] == [
        ["INSERT", "INTO", '"crosssell_bufferedevent"']
    ]
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


def test_it_looks_neither_at_session_nor_user_nor_basket(rf: RequestFactory) -> None:
    # A request that has none of them: Oscar's own middleware asks for the user of every page.
    body = {"kind": "viewable", "tokens": [token()]}
    request = rf.post(SEEN, body, content_type="application/json")
    assert seen(request).status_code == 204
    assert back() == [("viewable", "product", 1)]


def test_a_call_from_another_site_needs_no_token_of_the_session() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert send(strict, {"kind": "viewable", "tokens": [token()]}).status_code == 204
    assert back() == [("viewable", "product", 1)]


@pytest.mark.parametrize("headers", [{"Sec-GPC": "1"}, {"DNT": "1"}])
def test_whoever_opted_out_meanwhile_is_left_alone(
    visitor: Client, headers: dict[str, str]
) -> None:
    assert send(visitor, {"kind": "click", "tokens": [token()]}, headers=headers).status_code == 204
    assert back() == []


def test_it_is_only_told(visitor: Client) -> None:
    assert visitor.get(SEEN).status_code == 405


def test_a_failure_is_not_the_pages(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(beacon, "take", fail)
    assert send(visitor, {"kind": "click", "tokens": [token()]}).status_code == 204


def test_more_than_a_process_takes_is_left_out_and_told_once(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(beacon, "rate", Rate("events of pages", 0, 2))
    for number in range(1, 6):
        body = {"kind": "viewable", "tokens": [token(subject_id=number)]}
        assert send(visitor, body).status_code == 204
    assert [pk for *_, pk in back()] == [1, 2]
    assert caplog.messages == [
        "More events of pages come in than this process takes; the rest is left out."
    ]


def test_what_is_not_ours_takes_no_room(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beacon, "rate", Rate("events of pages", 0, 1))
    for _ in range(3):
        send(visitor, {"kind": "viewable", "tokens": ["rubbish", f"{token()}x"]})
    send(visitor, {"kind": "viewable", "tokens": [token(subject_id=4)]})
    assert [pk for *_, pk in back()] == [4]


def test_what_a_process_takes_comes_back_with_time(caplog: pytest.LogCaptureFixture) -> None:
    rate = Rate("things", per_second=2, at_once=4)
    taken = [
        rate.takes(count, at) for count, at in ((4, 100.0), (1, 100.0), (2, 100.5), (1, 100.5))
    ]
    assert taken == [True, False, False, True]
    # However long nothing came, no more than so many at once.
    assert [rate.takes(5, 900.0), rate.takes(4, 900.0), rate.takes(1, 900.0)] == [
        False,
        True,
        False,
    ]
    assert len(caplog.messages) == 3
