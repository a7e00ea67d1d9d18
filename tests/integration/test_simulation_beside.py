"""What stands beside a replayed bundle: live bundles, offers, vouchers, its own limits."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from crosssell.bundle_rows import combine
from crosssell.core.bundle_terms import Combination
from crosssell.core.bundles import NODES
from crosssell.models import Bundle
from crosssell.simulation import FEW_NODES
from crosssell.simulation.results import RivalTold
from tests import shopdata
from tests.bundled import make_bundle
from tests.replayed import draft, replay, sums
from tests.shopdata import make_order, make_product
from tests.teatime import NOW, cup, tea

__all__ = ["cup", "tea"]

pytestmark = pytest.mark.django_db


def live(*parts: Any, percent: str, **fields: Any) -> Bundle:
    return make_bundle(*parts, name="Live", args={"percent": percent}, **fields)


def test_a_better_live_bundle_keeps_the_draft_out(tea: Any, cup: Any) -> None:
    make_order(tea, cup)
    rival = live(tea, cup, percent="20")

    result = replay(draft(tea, cup))

    assert sums(result) == (1, 0, 0)
    assert result.rivals == (
        RivalTold(rival.pk, "Live", "USD", 1, Decimal("1.30"), Decimal("1.30"), lost=0, kept=1),
    )


def test_a_better_draft_takes_orders_from_a_live_bundle(tea: Any, cup: Any) -> None:
    make_order(tea, cup)
    make_order(tea, cup, quantity=2)
    make_order(tea, tea)
    rival = live((2, tea), percent="5")

    result = replay(draft(tea, cup, percent="30"))

    # Of two teas and two cups, both teas go to the draft; the order of two teas is not its own.
    assert sums(result) == (2, 2, Decimal("5.85"))
    assert result.rivals == (
        RivalTold(rival.pk, "Live", "USD", 1, Decimal("0.40"), Decimal(0), lost=1, kept=0),
    )


def test_bundles_of_other_pieces_apply_side_by_side_and_are_not_told(tea: Any, cup: Any) -> None:
    make_order(tea, cup, quantity=2)
    live(tea, percent="5", per_basket=1)

    result = replay(draft(tea, cup, per_basket=1))

    assert sums(result) == (1, 1, Decimal("0.65"))
    assert result.rivals == ()


def test_only_what_is_in_force_for_the_buyer_is_a_rival(tea: Any, cup: Any) -> None:
    make_order(tea, cup, user=shopdata.make_user(groups=["Club"]))
    make_order(tea, cup)
    make_bundle(tea, cup, name="Off", active=False)
    make_bundle(tea, cup, name="Over", ends_at=NOW)
    make_bundle(tea, cup, name="Later", starts_at=NOW + timedelta(days=1))
    make_bundle(tea, cup, make_product("Pot"), name="More")
    make_bundle(tea, cup, name="Euro", reward="amount_off", amounts={"EUR": "1.00"})
    make_bundle(tea, cup, name="Club", group="Club", args={"percent": "50"})

    result = replay(draft(tea, cup))

    assert [(one.name, one.orders, one.kept) for one in result.rivals] == [("Club", 1, 1)]
    assert sums(result) == (2, 1, Decimal("0.65"))


def test_a_live_bundle_is_not_its_own_rival(tea: Any, cup: Any) -> None:
    make_order(tea, cup, quantity=2)

    result = replay(live(tea, cup, percent="20", per_basket=1))

    assert (result.rivals, sums(result)) == ((), (1, 1, Decimal("1.30")))


def test_searches_that_end_early_are_counted_and_bounded(
    tea: Any, cup: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        make_order(tea, cup)
    asked: list[int] = []

    def unsure(lines: Any, terms: Any, nodes: int) -> Combination:
        asked.append(nodes)
        return replace(combine(lines, terms, nodes), exact=False)

    monkeypatch.setattr("crosssell.simulation.combine", unsure)
    monkeypatch.setattr("crosssell.simulation.FULL_SEARCHES", 2)

    assert replay(draft(tea, cup)).inexact == 3
    assert asked == [NODES, NODES, FEW_NODES]
