"""Several widgets on a page: nothing twice, and none takes more than it shows."""

import pytest

from crosssell import engine, slots
from tests.learned import SLOT, facts, learn, place, rule, shown, titled

pytestmark = pytest.mark.django_db


def test_the_bought_together_widget_shows_only_pairs_and_the_pages_product() -> None:
    tea, cup, jam = titled("Tea", "Cup", "Jam")
    learn({tea: [cup]}, best=[jam])
    place(widget="bought_together")
    [planned] = engine.plan(facts(product=tea), [SLOT])[SLOT]
    assert [item.card.title for item in planned.items] == ["Cup"]
    assert planned.main is not None
    assert (planned.main.id, planned.main.title) == (tea.pk, "Tea")


def test_no_product_twice_on_a_page_and_the_first_widget_wins() -> None:
    tea, cup, pot, jam = titled("Tea", "Cup", "Pot", "Jam")
    learn({tea: [cup, pot, jam]})
    above, below = [slot.name for slot in slots.SLOTS if slot.page == "product"][:2]
    place(rule(), slot=below, max_items=2)
    place(rule(), slot=above, max_items=2, position=2)
    place(rule(), slot=above, max_items=1, position=1)
    planned = engine.plan(facts(product=tea), [below, above])
    assert shown(planned, above) == [["Cup"], ["Pot", "Jam"]]
    assert below not in planned


def test_a_widget_below_its_least_items_leaves_its_products_to_the_next() -> None:
    tea, cup = titled("Tea", "Cup")
    learn({tea: [cup]})
    place(rule(), min_items=2, position=1)
    place(rule(), min_items=1, position=2)
    [planned] = engine.plan(facts(product=tea), [SLOT])[SLOT]
    assert planned.placement.position == 2
    assert planned.items[0].card.title == "Cup"


def test_a_widget_takes_no_more_products_than_it_shows() -> None:
    tea, cup, pot, jam = titled("Tea", "Cup", "Pot", "Jam")
    learn({tea: [cup, pot, jam]})
    place(widget="bought_together", args={"partners": 2}, max_items=4)
    place(rule(), position=20)
    (together, tiles) = engine.plan(facts(product=tea), [SLOT])[SLOT]
    assert together.placement.max_items == 2
    assert [item.card.title for item in together.items] == ["Cup", "Pot"]
    assert [item.card.title for item in tiles.items] == ["Jam"]


def test_the_merchants_most_items_hold_where_they_are_fewer() -> None:
    tea, cup, pot = titled("Tea", "Cup", "Pot")
    learn({tea: [cup, pot]})
    place(widget="bought_together", args={"partners": 3}, max_items=1)
    assert shown(engine.plan(facts(product=tea), [SLOT])) == [["Cup"]]
