"""Why, or why not: products that nothing shows, and variants."""

import re
from typing import Any

import pytest
from django.test import Client

from crosssell.models import MatrixEntry, Placement
from tests.integration.preview_page import asked, candidates, told
from tests.learned import BEST, learn, place, rule
from tests.merchant import sign_in
from tests.shopdata import make_parent, make_product

pytestmark = pytest.mark.django_db


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


def test_of_several_variants_the_one_that_is_shown_counts(client: Client, tea: Any) -> None:
    juice, [_small, large] = make_parent("Juice", {"Small": "1.50", "Large": "2.50"})
    gone = make_product("Gone", "1.00", 0, parent=juice)
    place(rule("matrix", name="Pinned", pins=[(gone, 1), (large, 2)]))

    assert told(asked(client, product=tea.pk, why_not=juice.pk)) == [
        "Shown at place 1: rule “Pinned” pins it there."
    ]


def test_fallbacks_are_counted_after_every_rule(client: Client, tea: Any, milk: Any) -> None:
    second, third = make_product("Second"), make_product("Third")
    learn({tea: [milk]}, best=[third])
    MatrixEntry.objects.create(main_product=tea, companion_product=second)
    place(
        rule(name="Pairs", fallbacks=[BEST], priority=1),
        rule("matrix", name="Rows", priority=2),
        max_items=1,
    )

    def number(product: Any) -> list[str]:
        found = told(asked(client, product=tea.pk, why_not=product.pk))
        return [part for text in found for part in re.findall(r"it is number \d", text)]

    assert number(second) == ["it is number 2"]
    assert number(third) == ["it is number 3"]


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
