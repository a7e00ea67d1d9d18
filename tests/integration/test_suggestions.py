"""Suggested bundles: counted, priced within their cost, replayed."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell.core.evidence import wilson_lower
from crosssell.models import Bundle, Preference
from crosssell.simulation import simulate
from crosssell.suggestions import Suggestion, draft, suggest, survey
from crosssell.suggestions.kept import kept_survey
from crosssell.suggestions.results import Member
from tests import shopdata
from tests.bundled import make_bundle
from tests.learned import learn
from tests.shopdata import MIDDAY, make_order, make_product

pytestmark = pytest.mark.django_db
NOW = MIDDAY + timedelta(days=1)


@pytest.fixture
def tea() -> Any:
    return make_product("Tea", "4.00")


@pytest.fixture
def cup() -> Any:
    return make_product("Cup", "2.50")


def orders(number: int, *products: Any, **how: Any) -> None:
    for _ in range(number):
        make_order(*products, **how)


def sold(tea: Any, cup: Any) -> None:
    """Six orders of both, four of tea alone, and enough others that these are no chance."""
    orders(6, tea, cup)
    orders(4, tea)
    orders(10, make_product("Other", "9.00"))
    learn({tea: [cup], cup: [tea]}, together=6)


def found(**how: Any) -> list[Suggestion]:
    return suggest(now=NOW, **how)


def titles(suggestions: Iterable[Suggestion]) -> list[list[str]]:
    return [[member.title for member in one.members] for one in suggestions]


def with_costs(*costs: str) -> Any:
    path = f"{__name__}.{'_'.join(costs)}"
    return override_settings(CROSSSELL={"COST_HOOK": path, "BUFFER_URL": ""})


def dear(ids: list[int]) -> dict[int, Decimal]:
    # 85 % of 4.00 and of 2.50.
    return dict(zip(sorted(ids), (Decimal("3.40"), Decimal("2.125")), strict=False))


def loss(ids: list[int]) -> dict[int, Decimal]:
    return {pk: Decimal("4.00") for pk in ids}


def half(ids: list[int]) -> dict[int, Decimal]:
    return {min(ids): Decimal("2.00")}


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


def test_sets_that_cannot_be_bundles_are_left_out(tea: Any, cup: Any) -> None:
    sold(tea, cup)
    assert titles(found()) == [["Tea", "Cup"]]

    Preference.objects.create(product=cup, never=True)
    assert survey(now=NOW).left_out == {"never": 1}
    Preference.objects.update(never=False)
    cup.stockrecords.update(num_in_stock=0)
    assert survey(now=NOW).left_out == {"not_sold": 1}
    cup.stockrecords.update(num_in_stock=9, price_currency="EUR")
    assert survey(now=NOW).left_out == {"currencies": 1}
    cup.stockrecords.update(price_currency="USD")
    type(cup).objects.filter(pk=cup.pk).update(is_public=False)
    assert survey(now=NOW).left_out == {"not_sold": 1}
    type(cup).objects.filter(pk=cup.pk).update(is_public=True, is_discountable=False)
    assert found() == []


def test_what_a_bundle_or_a_draft_holds_is_not_suggested_again(tea: Any, cup: Any) -> None:
    sold(tea, cup)
    drinks = shopdata.make_category("Drinks")
    for product in (tea, cup):
        shopdata.ProductCategory.objects.create(product=product, category=drinks)
    pot = make_product("Pot")

    def covered(*parts: Any, **fields: Any) -> bool:
        bundle = make_bundle(*parts, **fields)
        found = survey(now=NOW).left_out == {"covered": 1}
        bundle.delete()
        return found

    assert covered(tea, cup)
    assert covered(cup, tea, active=False)
    assert covered((2, drinks))
    assert covered([tea, pot], drinks)
    assert not covered(tea, pot)
    assert not covered(tea, cup, pot)
    assert not covered((2, tea), cup)
    assert not covered(tea)
    assert not covered(tea, cup, ends_at=NOW - timedelta(days=1))


def test_nothing_is_suggested_without_a_run_or_orders(tea: Any, cup: Any) -> None:
    assert survey(now=NOW).run_id is None
    assert found() == []
    learn({tea: [cup]})
    assert found() == []


def test_old_and_cancelled_orders_do_not_count(tea: Any, cup: Any) -> None:
    sold(tea, cup)
    orders(6, tea, cup, at=NOW - timedelta(days=91))
    orders(6, tea, cup, status="Cancelled")

    assert found()[0].together == 6


def test_more_orders_and_sets_cost_no_more_queries(tea: Any, cup: Any) -> None:
    sold(tea, cup)
    with CaptureQueriesContext(connection) as one:
        survey(now=NOW)
    pots = [make_product(f"Pot {number}") for number in range(4)]
    for pot in pots:
        orders(6, tea, pot)
    learn({tea: [cup, *pots]}, together=6)
    orders(60, make_product("Others"))
    with CaptureQueriesContext(connection) as many:
        assert len(survey(now=NOW).suggestions) == 3

    assert len(many) == len(one)


def test_a_survey_is_kept_until_something_changes(tea: Any, cup: Any) -> None:
    for _ in range(6):
        make_order(tea, cup, at=timezone.now() - timedelta(days=1))
    for _ in range(20):
        make_order(make_product("Other"), at=timezone.now() - timedelta(days=1))
    learn({tea: [cup]}, together=6)
    first = kept_survey()
    make_order(tea, cup, at=timezone.now() - timedelta(hours=1))

    assert kept_survey() == first
    assert kept_survey(5).suggestions[0].together == 7
    draft(first.suggestions[0], Decimal(0))
    assert kept_survey().left_out == {"covered": 1}
    Bundle.objects.all().delete()
    Preference.objects.create(product=tea, never=True)
    assert kept_survey().left_out == {"never": 1}
