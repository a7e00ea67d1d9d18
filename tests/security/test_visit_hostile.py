"""Headers, cookies and addresses say whatever a stranger wants; a page never suffers from it."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from crosssell import visits
from crosssell.facts import Facts
from crosssell.visits import COOKIE, FIELDS, MOST_CHARACTERS, MOST_OF_COOKIE, landing_of
from tests import shopdata

MEGABYTE = "x" * 2**20
NOTHING = visits.Landing()


def ask(path: str = "/", cookie: str | None = None, **headers: str) -> Any:
    request = RequestFactory().get(path, **headers)
    request.user = AnonymousUser()
    if cookie is not None:
        request.COOKIES[COOKIE] = cookie
    return request


def answer(request: Any) -> HttpResponse:
    return visits.CampaignMiddleware(lambda _: HttpResponse("page"))(request)


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "=",
        "&&&&",
        "source",
        "other=1",
        "%",
        "%ff%fe",
        "\x00",
        '{"source": "x"}',
        "source=%00%0d%0a",
        "source=+++",
        "referrer=%3Cscript%3E",
        "referrer=a b",
        "referrer=../../x",
        "referrer=.example",
        "&".join(f"{name}=x" for name in "abcdefgh") + "&source=x",
        MEGABYTE,
        f"source={MEGABYTE}",
    ],
)
def test_a_cookie_that_says_nothing_is_no_cookie(cookie: str) -> None:
    assert landing_of(ask(cookie=cookie)) == NOTHING
    assert COOKIE not in answer(ask(cookie=cookie)).cookies


def test_a_cookie_is_taken_as_short_plain_text() -> None:
    found = landing_of(ask(cookie=f"source=a%0Ab%1b%5B0m&medium={'m' * 900}&referrer=Evil.Example"))
    assert found == visits.Landing("evil.example", {"source": "ab[0m", "medium": "m" * 200})


@pytest.mark.parametrize(
    "header",
    [
        "http://[",
        "http://[::1",
        "http://]/",
        "http://exa mple/",
        "http://<script>/",
        "http://ex\u00e4mple/",
        "http://\udcff/",
        "http://a@b@/",
        "javascript:alert(1)",
        "//" + MEGABYTE,
        MEGABYTE,
    ],
)
def test_a_referrer_that_names_no_host_is_none(header: str) -> None:
    assert landing_of(ask(HTTP_REFERER=header)) == NOTHING
    assert COOKIE not in answer(ask(HTTP_REFERER=header)).cookies


def test_a_forged_host_leaves_the_referrer_unknown(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["shop.example"]
    forged = {"HTTP_HOST": "evil.example", "HTTP_REFERER": "https://other.example/"}
    assert landing_of(ask(**forged)) == NOTHING
    assert answer(ask(**forged)).content == b"page"


def test_utm_texts_are_cut_and_the_cookie_stays_small() -> None:
    texts = "&".join(f"utm_{name}={MEGABYTE}" for name in FIELDS)
    found = landing_of(ask(f"/?{texts}"))
    assert found.campaign == dict.fromkeys(FIELDS, "x" * MOST_CHARACTERS)
    assert len(answer(ask(f"/?{texts}")).cookies[COOKIE].value) <= MOST_OF_COOKIE
    # Four bytes a sign, three characters a byte: only the first field fits.
    wide = "&".join(f"utm_{name}={chr(0x1F375) * 150}" for name in FIELDS)
    written = answer(ask(f"/?{wide}")).cookies[COOKIE].value
    assert len(written) <= MOST_OF_COOKIE
    assert landing_of(ask(cookie=written)).campaign == {"source": chr(0x1F375) * 150}


@pytest.mark.parametrize("query", ["utm_source=%00%01%1f", "utm_source=", "utm_source=%20%09"])
def test_a_campaign_of_nothing_is_none(query: str) -> None:
    assert landing_of(ask(f"/?{query}")) == NOTHING


def test_text_that_is_no_text_is_harmless() -> None:
    assert landing_of(ask("/?utm_source=%ff%fe")).campaign == {"source": "\ufffd\ufffd"}
    assert answer(ask("/?utm_source=a%0d%0aSet-Cookie:+x=1")).cookies.keys() == {COOKIE}


def test_more_parameters_than_django_reads_are_no_campaign() -> None:
    many = "&".join(f"p{number}=1" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    assert landing_of(ask(f"/?{many}&utm_source=x")) == NOTHING
    assert answer(ask(f"/?{many}&utm_source=x")).content == b"page"


def test_a_failure_of_ours_is_not_the_pages(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(request: HttpRequest) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(visits, "landing_of", fail)
    assert answer(ask("/?utm_source=x")).content == b"page"
    assert "could not be remembered" in caplog.text


@pytest.mark.django_db
def test_strange_session_keys_and_hints_are_as_good_as_none() -> None:
    for key in ("", "short", "../../etc/passwd", "x" * 5_000, "\x00" * 40):
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = key.replace("\x00", "%00")
        request = client.get("/catalogue/", headers={"sec-ch-ua-mobile": MEGABYTE[:5_000]})
        visit = Facts.of(request.wsgi_request).page("slot", {"visit", "visit.country"}).visit
        assert visit is not None
        assert (visit.device, visit.country) == ("", "")
        assert len(visit.seed) <= 40


@pytest.mark.django_db
@pytest.mark.parametrize("ids", ["[0, -1, true, null, 1e3]", "[" * 5_000, "{}", MEGABYTE])
def test_a_forged_history_has_no_categories(ids: str) -> None:
    shopdata.make_product(category=shopdata.make_category())
    request = ask()
    request.COOKIES[settings.OSCAR_RECENTLY_VIEWED_COOKIE_NAME] = ids
    with CaptureQueriesContext(connection) as captured:
        page = Facts.of(request).page("slot", {"viewed.categories"})
    assert (page.viewed_category_ids, len(captured)) == (frozenset(), 0)
