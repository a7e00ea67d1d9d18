"""After a walk through the whole shop every table of ours is searched for whoever walked."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from oscar.core.loading import get_model

from crosssell.analytics.personal import erase, erase_guest
from crosssell.limits import customer_key
from crosssell.models import (
    Attribution,
    BundleCustomer,
    BundleUse,
    EarnedVoucher,
    Event,
    Exposure,
    OrderUnit,
    Placement,
    TierHold,
    Touch,
)
from crosssell.visits import COOKIE
from tests.integration.privacy_person import BASKETS, GUEST, IP, ORDERS, USER_ID, USUAL
from tests.integration.privacy_scan import in_cache, in_streams, in_tables, marks, of_models, tables
from tests.integration.privacy_shop import SHOWN, make_shop
from tests.integration.privacy_walk import Walk, count, walk

pytestmark = pytest.mark.django_db

# The only columns in which these numbers may stand.
USERS = {"touch.user_id"}
BASKET = {"touch.basket_id", "bundleuse.basket_id", "tierhold.basket_id"}
ORDER = {"measuredorder.order_id", "bundleuse.order_id", "earnedvoucher.order_id"} | {
    "orderunit.order_id"
}
UNITS = {"exposure.unit", "orderunit.unit", "measuredorder.unit"}
CUSTOMERS = {"bundleuse.customer", "bundlecustomer.customer"}
BUFFER = {"bufferedevent.text"}
# What stays of a person who was erased: the shop's own record of an order, and its promises.
STAYS = {"measuredorder.order_id", "bundleuse.order_id", "bundleuse.basket_id"} | {
    "earnedvoucher.order_id"
}


@pytest.fixture
def walked(django_capture_on_commit_callbacks: Any) -> Walk:
    shop = make_shop()
    with django_capture_on_commit_callbacks(execute=True):
        return walk(shop)


def numbers(done: Walk) -> dict[str, list[int]]:
    """Ids by what they are of."""
    baskets = get_model("basket", "Basket").objects.filter(pk__gt=BASKETS)
    return {
        "user": [USER_ID],
        "basket": list(baskets.values_list("pk", flat=True)),
        "order": [order.pk for order in done.orders],
        "unit": [done.client.session["crosssell"]["unit"]],
    }


def columns(texts: Any) -> set[str]:
    return {column for _text, column in in_tables(texts)}


def hashes(done: Walk) -> list[str]:
    return [customer_key(done.orders[-1].user), customer_key(None, GUEST)]


@pytest.mark.parametrize("place", ["in_table", "in_stream"])
def test_nothing_by_which_somebody_is_known_is_anywhere(
    place: str, request: pytest.FixtureRequest
) -> None:
    redis = request.getfixturevalue(place)
    walked: Walk = request.getfixturevalue("walked")
    # Our only cookie is of the optional middleware; only a live test begins a session sooner.
    assert walked.cookies == {**USUAL, "sessionid": "tea", COOKIE: "home"}
    texts = marks(walked)
    assert len(texts) > 25
    assert tables() == of_models()
    assert (in_tables(texts), in_cache(texts)) == (set(), set())
    known = numbers(walked)
    ids = [one for some in known.values() for one in some]
    assert columns(known["user"] + known["unit"]) == BUFFER | {"orderunit.unit"}
    if redis is not None:
        assert redis.xlen("crosssell:shown") > 0
        assert in_streams(redis, [*texts, *ids, *hashes(walked)]) == set()
    count()
    assert (in_tables(texts), in_cache([*texts, *ids])) == (set(), set())
    assert walked.shown() == SHOWN
    assert columns(known["user"]) == USERS
    assert columns(known["basket"]) == BASKET
    assert columns(known["order"]) == ORDER
    assert columns(known["unit"]) == UNITS
    assert columns(hashes(walked)) == CUSTOMERS


def test_erased_nothing_names_him_but_the_shops_own_record(in_table: None, walked: Walk) -> None:
    count()
    user = get_user_model().objects.get(pk=USER_ID)
    kinds = (Event, Touch, Exposure, OrderUnit, Attribution, BundleUse, BundleCustomer)
    for model in (*kinds, TierHold, EarnedVoucher):
        assert model.objects.exists(), model
    assert Touch.objects.filter(user=user).exists()
    assert Attribution.objects.values("measured").distinct().count() == 2
    assert OrderUnit.objects.count() == 2
    removed = {what for what, number in erase(user).kinds.items() if number}
    assert len(removed) == 8
    assert erase(user).total == 0
    assert erase_guest(GUEST).total > 0
    assert erase_guest(GUEST).total == 0
    known = numbers(walked)
    assert columns([*known["user"], *known["unit"], *hashes(walked)]) == set()
    assert columns(known["basket"]) == {"bundleuse.basket_id"}
    assert columns(known["order"]) == STAYS - {"bundleuse.basket_id"}
    # The shop goes on, and brings none of it back.
    count()
    assert columns([*known["user"], *known["unit"], *hashes(walked)]) == set()
    assert columns(known["order"]) == STAYS - {"bundleuse.basket_id"}


def test_the_scan_finds_what_it_looks_for(in_stream: Any) -> None:
    Placement.objects.create(slot="home.top", title=f"from {IP}", args={"a": [f"x{IP}"]})
    cache.set("some", {"deep": [IP]})
    in_stream.xadd("crosssell:test", {"event": f"[{IP}]"})
    assert in_tables([IP]) == {(IP, "placement.title"), (IP, "placement.args")}
    assert in_cache([IP]) == {(IP, "some")}
    assert in_streams(in_stream, [IP]) == {(IP, "crosssell:test")}
    assert in_tables([ORDERS]) == set()
