"""How a visit began, on its landing page and, with the middleware, on every later one."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from crosssell.facts import Facts
from crosssell.visits import COOKIE, CampaignMiddleware, Landing, landing_of

MAIL = {"source": "newsletter", "campaign": "Spring sale"}
LINK = "/?utm_source=newsletter&utm_campaign=Spring+sale&utm_other=1"


def ask(path: str = "/", cookie: str = "", **headers: str) -> Any:
    request = RequestFactory().get(path, **headers)
    if cookie:
        request.COOKIES[COOKIE] = cookie
    return request


def answer(request: Any) -> HttpResponse:
    return CampaignMiddleware(lambda _: HttpResponse("page"))(request)


def remembered(request: Any) -> Landing:
    """What the next page of the visit knows."""
    cookie = answer(request).cookies.get(COOKIE)
    return landing_of(ask(cookie=cookie.value if cookie else ""))


def test_the_landing_page_knows_its_campaign_without_the_middleware() -> None:
    visit = Facts.of(ask(LINK)).page("slot", {"visit"}).visit
    assert visit is not None
    assert (visit.campaign, visit.referrer) == (MAIL, "")


@pytest.mark.parametrize(
    ("header", "referrer"),
    [
        ("https://www.Search.example/?q=tea", "www.search.example"),
        ("https://search.example.:8443/", "search.example"),
        ("http://[2001:db8::1]/", "2001:db8::1"),
        ("http://testserver/other/page", ""),
        ("https://testserver:8000/", ""),
        ("", ""),
        ("about:blank", ""),
        ("/relative", ""),
    ],
)
def test_the_referrer_is_the_host_of_another_site(header: str, referrer: str) -> None:
    assert landing_of(ask(HTTP_REFERER=header)).referrer == referrer


def test_the_middleware_remembers_both_for_the_visit() -> None:
    landing = ask(LINK, HTTP_REFERER="https://mail.example/inbox")
    assert remembered(landing) == Landing("mail.example", MAIL)
    cookie = answer(landing).cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["expires"]) == (
        True,
        "Lax",
        "",
        "",
    )
    assert (cookie["secure"], answer(landing)["Vary"]) == ("", "Cookie")
    assert answer(RequestFactory().get(LINK, secure=True)).cookies[COOKIE]["secure"] is True


def test_a_later_page_keeps_what_began_the_visit() -> None:
    kept = answer(ask(LINK)).cookies[COOKIE].value
    later = ask("/", kept, HTTP_REFERER="https://payment.example/")
    assert landing_of(later) == Landing("", MAIL)
    assert COOKIE not in answer(later).cookies
    assert COOKIE not in answer(ask(LINK, kept)).cookies


def test_a_new_campaign_takes_the_place_of_the_old_one() -> None:
    kept = answer(ask(LINK, HTTP_REFERER="https://mail.example/")).cookies[COOKIE].value
    again = ask("/?utm_source=ads", kept)
    assert landing_of(again) == remembered(again) == Landing("", {"source": "ads"})


def test_who_comes_from_nowhere_gets_no_cookie() -> None:
    response = answer(ask("/?q=tea"))
    assert (COOKIE in response.cookies, response.has_header("Vary")) == (False, False)


@pytest.mark.django_db
def test_the_shop_remembers_it_from_page_to_page() -> None:
    client = Client()
    client.get("/catalogue/" + LINK[1:], headers={"referer": "https://mail.example/"})
    request = client.get("/catalogue/").wsgi_request
    assert landing_of(request) == Landing("mail.example", MAIL)


@pytest.mark.parametrize("header", ["HTTP_SEC_GPC", "HTTP_DNT"])
def test_whoever_has_opted_out_gets_no_cookie(header: str) -> None:
    assert COOKIE not in answer(ask(LINK, **{header: "1"})).cookies
    assert COOKIE in answer(ask(LINK, **{header: "0"})).cookies
