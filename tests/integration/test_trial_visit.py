"""A visit by somebody else, made from a merchant's request."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from crosssell.oscar.trial import trial_visit
from tests.shopdata import make_user

HISTORY = settings.OSCAR_RECENTLY_VIEWED_COOKIE_NAME


@pytest.fixture
def request_of_merchant() -> Any:
    """Has a cookie of each kind, a session, a basket and a selling strategy of his own."""
    request = RequestFactory().get("/admin/", headers={"sec-ch-ua-mobile": "?1"})
    request.COOKIES = {HISTORY: "[1]", "oscar_open_basket": "7", "sessionid": "secret"}
    request.session = SessionStore()
    request.session["campaign"] = "spring"
    request.user, request.basket, request.strategy = "merchant", "his basket", "his prices"
    return request


def test_nothing_of_the_merchant_is_left(request_of_merchant: Any) -> None:
    visitor = AnonymousUser()

    visit = trial_visit(request_of_merchant, visitor, viewed=[4, 3])

    cookies = visit.COOKIES
    assert cookies == {HISTORY: json.dumps([4, 3])}
    assert visit.user is visitor
    assert (dict(visit.session), visit.session.session_key) == ({}, None)
    assert not hasattr(visit, "basket")
    assert not hasattr(visit, "strategy")
    assert visit.get_host() == request_of_merchant.get_host()


def test_the_merchant_s_request_stays_as_it_was(request_of_merchant: Any, db: None) -> None:
    visit = trial_visit(request_of_merchant, make_user())
    visit.session["campaign"] = "autumn"

    one = request_of_merchant
    assert (one.user, one.basket, one.strategy) == ("merchant", "his basket", "his prices")
    assert one.COOKIES["sessionid"] == "secret"
    assert dict(one.session) == {"campaign": "spring"}
