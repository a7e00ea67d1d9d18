"""What a slot shows: rules in order of priority, fallbacks after them, conditions before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crosssell import engine, slots
from tests import shopdata
from tests.learned import BEST, SLOT, facts, learn, place, rule, shown, titled

pytestmark = pytest.mark.django_db


def test_a_product_page_shows_its_pairs_best_first() -> None:
    tea, cup, pot = titled("Tea", "Cup", "Pot")
    learn({tea: [pot, cup]})
    place(rule())
    planned = engine.plan(facts(product=tea), [SLOT])
    assert shown(planned) == [["Pot", "Cup"]]
    first = planned[SLOT][0].items[0].recommendation
    assert (first.rank, first.score, first.together, first.orders) == (1, 0.99, 48, 210)
    assert first.reason == "Bought together in 48 of 210 orders (at least 17 %)"


def test_a_slot_without_placements_is_not_in_the_plan() -> None:
    assert engine.plan(facts(product=shopdata.make_product()), [SLOT]) == {}
    assert engine.active_slots() == frozenset()


def test_fallbacks_fill_up_and_say_what_they_are() -> None:
    tea, cup, jam, rusk = titled("Tea", "Cup", "Jam", "Rusk")
    learn({tea: [cup]}, best=[tea, jam, cup, rusk])
    place(rule(reason="Goes well with tea", fallbacks=[BEST]), max_items=3)
    planned = engine.plan(facts(product=tea), [SLOT])
    assert shown(planned) == [["Cup", "Jam", "Rusk"]]
    reasons = [item.recommendation.reason for item in planned[SLOT][0].items]
    assert reasons == ["Goes well with tea", "Bestseller", "Bestseller"]


def test_fallbacks_come_after_every_rule_of_the_placement() -> None:
    tea, cup, jam, rusk = titled("Tea", "Cup", "Jam", "Rusk")
    learn({tea: [cup]}, best=[jam])
    place(rule(priority=1, fallbacks=[BEST]), rule("new_arrivals", priority=2), max_items=3)
    shopdata.Product.objects.filter(pk=jam.pk).update(
        date_created=timezone.now() - timedelta(days=100)
    )
    assert shown(engine.plan(facts(product=tea), [SLOT])) == [["Cup", "Rusk", "Jam"]]


def test_without_a_fallback_nothing_fills_up() -> None:
    tea, cup, jam = titled("Tea", "Cup", "Jam")
    learn({tea: [cup]}, best=[jam])
    place(rule())
    assert shown(engine.plan(facts(product=tea), [SLOT])) == [["Cup"]]


def test_rules_fill_in_order_of_priority_until_the_widget_is_full() -> None:
    tea, cup, pot, jam = titled("Tea", "Cup", "Pot", "Jam")
    learn({tea: [cup, pot]}, best=[jam, cup])
    place(rule("bestsellers", priority=1), rule(priority=2), max_items=3)
    assert shown(engine.plan(facts(product=tea), [SLOT])) == [["Jam", "Cup", "Pot"]]


def test_a_basket_page_sums_the_pairs_of_its_lines() -> None:
    tea, jam, cup, rusk = titled("Tea", "Jam", "Cup", "Rusk")
    learn({tea: [cup, rusk, jam], jam: [rusk, tea]})
    slot = next(slot.name for slot in slots.SLOTS if slot.page == "basket")
    place(rule(), slot=slot)
    planned = engine.plan(facts(basket=shopdata.make_basket(tea, jam)), [slot])
    assert shown(planned, slot) == [["Rusk", "Cup"]]
    first, second = [item.recommendation for item in planned[slot][0].items]
    assert (first.score, second.score) == (pytest.approx(0.98 + 0.99), 0.99)
    assert first.reason == "Often bought with what you have chosen"


def test_a_thank_you_page_starts_from_the_order() -> None:
    tea, jam, cup = titled("Tea", "Jam", "Cup")
    learn({tea: [jam, cup]})
    slot = next(slot.name for slot in slots.SLOTS if slot.page == "thank_you")
    place(rule(), slot=slot)
    order = shopdata.make_order(tea, jam)
    assert shown(engine.plan(facts(order=order), [slot]), slot) == [["Cup"]]


def test_conditions_are_anded_and_can_be_negated() -> None:
    tea, cup = titled("Tea", "Cup")
    learn({tea: [cup]})
    over_3 = ("product_price", {"at_least": "3"})
    over_9 = ("product_price", {"at_least": "9"})
    place(rule(conditions=[over_3, over_9]), position=1)
    assert engine.plan(facts(product=tea), [SLOT]) == {}
    place(rule(conditions=[over_3, (*over_9, True)]), position=2)
    [planned] = engine.plan(facts(product=tea), [SLOT])[SLOT]
    assert planned.placement.position == 2


def test_an_unknown_fact_makes_a_condition_false_and_its_negation_true() -> None:
    [cup] = titled("Cup")
    learn(best=[cup])
    unknown = ("basket_total", {"at_least": "1"})
    place(rule("bestsellers", conditions=[unknown]), position=1)
    place(rule("bestsellers", conditions=[(*unknown, True)]), position=2)
    [planned] = engine.plan(facts(), [SLOT])[SLOT]
    assert planned.placement.position == 2
