"""What a slot shows: rules in order, filters always on, nothing twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

from crosssell import engine, placements, slots
from crosssell.facts import Facts
from crosssell.models import Placement
from tests import shopdata
from tests.learned import BEST, SLOT, learn, place, rule, shown

pytestmark = pytest.mark.django_db


def facts(**page: Any) -> Facts:
    return Facts.of(None, **page)


def titled(*titles: str, **fields: Any) -> list[Any]:
    return [shopdata.make_product(title, **fields) for title in titles]


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


def test_never_hidden_sold_out_unpriced_own_or_in_the_basket(rf: RequestFactory) -> None:
    good, hidden, empty, unpriced, basketed = [
        *titled("Good"),
        *titled("Hidden", is_public=False),
        *titled("Empty", stock=0),
        *titled("Unpriced", price=None),
        *titled("Basketed"),
    ]
    parent, [small, large] = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    learn({parent: [hidden, empty, unpriced, basketed, parent, small, 10**9, good]})
    place(rule())
    basket = shopdata.make_basket(basketed)
    assert shown(engine.plan(facts(product=large, basket=basket), [SLOT])) == [["Good"]]


def test_a_variant_in_the_basket_keeps_the_parent_out() -> None:
    [tea] = titled("Tea")
    parent, [small, large] = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    learn({tea: [parent]})
    place(rule())
    assert shown(engine.plan(facts(product=tea), [SLOT])) == [["Milk"]]
    basket = shopdata.make_basket(small)
    assert engine.plan(facts(product=tea, basket=basket), [SLOT]) == {}


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


def test_rows_are_in_force_between_their_dates() -> None:
    [cup] = titled("Cup")
    learn(best=[cup])
    now = timezone.now()
    hour = timedelta(hours=1)
    place(rule("bestsellers"), starts_at=now + hour)
    place(rule("bestsellers"), active=False)
    place(rule("bestsellers", starts_at=now + hour))
    assert engine.plan(Facts.of(None, now=now), [SLOT]) == {}
    assert len(engine.plan(Facts.of(None, now=now + hour), [SLOT])[SLOT]) == 1
    place(rule("bestsellers"), ends_at=now + hour, position=1)
    assert engine.plan(Facts.of(None, now=now), [SLOT])[SLOT][0].placement.position == 1


def test_a_row_edited_by_hand_is_skipped_and_the_rest_is_shown(caplog) -> None:
    [cup] = titled("Cup")
    learn(best=[cup])
    place(rule("no_such_strategy"), rule("bestsellers", {"window": 5}), rule("bestsellers"))
    place(rule("bestsellers"), widget="no_such_widget")
    place(rule("bestsellers", conditions=[("schedule", [])]))
    assert shown(engine.plan(facts(), [SLOT])) == [["Cup"]]
    assert "window: must be one of 7, 28, 90, 365" in caplog.text
    assert "no_such_strategy" in caplog.text
    assert "no_such_widget" in caplog.text


def test_what_oscars_strategy_refuses_is_replaced_from_the_reserve() -> None:
    tea, cup, pot, jam = titled("Tea", "Cup", "Pot", "Jam")
    learn({tea: [cup, pot, jam]})
    place(rule(), max_items=2)
    page = facts(product=tea)

    class NoCups(type(page.strategy)):
        def availability_policy(self, product: Any, stockrecord: Any) -> Any:
            if product.title == "Cup":
                stockrecord = None
            return super().availability_policy(product, stockrecord)

    page.strategy = NoCups()
    assert shown(engine.plan(page, [SLOT])) == [["Pot", "Jam"]]


def test_active_slots_hold_a_placement() -> None:
    for name in ("product.bottom", "basket.empty", "page.footer"):
        place(rule(), slot=name)
    assert engine.active_slots() == {"product.bottom", "basket.empty", "page.footer"}


@pytest.mark.parametrize(
    ("together", "orders", "reason"),
    [
        (5, 19, "Bought together in 5 of 19 orders"),
        (5, 20, "Bought together in 5 of 20 orders (at least 11 %)"),
        (3, 4000, "Bought together in 3 of 4,000 orders"),
        (0, 400, ""),
        (5, 4, ""),
    ],
)
def test_the_evidence_is_told_with_a_percentage_from_20_orders(
    together: int, orders: int, reason: str
) -> None:
    tea, cup = titled("Tea", "Cup")
    learn({tea: [cup]}, together=together, orders=orders)
    place(rule())
    [planned] = engine.plan(facts(product=tea), [SLOT])[SLOT]
    assert planned.items[0].recommendation.reason == reason


def test_slots_come_into_force_with_their_dates() -> None:
    now = timezone.now()
    other = next(slot.name for slot in slots.SLOTS if slot.page == "basket")
    place(rule("bestsellers"), slot=SLOT)
    place(rule("bestsellers"), slot=other, starts_at=now + timedelta(hours=1))
    assert engine.active_slots() == {SLOT}
    Placement.objects.filter(slot=other).update(starts_at=now - timedelta(hours=1))
    placements.changed()
    assert engine.active_slots() == {SLOT, other}


def test_a_forged_cookie_of_viewed_products_shows_what_exists(rf: RequestFactory) -> None:
    [cup] = titled("Cup")
    place(rule("recently_viewed"))
    request = rf.get("/")
    request.user = AnonymousUser()
    name = settings.OSCAR_RECENTLY_VIEWED_COOKIE_NAME
    request.COOKIES[name] = f'[{cup.pk}, {2**62}, {2**80}, -1, null, "x", [1]]'
    assert shown(engine.plan(Facts.of(request), [SLOT])) == [["Cup"]]
    for cookie in ("[" * 100_000, '{"a": 1}', "7", "", "\x00"):
        request.COOKIES[name] = cookie
        assert engine.plan(Facts.of(request), [SLOT]) == {}


@pytest.mark.parametrize(
    ("together", "orders", "said"),
    [
        (2, 21, "Often bought together"),
        (3, 19, "Bought together in 3 of 19 orders"),
        (3049, 12000, "Bought together in 3,049 of 12,000 orders (at least 24 %)"),
    ],
)
def test_few_common_orders_are_not_counted_out(together: int, orders: int, said: str) -> None:
    tea, cup = titled("Tea", "Cup")
    learn({tea: [cup]}, together=together, orders=orders)
    place(rule())
    planned = engine.plan(facts(product=tea), [SLOT])
    assert planned[SLOT][0].items[0].recommendation.reason == said
