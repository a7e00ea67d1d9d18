"""Why, or why not: products that nothing shows, variants, and the same answer as a command."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from crosssell.models import Placement
from tests.integration.preview_page import asked, candidates, told
from tests.learned import BEST, learn, place, rule
from tests.merchant import sign_in
from tests.shopdata import make_parent, make_product

pytestmark = pytest.mark.django_db
SLOT = "product.below_description"


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


@pytest.fixture
def tea() -> Any:
    return make_product("Tea")


@pytest.fixture
def milk(tea: Any) -> Any:
    """Goes with tea, as a run has learned."""
    milk = make_product("Milk")
    learn({tea: [milk]})
    return milk


def test_a_widget_that_cannot_show_it(client: Client, tea: Any, milk: Any) -> None:
    parent, _children = make_parent("Juice", {})
    learn({parent: [milk]})
    Placement.objects.create(slot="product.top", widget="bought_together", title="Set")

    found = told(asked(client, slot="product.top", product=parent.pk, why_not=milk.pk))

    assert found == [
        "The widget's own rule chooses it, but the placement is not shown. The widget cannot "
        "show this: the page's product, or too many of the others, cannot be put in the basket "
        "at once."
    ]


def test_what_keeps_it_out_everywhere_comes_first(client: Client, tea: Any) -> None:
    hidden, sold_out = make_product("Hidden", is_public=False), make_product("Gone", stock=0)
    place(rule(name="Pairs"))

    def general(product: Any) -> str:
        return asked(client, product=tea.pk, why_not=product.pk).context["why"].general

    assert general(hidden) == "It is hidden in the shop."
    assert general(sold_out) == "It cannot be bought now: no price or no stock."
    assert general(tea) == ""


def test_variants_stand_for_their_product(client: Client, tea: Any) -> None:
    juice, [small] = make_parent("Juice", {"Small": "1.50"})
    place(rule("matrix", name="Pinned", pins=[(small, 1)]))

    assert told(asked(client, product=tea.pk, why_not=juice.pk)) == [
        "Shown at place 1: rule “Pinned” pins it there."
    ]


def test_who_proposed_it_first_is_named(client: Client, tea: Any, milk: Any) -> None:
    learn({tea: [make_product("Jam"), milk]}, best=[milk])
    place(rule(name="Pairs", fallbacks=[BEST]), rule("bestsellers", name="Best"), max_items=1)

    response = asked(client, product=tea.pk, why_not=milk.pk)

    assert told(response)[1] == "Rule “Best” proposes it as well, but rule “Pairs” did so before."
    assert candidates(response)[1:] == [
        ("Milk", "Primary", "Good, but all places were taken."),
        ("Milk", "Backup", "It was proposed before, for the same widget."),
        ("Milk", "Primary", "It was proposed before, for the same widget."),
    ]


def test_another_widget_of_the_page_that_is_not_in_the_slot_has_no_name(
    client: Client, tea: Any, milk: Any
) -> None:
    place(rule(name="Above"), slot="product.top", title="Elsewhere")
    place(rule(name="Pairs"))

    assert told(asked(client, product=tea.pk, why_not=milk.pk)) == [
        "Rule “Pairs” proposes it, but it is kept out: Another widget of the page shows it already."
    ]


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
