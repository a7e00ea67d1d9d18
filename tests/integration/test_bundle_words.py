"""Bundles in words, for merchants and shoppers."""

from typing import Any

import pytest
from django.utils import translation
from oscar.core.loading import get_model

from crosssell.bundle_words import (
    PREFETCH,
    BundleRows,
    gives_in_words,
    limits_in_words,
    names_for,
    part_in_words,
    parts_in_words,
    sentence,
)
from crosssell.core.bundle_terms import Part
from crosssell.models import Bundle
from tests.bundled import make_bundle
from tests.shopdata import make_category, make_parent, make_product

pytestmark = pytest.mark.django_db
NAMES = {
    ("product", 1): "Tea",
    ("product", 2): "Coffee",
    ("product", 3): "Milk",
    ("product", 4): "Jam",
    ("product", 5): "Cup",
    ("category", 1): "Food",
    ("range", 1): "Sale",
    ("class", 1): "Book",
}


def said(bundle: Bundle) -> str:
    rows = BundleRows.of(bundle)
    return sentence(rows, names_for([rows]))


@pytest.mark.parametrize(
    ("quantity", "targets", "words"),
    [
        (1, [("product", 5)], "1 Cup"),
        (2, [("product", 5)], "2 × Cup"),
        (2, [("product", 1), ("product", 2)], "2 of Coffee or Tea"),
        (1, [("category", 1)], "1 × anything from Food"),
        (3, [("class", 1), ("product", 1)], "3 of Tea or any Book"),
        (2, [("category", 1), ("range", 1)], "2 × anything from Food or Sale"),
        (
            1,
            [("product", 1), ("product", 2), ("category", 1), ("range", 1), ("class", 1)],
            "1 of Coffee, Tea, any Book or anything from Food or Sale",
        ),
        (1, [("product", pk) for pk in range(1, 6)], "1 of Coffee, Cup, Jam or 2 more"),
        (1, [("product", 9)], "1 #9"),
        (1, [], "nothing yet"),
    ],
)
def test_a_part(quantity: int, targets: list[tuple[str, int]], words: str) -> None:
    assert part_in_words(Part(quantity, frozenset(targets)), NAMES) == words


def test_parts_are_told_together() -> None:
    parts = [Part(1, frozenset({("product", pk)})) for pk in (1, 2, 5)]

    assert parts_in_words(parts, NAMES) == "1 Tea, 1 Coffee and 1 Cup"
    assert parts_in_words(parts[:1], NAMES) == "1 Tea"
    assert parts_in_words([], NAMES) == "nothing yet"


@pytest.mark.parametrize(
    ("reward", "args", "amounts", "words"),
    [
        ("percent", {"percent": "12.50"}, {}, "12.5 % off"),
        ("amount_off", {}, {"USD": "3", "EUR": "2.5"}, "€2.50 or $3.00 off"),
        ("amount_off", {}, {}, "Amount off (no amount yet)"),
        ("fixed_price", {}, {"JPY": "900"}, "together for ¥900"),
        ("cheapest_free", {}, {}, "the cheapest piece is free"),
        (
            "nth_at_percent",
            {"count": 1, "percent": "50"},
            {},
            "the cheapest 1 of each set at 50 % off",
        ),
        (
            "quantity_tiers",
            {"quantities": [2, 5], "percents": ["5", "10"]},
            {},
            "5 % off from 2 pieces on, 10 % off from 5 pieces on",
        ),
        ("percent", {"percent": "much"}, {}, "Percent off (settings cannot be read)"),
        ("gone", {}, {}, "gone (not installed)"),
    ],
)
def test_what_it_gives(reward: str, args: Any, amounts: Any, words: str) -> None:
    bundle = make_bundle(make_product("Tea"), reward=reward, args=args, amounts=amounts)

    assert gives_in_words(BundleRows.of(bundle), {}) == words


def test_a_whole_sentence() -> None:
    shirt, (small, _large) = make_parent("Shirt", {"": "9", "Large": "10"})
    kept = get_model("offer", "Range").objects.create(name="Kept")
    tea, cup = make_product("Tea"), make_product("Cup")

    assert said(make_bundle((2, [small, tea]), cup, per_basket=1)) == (
        "2 of Shirt or Tea and 1 Cup: 10 % off, at most once a basket."
    )
    assert said(make_bundle(kept, cup, name="B", reward="gift", rewarded=[1])) == (
        "With 1 × anything from Kept: 1 Cup, free of charge."
    )
    assert (
        said(make_bundle(shirt, cup, name="C", rewarded=[0, 1])) == "1 Shirt and 1 Cup: 10 % off."
    )


def test_where_the_reward_counts_the_pieces_only_what_they_are_is_said() -> None:
    food, drinks = make_category("Food"), make_category("Drinks")
    args = {"quantities": [4], "percents": ["5"]}

    def tiers(part: Any, name: str, **fields: Any) -> str:
        return said(make_bundle(part, name=name, reward="quantity_tiers", args=args, **fields))

    assert tiers([food, drinks], "A") == "Anything from Drinks or Food: 5 % off from 4 pieces on."
    assert tiers([make_product("iTea"), food], "B") == (
        "iTea or anything from Food: 5 % off from 4 pieces on."
    )
    assert tiers((3, food), "C") == "3 × anything from Food: 5 % off from 4 pieces on."
    assert said(make_bundle(food, name="D", reward="gone")) == (
        "1 × anything from Food: gone (not installed)."
    )


def test_limits() -> None:
    bundle = make_bundle(
        make_product("Tea"), group="Members", per_basket=2, per_customer=1, most_uses=1_000,
        budget=500, budget_currency="EUR", alone=True,
    )  # fmt: skip
    rows = BundleRows.of(bundle)

    assert limits_in_words(bundle, names_for([rows])) == [
        "at most 2 times a basket",
        "once for each customer",
        "1000 times in all",
        "for €500.00 of discount in all",
        "for the group “Members”",
        "not with other bundles",
    ]
    assert limits_in_words(bundle, {})[4] == f"for the group “#{bundle.group_id}”"


def test_a_list_costs_one_query_a_kind(django_assert_num_queries: Any) -> None:
    food, tea = make_category("Food"), make_product("Tea")
    for number in range(3):
        make_bundle([food, tea, tea.product_class], tea, name=f"B{number}", group="Members")
    bundles = [BundleRows.of(one) for one in Bundle.objects.prefetch_related(*PREFETCH)]

    with django_assert_num_queries(4):
        names = names_for(bundles)
    with django_assert_num_queries(0):
        assert [sentence(one, names) for one in bundles] == [
            "1 of Tea, any Groceries or anything from Food and 1 Tea: 10 % off, for the group "
            "“Members”."
        ] * 3


def test_numbers_are_written_as_the_reader_does() -> None:
    bundle = make_bundle(make_product("Tea"), args={"percent": "7.5"})

    with translation.override("de"):
        assert "7,5 %" in gives_in_words(BundleRows.of(bundle), {})
