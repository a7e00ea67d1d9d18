"""What is on offer: what costs less in a basket of one piece, says Oscar's own Applicator."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_class, get_model

from crosssell.facts import Facts
from crosssell.oscar import catalogue
from crosssell.oscar.site_offers import held_and_offers
from tests import shopdata

pytestmark = pytest.mark.django_db
Benefit = get_model("offer", "Benefit")
Condition = get_model("offer", "Condition")
ConditionalOffer = get_model("offer", "ConditionalOffer")
Range = get_model("offer", "Range")
NOW = datetime.now(UTC)


def make_range(name: str, *products: Any) -> Any:
    made = Range.objects.create(name=name)
    for product in products:
        made.add_product(product)
    return made


def make_offer(
    on: Any,
    kind: str = "Percentage",
    value: str = "10",
    *,
    benefit_on: Any = None,
    condition: tuple[str, str] = ("Count", "1"),
    **fields: Any,
) -> Any:
    """An offer for products of the range `on`; `benefit_on` where another range gets it."""
    benefit_range = None if kind == "Fixed price" or kind.startswith("Ship") else benefit_on or on
    return ConditionalOffer.objects.create(
        name=f"Offer {ConditionalOffer.objects.count()}",
        condition=Condition.objects.create(range=on, type=condition[0], value=condition[1]),
        benefit=Benefit.objects.create(range=benefit_range, type=kind, value=value),
        **fields,
    )


def is_on_offer(product: Any) -> bool:
    """What the fact says, having seen that Oscar says the same of a basket of one."""
    light = catalogue.products([product.pk])
    said = Facts.of(None).enriched(light, {"candidate.offers"}, None)[product.pk].on_offer
    basket = shopdata.make_basket(product)
    before = basket.total_excl_tax
    get_class("offer.applicator", "Applicator")().apply(basket, AnonymousUser())
    assert said == (basket.total_excl_tax < before), product.title
    return said


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("Percentage", "10", True),
        ("Absolute", "1", True),
        ("Fixed", "1", True),
        ("Fixed price", "3.99", True),
        ("Fixed price", "4.00", False),
        ("Fixed price", "5.00", False),
        ("Percentage", "0", False),
        ("Shipping percentage", "50", False),
        ("Shipping absolute", "2", False),
    ],
)
def test_an_offer_must_take_money_off_the_product(kind: str, value: str, expected: bool) -> None:
    tea, jam = shopdata.make_product("Tea", "4.00"), shopdata.make_product("Jam", "4.00")
    make_offer(make_range("Tea", tea), kind, value)
    assert (is_on_offer(tea), is_on_offer(jam)) == (expected, False)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (("Count", "1"), True),
        (("Coverage", "1"), True),
        (("Count", "2"), False),
        (("Coverage", "2"), False),
        (("Value", "30"), False),
    ],
)
def test_one_piece_must_be_enough(condition: tuple[str, str], expected: bool) -> None:
    tea = shopdata.make_product("Tea", "4.00")
    make_offer(make_range("Tea", tea), condition=condition)
    assert is_on_offer(tea) is expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"start_datetime": NOW - timedelta(days=2), "end_datetime": NOW + timedelta(days=2)},
            True,
        ),
        ({"start_datetime": NOW + timedelta(days=1)}, False),
        ({"end_datetime": NOW - timedelta(days=1)}, False),
        ({"status": "Suspended"}, False),
        ({"offer_type": "Voucher"}, False),
        ({"offer_type": "User"}, False),
        ({"offer_type": "Session"}, False),
        ({"max_global_applications": 3, "num_applications": 2}, True),
        ({"max_global_applications": 3, "num_applications": 3}, False),
        ({"max_global_applications": 0, "num_applications": 3}, True),
        ({"max_discount": Decimal(5), "total_discount": Decimal("4.99")}, True),
        ({"max_discount": Decimal(5), "total_discount": Decimal(5)}, False),
        ({"max_discount": Decimal(0), "total_discount": Decimal(5)}, True),
    ],
)
def test_an_offer_must_be_in_force_for_everybody(fields: dict[str, Any], expected: bool) -> None:
    tea = shopdata.make_product("Tea")
    make_offer(make_range("Tea", tea), **fields)
    assert is_on_offer(tea) is expected


def test_the_piece_must_be_what_the_offer_asks_for_and_what_it_takes_off() -> None:
    tea, jam, both = (shopdata.make_product(name) for name in ("Tea", "Jam", "Both"))
    make_offer(make_range("Asked", tea, both), benefit_on=make_range("Taken off", jam, both))
    assert [is_on_offer(product) for product in (tea, jam, both)] == [False, False, True]


def test_a_variant_is_on_offer_with_its_parent_and_a_fixed_price_never_is() -> None:
    parent, [small, _] = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    book = shopdata.make_product("Book", is_discountable=False)
    make_offer(make_range("Some", parent, book))
    assert (is_on_offer(small), is_on_offer(book)) == (True, False)


def test_offers_cost_one_query_and_none_beside_the_ranges() -> None:
    tea, jam = shopdata.make_product("Tea"), shopdata.make_product("Jam")
    make_offer(make_range("Tea", tea))
    light = catalogue.products([tea.pk, jam.pk])

    def asked(facts: Facts, *needs: str) -> tuple[int, dict[int, Any]]:
        with CaptureQueriesContext(connection) as captured:
            found = facts.enriched(light, needs, None)
        return len(captured), found

    alone = Facts.of(None)
    queries, found = asked(alone, "candidate.offers")
    assert (queries, found[tea.pk].on_offer, found[jam.pk].on_offer) == (1, True, False)
    # The ranges came along.
    assert asked(alone, "candidate.ranges")[0] == 0
    assert asked(Facts.of(None), "candidate.offers", "candidate.ranges")[0] == 1
    # Where the ranges are known already, the offers alone are asked for.
    late = Facts.of(None)
    assert asked(late, "candidate.ranges")[0] == 1
    queries, found = asked(late, "candidate.offers")
    assert (queries, found[tea.pk].on_offer, found[jam.pk].on_offer) == (1, True, False)
    # Another product is asked about alone, and the offers are known.
    light = {**light, **catalogue.products([shopdata.make_product("More").pk])}
    assert asked(late, "candidate.offers")[0] == 1
    assert asked(late, "candidate.offers", "candidate.ranges")[0] == 0


def test_without_candidates_nothing_is_asked_about_offers() -> None:
    with CaptureQueriesContext(connection) as captured:
        assert Facts.of(None).enriched({}, {"candidate.offers"}, None) == {}
        assert held_and_offers([], NOW) == ({}, ())
    assert len(captured) == 0


def test_offers_are_those_of_the_pages_moment() -> None:
    tea = shopdata.make_product("Tea")
    make_offer(make_range("Tea", tea), start_datetime=NOW + timedelta(days=1))
    light = catalogue.products([tea.pk])
    later = Facts.of(None, now=NOW + timedelta(days=2))
    assert later.enriched(light, {"candidate.offers"}, None)[tea.pk].on_offer
