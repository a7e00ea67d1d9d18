"""What a session was shown again and again, and never looked at, makes room."""

import re
from typing import Any

import pytest
from django.test import Client

from crosssell.models import Placement
from tests import learned, shopdata
from tests.integration.storefront import fetch

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> str:
    """A page that shows Tea; after two times in vain Cake takes its place."""
    tea, cake = learned.titled("Tea", "Cake")
    learned.learn(best=[tea, cake])
    rule = learned.rule(
        "bestsellers", {"window": 28}, filters=[("seen_often", {"times": 2})], name="Fresh"
    )
    learned.place(rule, max_items=1)
    main: str = shopdata.make_product("Main").get_absolute_url()
    return main


@pytest.fixture
def session(visitor: Client) -> Client:
    """A visitor who has a session."""
    visitor.force_login(shopdata.make_user("eve@example.com"))
    return visitor


def shown(client: Client, page: str) -> list[str]:
    html = fetch(client, page)
    # Oscar's own list of what was viewed has links too.
    return re.findall(r'crosssell-name"><a href="[^"]*">(.*?)</a>', html)


def test_after_two_times_another_takes_its_place(session: Client, page: str) -> None:
    assert [shown(session, page) for _ in range(5)] == [["Tea"], ["Tea"], ["Cake"], ["Cake"], []]


def test_a_look_at_it_begins_anew(session: Client, page: str) -> None:
    tea = Placement.objects.get().rules.get()
    assert tea.name == "Fresh"
    product = shopdata.make_product("Other")
    assert [shown(session, page) for _ in range(3)] == [["Tea"], ["Tea"], ["Cake"]]
    fetch(session, product.get_absolute_url())
    from oscar.core.loading import get_model

    found = get_model("catalogue", "Product").objects.get(title="Tea")
    fetch(session, found.get_absolute_url())
    assert shown(session, page) == ["Tea"]


def test_nobody_is_remembered_without_a_session(visitor: Client, page: str) -> None:
    assert [shown(visitor, page) for _ in range(4)] == [["Tea"]] * 4
    assert "sessionid" not in visitor.cookies


def test_who_opted_out_is_not_remembered(session: Client, page: str) -> None:
    assert [shown(session, page) for _ in range(3)] == [["Tea"], ["Tea"], ["Cake"]]
    session.defaults["HTTP_SEC_GPC"] = "1"
    # What was kept before is not used, and nothing is added to it.
    assert [shown(session, page) for _ in range(4)] == [["Tea"]] * 4
    del session.defaults["HTTP_SEC_GPC"]
    assert shown(session, page) == ["Cake"]


def test_without_the_filter_nothing_is_kept(session: Client, page: str) -> None:
    learned.Rule.objects.get().filters.all().delete()
    learned.Rule.objects.get().save()
    keys: list[Any] = []
    from crosssell import fatigue

    fetch(session, page)
    request = session.get(page).wsgi_request
    keys.append(fatigue.seen_by(request))
    assert keys == [{}]
