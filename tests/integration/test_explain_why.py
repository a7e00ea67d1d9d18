"""`crosssell_explain SLOT --why PRODUCT`: what each rule does with a product."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.learned import BEST, SLOT, learn, place, rule
from tests.shopdata import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea() -> Any:
    return make_product("Tea")


@pytest.fixture
def milk(tea: Any) -> Any:
    """Goes with tea, as a run has learned."""
    milk = make_product("Milk")
    learn({tea: [milk]})
    return milk


def command(*args: Any) -> list[str]:
    out = StringIO()
    call_command("crosssell_explain", SLOT, *map(str, args), stdout=out)
    return [line.strip() for line in out.getvalue().splitlines()]


def test_the_command_tells_the_same(tea: Any, milk: Any) -> None:
    jam, honey = make_product("Jam"), make_product("Honey")
    learn({tea: [milk, jam]}, best=[honey])
    placement = place(
        rule(name="Poor", conditions=[("basket_total", {"at_least": "5"})], priority=1),
        rule(name="Pairs", fallbacks=[BEST], stop=True, priority=2),
        rule(name="Last", priority=3),
        title="With it",
        max_items=1,
    )

    def why(product: Any) -> list[str]:
        lines = command("--product", tea.pk, "--why", product.pk)
        assert lines[0] == f"{SLOT}: product {product.pk} {product.title}"
        return lines[1:]

    poor = "Rule 'Poor': kept out by its condition basket_total (basket_below)"
    start = f"Placement {placement.pk} 'With it':"
    last = "Rule 'Last': not asked, rule 'Pairs' stops the placement"
    assert why(milk) == [start, poor, "Rule 'Pairs': shown at rank 1", last]
    assert why(jam) == [start, poor, "Rule 'Pairs': rank 2 of 1 places", last]
    assert why(honey) == [start, poor, "Rule 'Pairs': rank 3 of 1 places, backup", last]
    own = "Rule 'Pairs': not proposed by bought_together, bestsellers"
    assert why(tea) == [start, poor, own, last]


def test_the_command_tells_of_what_is_not_in_force(tea: Any, milk: Any) -> None:
    off = place(rule(name="Pairs"), active=False)
    empty = place(position=20)
    few = place(rule(name="Few"), min_items=2, position=30)
    basket = place(rule(name="Off", active=False), position=40)

    lines = command("--product", tea.pk, "--basket", milk.pk, "--why", milk.pk)

    assert lines[1:] == [
        f"Placement {off.pk} 'products': off",
        f"Placement {empty.pk} 'products': no_rule",
        f"Placement {few.pk} 'products':",
        "Rule 'Few': kept out by in_basket (in_basket)",
        f"Placement {basket.pk} 'products':",
        "Rule 'Off': off",
    ]
    assert command("--product", tea.pk, "--why", milk.pk)[4] == "Rule 'Few': too_few"


def test_the_command_knows_no_such_product_and_no_placement(tea: Any) -> None:
    with pytest.raises(CommandError, match="--why: there is no product with the id 999999"):
        command("--why", 999999)
    assert command("--why", tea.pk)[1:] == ["No placement is in this slot."]
