"""The limits of a replayed bundle."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests import shopdata
from tests.replayed import draft, replay, sums
from tests.shopdata import MIDDAY, make_order
from tests.teatime import cup, tea

__all__ = ["cup", "tea"]

pytestmark = pytest.mark.django_db


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
