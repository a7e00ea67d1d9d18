"""A history cookie is what the visitor sends: whatever it holds, nothing breaks or grows."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from crosssell import buffer, viewing
from crosssell.models import BufferedEvent, ViewPair
from crosssell.receivers import visits
from tests import shopdata
from tests.integration.storefront import fetch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table", "counted")]

NAME = settings.OSCAR_RECENTLY_VIEWED_COOKIE_NAME
HOSTILE = [
    "",
    "null",
    "no json",
    "{}",
    '{"1": 2}',
    "[[[[1]]]]",
    "[" * 5_000,
    '["1; DROP TABLE crosssell_viewpair"]',
    "[true, false, null]",
    "[-1, 0, 1.5, NaN, Infinity, 1e400]",
    f"[{2**63}, {2**64}, -{2**63}]",
    f"[{'9' * 4_000}]",
    f"[{'9' * 5_000}]",
    '["\\ud800"]',
    "[\x00]",
]


@pytest.mark.parametrize("cookie", HOSTILE)
def test_what_holds_no_product_adds_nothing(
    cookie: str, rf: RequestFactory, caplog: pytest.LogCaptureFixture
) -> None:
    # Oscar's own list of products viewed fails with some of these, so our part is asked alone.
    tea = shopdata.make_product("Tea")
    request = rf.get("/")
    request.COOKIES[NAME] = cookie
    visits.note_view(product=tea, request=request)
    visits.note_order(order=shopdata.make_order(tea), request=request)
    buffer.flush()
    viewing.roll_up()
    assert not ViewPair.objects.exists()
    assert caplog.text == ""


def test_at_most_twenty_products_pair(client: Client) -> None:
    known = [shopdata.make_product(f"Tea {number}").pk for number in range(25)]
    client.cookies[NAME] = json.dumps(known)
    cake = shopdata.make_product("Cake")
    fetch(client, cake.get_absolute_url())
    viewing.roll_up()
    paired = ViewPair.objects.filter(partner_id=cake.pk).exclude(product_id=0)
    # The newest ones, which are the last of the cookie.
    assert sorted(paired.values_list("product_id", flat=True)) == known[5:]


def test_the_same_product_many_times_counts_once(client: Client) -> None:
    tea, cake = shopdata.make_product("Tea"), shopdata.make_product("Cake")
    client.cookies[NAME] = json.dumps([tea.pk] * 20)
    fetch(client, cake.get_absolute_url())
    viewing.roll_up()
    rows = ViewPair.objects.order_by("product_id", "partner_id")
    assert list(rows.values_list("product_id", "partner_id", "visits")) == [
        (0, tea.pk, 1),
        (0, cake.pk, 1),
        (tea.pk, cake.pk, 1),
    ]


def test_products_that_do_not_exist_make_no_rows(client: Client) -> None:
    client.cookies[NAME] = json.dumps([10**6 + number for number in range(20)])
    fetch(client, shopdata.make_product("Tea").get_absolute_url())
    assert BufferedEvent.objects.count() == 1
    viewing.roll_up()
    assert not ViewPair.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"product": "1", "before": "2"},
        {"product": {"a": 1}, "before": [[1], {"b": 2}, None, True, 2.0]},
        {"product": 2**70, "before": [-1, 0, 2**63]},
        {"before": None, "bought": [1, 2]},
    ],
)
def test_events_of_others_do_no_harm(fields: dict[str, Any]) -> None:
    for kind in ViewPair.Kind.values:
        buffer.append(kind, fields)
    buffer.flush()
    assert viewing.roll_up() == 2
    assert not ViewPair.objects.exists()
