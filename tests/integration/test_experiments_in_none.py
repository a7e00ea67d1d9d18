"""Who is in no test, and what he sees; a session that fails is nobody's concern."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache.backends.locmem import LocMemCache
from django.db import DatabaseError
from django.test import Client, RequestFactory

from crosssell import experiments
from crosssell.experiments import storing
from crosssell.models import BufferedEvent, Placement
from tests import shopdata
from tests.tested import kept_of, make_experiment, make_shelf, shows, stored, visitor_in
from tests.visitor import AGENT, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]
EMAIL = "oscar.apps.customer.auth_backends.EmailBackend"


@pytest.fixture
def shelf() -> Placement:
    return make_shelf()


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": AGENT, "Sec-GPC": "1"},
        {"user-agent": AGENT, "DNT": "1"},
        {"user-agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"},
        {"user-agent": ""},
        {"user-agent": AGENT, "Sec-Purpose": "prefetch"},
    ],
)
def test_whoever_is_in_no_test_sees_the_first_variant(shelf: Placement, headers: Any) -> None:
    make_experiment(shelf, holdout=999)
    client = Client()
    assert shows(client, **headers)
    assert django_settings.SESSION_COOKIE_NAME not in client.cookies
    assert stored() == []


def test_staff_see_the_first_variant_whatever_their_session_says(shelf: Placement) -> None:
    test = make_experiment(shelf)
    client = visitor_in(test, "Holdout")
    assert not shows(client)
    client.force_login(shopdata.make_user("boss@example.com", is_staff=True), EMAIL)
    assert (kept_of(client) or {})["unit"] == 7
    assert shows(client)


def fail(*_: Any, **__: Any) -> None:
    raise DatabaseError("away")


def test_a_session_that_cannot_be_written_breaks_no_page(
    shelf: Placement, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    make_experiment(shelf)
    monkeypatch.setattr(SessionStore, "save", fail)
    assert browser().get("/").status_code == 200
    assert "his session was not saved" in caplog.text
    assert stored() == []


def refuse(*_: Any, **__: Any) -> bool:
    return False


@pytest.mark.parametrize(
    ("engine", "broken", "breaks"),
    [
        ("db", (SessionStore, "create_model_instance"), fail),
        ("cache", (LocMemCache, "add"), refuse),
    ],
)
def test_a_new_session_that_cannot_be_made_exposes_nobody(
    shelf: Placement,
    engine: str,
    broken: Any,
    breaks: Any,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> None:
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
    make_experiment(shelf)
    monkeypatch.setattr(*broken, breaks)
    assert browser().get("/").status_code == 200
    assert stored() == []
    monkeypatch.undo()
    browser().get("/")
    assert len(stored()) == 1


def test_whoever_has_no_session_that_can_be_read_is_in_no_test(
    shelf: Placement, caplog: pytest.LogCaptureFixture
) -> None:
    make_experiment(shelf, holdout=999)
    request = RequestFactory().get("/", headers={"user-agent": AGENT})
    assert experiments.sees(request, "placement", shelf.pk)
    assert experiments.unit_of(request) is None
    assert not caplog.records
    broken = RequestFactory().get("/", headers={"user-agent": AGENT})
    broken.session = SimpleNamespace(get=fail)
    assert experiments.sees(broken, "placement", shelf.pk)
    assert experiments.unit_of(broken) is None
    assert [record.message for record in caplog.records] == [
        "A visitor is in no test: his session cannot be used.",
        "Nobody knows whether a visitor has met a test.",
    ]


@pytest.mark.parametrize(
    "known",
    ["x", {}, {"met": [], "unit": 1}, {"met": [], "unit": "a", "bucket": 1},
     {"met": [], "unit": 1, "bucket": 1000}, {"met": {}, "unit": 1, "bucket": 1}],
)  # fmt: skip
def test_what_is_no_part_is_begun_anew(shelf: Placement, known: Any) -> None:
    test, client = make_experiment(shelf), browser()
    session = client.session
    session["crosssell"] = known
    session.save()
    client.get("/")
    assert (kept_of(client) or {})["met"] == [test.pk]


def test_what_others_could_not_save_fails_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    session = SessionStore()
    monkeypatch.setattr(session, "save", fail)
    storing.keep(session, "crosssell", {"unit": 1}, {"unit": 1})
    session.save()
    session["language"] = "fr"
    with pytest.raises(DatabaseError):
        session.save()
    assert not BufferedEvent.objects.exists()
