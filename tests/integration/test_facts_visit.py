"""How somebody looks at the shop: language, device, site, country and seed."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from oscar.core.loading import get_class, get_model

from crosssell.core.data import Visit
from crosssell.facts import Facts
from tests import shopdata

pytestmark = pytest.mark.django_db
UserAddress = get_model("address", "UserAddress")
ShippingAddress = get_model("order", "ShippingAddress")
CheckoutSessionData = get_class("checkout.utils", "CheckoutSessionData")
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def make_request(user: Any = None, session: bool = False, **headers: str) -> Any:
    """A request as it reaches a view."""
    request = RequestFactory().get("/", **headers)
    request.user = user or AnonymousUser()
    request.session = SessionStore()
    if session:
        request.session.create()
    return request


def visit_of(request: Any, *needs: str, queries: int = 0, **about: Any) -> Visit:
    """The visit, which must cost so many queries, and nothing when asked again."""
    facts = Facts.of(request, now=NOON, **about)
    with CaptureQueriesContext(connection) as captured:
        found = facts.page("slot", needs or ("visit",)).visit
        assert facts.page("slot", needs or ("visit",)).visit == found
    assert len(captured) == queries
    assert found is not None
    return found


def country_of(request: Any, *, queries: int, **about: Any) -> str:
    return visit_of(request, "visit.country", queries=queries, **about).country


def make_address(user: Any, code: str, **fields: Any) -> Any:
    country, _ = get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2=code, defaults={"name": code, "printable_name": code}
    )
    return UserAddress.objects.create(user=user, country=country, line1="1", **fields)


def test_a_mail_knows_language_site_and_a_seed() -> None:
    user = shopdata.make_user()
    with translation.override("de-CH"):
        assert visit_of(None, user=user) == Visit(
            language="de-ch", site_id=1, seed=f"user-{user.pk}"
        )
    with translation.override(None):
        assert visit_of(None) == Visit(site_id=1, seed="day-2026-06-01")


def test_the_language_is_the_requests() -> None:
    request = make_request()
    request.LANGUAGE_CODE = "pt-BR"
    assert visit_of(request).language == "pt-br"


@pytest.mark.parametrize(
    ("hint", "device"), [("?1", "mobile"), ("?0", "desktop"), ("", ""), ("yes", "")]
)
def test_the_device_is_what_the_browser_hints(hint: str, device: str) -> None:
    request = make_request(HTTP_SEC_CH_UA_MOBILE=hint, HTTP_USER_AGENT="A phone")
    assert visit_of(request).device == device


def test_the_seed_stays_for_a_session_and_tells_no_key() -> None:
    request = make_request(session=True)
    seed = visit_of(request).seed
    assert seed == visit_of(request).seed
    assert seed.startswith("session-")
    assert request.session.session_key not in seed
    assert visit_of(make_request(session=True)).seed != seed
    user = shopdata.make_user()
    assert visit_of(make_request(user, session=True)).seed == f"user-{user.pk}"


def test_nothing_is_written_for_a_visitor_without_a_session() -> None:
    request = make_request()
    assert visit_of(request, "visit", "visit.country").seed == "day-2026-06-01"
    assert (request.session.session_key, request.session.modified) == (None, False)
    del request.session
    assert visit_of(request, "visit.country").country == ""


def test_the_site_is_the_projects_or_the_hosts(settings: Any) -> None:
    assert visit_of(make_request()).site_id == django_settings.SITE_ID
    Site = get_model("sites", "Site")
    Site.objects.clear_cache()
    other = Site.objects.create(domain="other.example", name="Other")
    settings.SITE_ID = None
    assert visit_of(make_request(HTTP_HOST="other.example"), queries=1).site_id == other.pk
    # Django asks again without the port, whether there is one or not.
    assert visit_of(make_request(HTTP_HOST="nobody.example"), queries=2).site_id is None
    assert visit_of(None).site_id is None
    settings.INSTALLED_APPS = [
        app for app in django_settings.INSTALLED_APPS if app != "django.contrib.sites"
    ]
    assert visit_of(make_request(HTTP_HOST="other.example")).site_id is None
    Site.objects.clear_cache()


def test_the_country_is_the_customers_default() -> None:
    user = shopdata.make_user()
    assert country_of(make_request(user), queries=1) == ""
    make_address(user, "FR")
    make_address(user, "CH", is_default_for_shipping=True)
    assert country_of(make_request(user), queries=1) == "CH"
    assert country_of(None, user=user, queries=1) == "CH"
    assert country_of(make_request(), queries=0) == ""
    assert visit_of(make_request(user)).country == ""


def test_the_address_chosen_in_this_checkout_comes_first() -> None:
    user = shopdata.make_user()
    make_address(user, "CH", is_default_for_shipping=True)
    chosen = make_address(user, "FR")
    request = make_request(user)
    CheckoutSessionData(request).ship_to_user_address(chosen)
    assert country_of(request, queries=1) == "FR"
    CheckoutSessionData(request).reset_shipping_data()
    assert country_of(request, queries=1) == "CH"
    CheckoutSessionData(request).ship_to_new_address({"country_id": "at", "phone_number": None})
    assert country_of(request, queries=0) == "AT"


def test_an_address_of_somebody_else_says_nothing() -> None:
    user, other = shopdata.make_user(), shopdata.make_user("bob@example.com")
    request = make_request(user)
    CheckoutSessionData(request).ship_to_user_address(make_address(other, "FR"))
    assert country_of(request, queries=1) == ""
    request.user = AnonymousUser()
    assert country_of(request, queries=0) == ""


def test_a_page_or_mail_about_an_order_knows_where_it_went() -> None:
    make_address(shopdata.make_user("bob@example.com"), "FR")
    order = shopdata.make_order(shopdata.make_product())
    assert country_of(None, order=order, queries=0) == ""
    order.shipping_address = ShippingAddress.objects.create(line1="1", country_id="FR")
    order.save()
    assert country_of(None, order=order, queries=1) == "FR"
