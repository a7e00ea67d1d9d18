"""The limits of a replayed bundle."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from crosssell.models import Bundle
from crosssell.simulation import Simulation, simulate
from tests import shopdata
from tests.bundled import make_bundle
from tests.shopdata import MIDDAY, make_order, make_product

pytestmark = pytest.mark.django_db
NOW = MIDDAY + timedelta(days=1)


@pytest.fixture
def tea() -> Any:
    return make_product("Tea", "4.00")


@pytest.fixture
def cup() -> Any:
    return make_product("Cup", "2.50")


def replay(bundle: Bundle) -> Simulation:
    return simulate(Bundle.objects.get(pk=bundle.pk), now=NOW)


def draft(*parts: Any, percent: str = "10", **fields: Any) -> Bundle:
    return make_bundle(*parts, name="Draft", args={"percent": percent}, active=False, **fields)


def sums(result: Simulation) -> tuple[int, int, Decimal]:
    (found,) = result.in_currency
    return found.qualified, found.given, found.discount


def test_a_draft_for_a_group_is_given_to_its_members(tea: Any, cup: Any) -> None:
    make_order(tea, cup, user=shopdata.make_user(groups=["Club"]))
    make_order(tea, cup, user=shopdata.make_user("bob@example.com"))
    make_order(tea, cup)

    assert sums(replay(draft(tea, cup, group="Club"))) == (1, 1, Decimal("0.65"))


def test_limits_count_from_the_oldest_order_on(tea: Any, cup: Any) -> None:
    for hours in (5, 4, 3):
        make_order(tea, cup, at=MIDDAY - timedelta(hours=hours), quantity=2)
    bundle = draft(tea, cup, most_uses=3)

    result = replay(bundle)

    assert sums(result) == (3, 2, Decimal("1.95"))
    assert (result.limited, result.limited_at) == (2, MIDDAY - timedelta(hours=4))
    assert replay(bundle) == result


def test_a_budget_ends_the_draft(tea: Any, cup: Any) -> None:
    for hours in (5, 4, 3):
        make_order(tea, cup, at=MIDDAY - timedelta(hours=hours))

    result = replay(draft(tea, cup, budget="1.40", budget_currency="USD"))

    assert sums(result) == (3, 2, Decimal("1.30"))
    assert (result.limited, result.limited_at) == (1, MIDDAY - timedelta(hours=3))


def test_each_customer_gets_it_so_many_times(tea: Any, cup: Any) -> None:
    ann = shopdata.make_user()
    for user in (ann, ann, None, None, None):
        order = make_order(tea, cup, user=user)
        if user is None:
            order.guest_email = "Guest@example.com"
            order.save()
    unknown = make_order(tea, cup)

    result = replay(draft(tea, cup, per_customer=1))

    # Ann once, the guest once; whom nobody knows is refused at checkout too.
    assert sums(result) == (6, 2, Decimal("1.30"))
    assert result.limited == 4
    assert unknown.guest_email == ""
