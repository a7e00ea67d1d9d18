"""A visitor's part is kept in his session: begun once, kept at sign-in, and never in the way."""

from collections import Counter
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crosssell import experiments
from crosssell.models import Placement
from tests.integration.visiting import sign_in
from tests.learned import place
from tests.tested import (
    kept_of,
    make_experiment,
    make_shelf,
    part,
    shows,
    stored,
    variant_in,
    visitor_in,
)
from tests.visitor import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]
BACKENDS = ("db", "cache", "cached_db", "signed_cookies", "file")


@pytest.fixture
def shelf() -> Placement:
    return make_shelf()


def test_the_first_page_under_test_begins_it_and_no_other_writes(shelf: Placement) -> None:
    test, client = make_experiment(shelf), browser()
    client.get(reverse("basket:summary"))
    assert django_settings.SESSION_COOKIE_NAME not in client.cookies
    client.get("/")
    known = kept_of(client) or {}
    assert known["met"] == [test.pk]
    assert 0 <= known["bucket"] < 1000
    assert 0 <= known["unit"] < 2**63
    before = Session.objects.get(pk=client.session.session_key).session_data
    client.get("/")
    assert Session.objects.get(pk=client.session.session_key).session_data == before
    assert stored() == [(test.pk, variant_in(test, known["bucket"]), known["unit"])]


def test_no_page_without_a_test_begins_a_session(shelf: Placement) -> None:
    test = make_experiment(shelf, live=False)
    client = browser()
    client.get("/")
    assert django_settings.SESSION_COOKIE_NAME not in client.cookies
    experiments.start(test, timezone.now())
    experiments.end(test, timezone.now())
    client.get("/")
    assert django_settings.SESSION_COOKIE_NAME not in client.cookies
    assert stored() == []


def test_who_has_a_part_keeps_it_in_what_is_fetched_ahead_and_opts_out_of_it(
    shelf: Placement,
) -> None:
    test = make_experiment(shelf)
    client = visitor_in(test, "Holdout")
    assert not shows(client, **{"Sec-Purpose": "prefetch"})
    # He has not looked at it.
    assert (kept_of(client) or {})["met"] == []
    assert shows(client, **{"DNT": "1"})
    assert not shows(client)
    assert stored() == [(test.pk, part(test, "Holdout").pk, 7)]


def test_signing_in_keeps_the_part(shelf: Placement) -> None:
    test = make_experiment(shelf)
    client = visitor_in(test, "Holdout")
    assert not shows(client)
    before, key = kept_of(client), client.session.session_key
    sign_in(client)
    assert client.session.session_key != key
    assert kept_of(client) == before
    assert not shows(client)
    assert len(stored()) == 1


@pytest.mark.parametrize("backend", BACKENDS)
def test_any_kind_of_session_will_do(shelf: Placement, settings: Any, backend: str) -> None:
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{backend}"
    test, client = make_experiment(shelf), browser()
    first = shows(client)
    [(_test, variant, unit)] = stored()
    assert (variant == part(test, "Shown").pk) == first
    assert [shows(client) for _again in range(3)] == [first] * 3
    assert (kept_of(client) or {})["unit"] == unit
    assert len(stored()) == 1


def test_shares_are_kept_to_the_bucket(shelf: Placement) -> None:
    test = make_experiment({"One": shelf, "Two": []}, shares=[250, 125], holdout=600)
    found = Counter(variant_in(test, bucket) for bucket in range(1000))
    names = {part(test, name).pk: name for name in ("One", "Two", "Holdout")}
    assert {names.get(pk or 0, ""): count for pk, count in found.items()} == {
        "One": 250,
        "Two": 125,
        "Holdout": 600,
        "": 25,
    }


def test_who_is_left_out_of_a_test_stays_out(
    shelf: Placement, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = make_experiment({"Holds it": shelf}, shares=[1], holdout=1)
    out = next(bucket for bucket in range(1000) if variant_in(test, bucket) is None)
    monkeypatch.setattr(experiments.parts, "randbelow", lambda most: out)
    client = browser()
    assert shows(client)
    monkeypatch.undo()
    assert (kept_of(client) or {})["bucket"] == out
    assert shows(client)
    assert stored() == []


def test_what_it_costs(shelf: Placement, settings: Any) -> None:
    """The first exposure: the session, and its event after the response. Then nothing."""
    settings.CROSSSELL = {**settings.CROSSSELL, "PLACEMENT_STALE_SECONDS": 600}
    url = "/crosssell/slots/home.bottom/"
    client = browser()
    client.get(url)
    without = asked(client, url)
    beside = make_experiment(place(slot="home.top"), name="Beside")
    client.get(url)
    assert asked(client, url) == without
    experiments.end(beside, timezone.now())
    make_experiment({"One": shelf, "Two": shelf}, holdout=0)
    browser().get(url)
    first, known = browser(), browser()
    fresh = asked(first, url)
    new = [sql.split('"')[1] for sql in fresh if sql.startswith("INSERT")]
    assert new == ["django_session", "crosssell_bufferedevent"]
    known.get(url)
    warm = asked(known, url)
    # Reading the session of whoever has one is all that there is.
    assert len(warm) - len(without) == 1
    assert sum("django_session" in sql for sql in warm) == 1


def asked(client: Client, url: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    # What is asked, without the values.
    return [query["sql"][:60] for query in captured]
