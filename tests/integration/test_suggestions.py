"""Suggested bundles: counted, priced within their cost, replayed."""

from decimal import Decimal
from typing import Any

import pytest
from oscar.core.loading import get_model

from crosssell.core.evidence import wilson_lower
from crosssell.models import Bundle
from crosssell.simulation import simulate
from crosssell.suggestions import Suggestion, draft, survey
from crosssell.suggestions.results import Member
from tests import shopdata
from tests.learned import learn
from tests.shopdata import make_product
from tests.suggested import found, orders, sold, titles, with_costs
from tests.teatime import NOW, cup, tea

__all__ = ["cup", "tea"]

pytestmark = pytest.mark.django_db


def test_every_figure_of_a_suggestion(tea: Any, cup: Any) -> None:
    sold(tea, cup)
    orders(1, tea, cup, quantity=2)

    assert found() == [
        Suggestion(
            members=(
                Member(tea.pk, "Tea", Decimal("4.00")),
                Member(cup.pk, "Cup", Decimal("2.50")),
            ),
            currency="USD",
            price=Decimal("6.50"),
            together=7,
            orders=21,
            of_main=11,
            but_one=4,
            share=7 / 11,
            lower=wilson_lower(7, 11),
            score=2 * 7 * wilson_lower(7, 11),
            percent=10,
            bounded=False,
            margin=None,
            given=7,
            # Six times 0.65, and two sets in the last.
            discount=Decimal("5.20"),
            pieces=16,
            revenue=Decimal("52.00"),
        )
    ]
    assert found()[0].after == Decimal("5.85")


def test_a_draft_of_it_costs_in_a_replay_what_was_told(tea: Any, cup: Any) -> None:
    sold(tea, cup)
    orders(2, tea, cup, make_product("Pot", "3.33"), quantity=3)
    (one,) = found()

    made = draft(one, Decimal("0.10"))

    assert (made.name, made.slug, made.active) == ("Tea + Cup", "tea-cup", False)
    assert (made.reward, made.args, made.margin_floor) == ("percent", {"percent": "10"}, None)
    parts = [
        (part.quantity, [(target.kind, target.target) for target in part.targets.all()])
        for part in made.components.all()
    ]
    assert parts == [(1, [("product", tea.pk)]), (1, [("product", cup.pk)])]
    (told,) = simulate(Bundle.objects.get(pk=made.pk), now=NOW).in_currency
    assert (told.given, told.discount) == (one.given, one.discount)


def test_names_and_addresses_are_never_taken_twice(tea: Any, cup: Any) -> None:
    sold(tea, cup)
    (one,) = found()
    get_model("offer", "ConditionalOffer").objects.create(
        name="Tea + Cup",
        condition=get_model("offer", "Condition").objects.create(),
        benefit=get_model("offer", "Benefit").objects.create(),
    )

    made = [draft(one, Decimal(0)) for _ in range(2)]

    assert [bundle.name for bundle in made] == ["Tea + Cup (2)", "Tea + Cup (3)"]
    assert [bundle.slug for bundle in made] == ["tea-cup-2", "tea-cup-3"]


def test_long_titles_fit_the_columns(tea: Any, cup: Any) -> None:
    tea.title, cup.title = "Ä" * 255, "日本" * 100
    tea.save()
    cup.save()
    sold(tea, cup)

    made = draft(found()[0], Decimal(0))

    assert made.name == f"{'Ä' * 49}… + {('日本' * 25)[:49]}…"
    assert len(made.slug) <= 120


def test_three_that_sell_together_come_as_one_set(tea: Any, cup: Any) -> None:
    pot = make_product("Pot", "9.00")
    orders(8, tea, cup, pot)
    orders(20, make_product("Other"))
    learn({tea: [cup, pot], cup: [pot]}, together=8)

    assert titles(found()) == [["Tea", "Cup", "Pot"]]
    assert found()[0].price == Decimal("15.50")


def test_a_parent_stands_for_its_variants(tea: Any) -> None:
    milk, (small, large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    orders(3, tea, small)
    orders(3, tea, large)
    orders(20, make_product("Other"))
    learn({tea: [milk]}, together=6)

    (one,) = found()

    assert titles([one]) == [["Tea", "Milk"]]
    assert one.members[1].price_from
    assert (one.price, one.discount) == (Decimal("5.20"), Decimal("3.39"))


@pytest.mark.parametrize(
    ("hook", "percent", "bounded"), [("dear", 5, True), ("half", 10, False), ("loss", None, None)]
)
def test_the_discount_is_what_the_cost_leaves(
    tea: Any, cup: Any, hook: str, percent: int | None, bounded: bool | None
) -> None:
    sold(tea, cup)

    with with_costs(hook):
        told = survey(now=NOW)
        made = [(one.percent, one.bounded) for one in told.suggestions]

    assert made == ([] if percent is None else [(percent, bounded)])
    assert told.left_out == ({"no_room": 1} if percent is None else {})


def test_a_known_cost_becomes_the_floor_of_the_draft(tea: Any, cup: Any) -> None:
    sold(tea, cup)

    with with_costs("dear"):
        (one,) = found(least_margin=Decimal("0.10"))
        made = draft(one, Decimal("0.10"))

    # 6.50 less 0.32, and 3.40 + 2.13 of it is cost.
    assert one.margin == float(Decimal("0.65") / Decimal("6.18"))
    assert made.margin_floor == Decimal(10)
