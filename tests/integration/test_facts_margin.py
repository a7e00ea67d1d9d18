"""What a product earns, by what the shop's own hook says that it costs."""

from decimal import Decimal
from typing import Any

import pytest

from tests import shopdata
from tests.integration.test_facts_products import enriched

pytestmark = pytest.mark.django_db
COSTS: dict[int, Any] = {}
CALLS: list[list[int]] = []


def cost(ids: list[int]) -> dict[int, Any]:
    """A shop's hook that knows `COSTS`."""
    CALLS.append(ids)
    return {pk: COSTS[pk] for pk in ids if pk in COSTS}


def failing(ids: list[int]) -> dict[int, Any]:
    raise ConnectionError("The accounts are closed.")


@pytest.fixture(autouse=True)
def _no_costs() -> None:
    COSTS.clear()
    CALLS.clear()


def test_the_margin_is_what_the_cost_leaves_of_the_price(settings: Any) -> None:
    settings.CROSSSELL = {"COST_HOOK": f"{__name__}.cost"}
    made = [shopdata.make_product(name, "4.00") for name in "ABCDEFG"]
    unpriced, free = shopdata.make_product(price=None), shopdata.make_product(price="0")
    costs = [Decimal("1.00"), 3, Decimal(5), Decimal("NaN"), Decimal(-1), 1.5, True]
    COSTS.update({one.pk: value for one, value in zip(made, costs, strict=True)})
    COSTS[unpriced.pk] = COSTS[free.pk] = Decimal(1)
    told = enriched(*made, unpriced, free, fact="candidate.margin", queries=0)
    assert [one.margin for one in told] == [
        Decimal("0.75"),
        Decimal("0.25"),
        Decimal(0),
        *[None] * 6,
    ]
    assert [[one.pk for one in made]] == CALLS


@pytest.mark.parametrize("hook", ["failing", "nowhere"])
def test_a_failing_cost_hook_leaves_margins_unknown(
    hook: str, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.CROSSSELL = {"COST_HOOK": f"{__name__}.{hook}"}
    [told] = enriched(shopdata.make_product("Tea"), fact="candidate.margin", queries=0)
    assert told.margin is None
    assert "margins are unknown" in caplog.text


def test_without_a_cost_hook_margins_are_unknown() -> None:
    [told] = enriched(shopdata.make_product("Tea"), fact="candidate.margin", queries=0)
    assert told.margin is None
