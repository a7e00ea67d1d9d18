"""What could fill a part now: the cheapest and the dearest of all its targets, in one query."""

from typing import Any

import pytest
from oscar.core.loading import get_model

from crosssell.oscar import fillings as module
from crosssell.oscar.fillings import Filling, fillings
from tests.shopdata import make_category, make_parent, make_product

pytestmark = pytest.mark.django_db


def test_every_kind_of_target(django_assert_num_queries: Any) -> None:
    food = make_category("Food")
    tea = make_product("Tea", "4.00", category=make_category("Drinks", food))
    dear = make_product("Dear", "9.00", category=food)
    gone = make_product("Gone", "1.00", 0, category=food)
    firm = make_product("Firm", "2.00", category=food, is_discountable=False)
    make_product("Hidden", "3.00", category=food, is_public=False)
    parent, (small, large) = make_parent("Shirt", {"Small": "10", "Large": "12"})
    kept = get_model("offer", "Range").objects.create(name="Kept")
    kept.add_product(dear)
    in_food = frozenset({("category", food.pk)})
    of_shirt, of_small = frozenset({("product", parent.pk)}), frozenset({("product", small.pk)})
    mixed = frozenset({("range", kept.pk), ("product", tea.pk), ("product", dear.pk)})
    nothing = frozenset({("product", 999_999), ("range", 999_999)})

    with django_assert_num_queries(1):
        found = fillings([in_food, of_shirt, of_small, mixed, nothing, frozenset(), of_small])

    assert found == {
        in_food: Filling((tea.pk, dear.pk, firm.pk), 4, 3, 2),
        of_shirt: Filling((small.pk, large.pk), 2, 2, 2),
        of_small: Filling((small.pk,), 1, 1, 1),
        mixed: Filling((tea.pk, dear.pk), 2, 2, 2),
        nothing: Filling(),
        frozenset(): Filling(),
    }
    assert gone.pk not in found[in_food].ids


@pytest.mark.parametrize(("of_parent", "of_child", "open_"), [(False, True, 2), (True, False, 1)])
def test_what_may_be_discounted_is_said_by_the_variant_itself(
    of_parent: bool, of_child: bool, open_: int
) -> None:
    """As Oscar's baskets see it, whether a part names the parent or the variant."""
    parent, (small, large) = make_parent("Shirt", {"Small": "10", "Large": "12"})
    parent.is_discountable, small.is_discountable = of_parent, of_child
    parent.save()
    small.save()
    by_parent = frozenset({("product", parent.pk)})
    by_itself = frozenset({("product", small.pk)})

    found = fillings([by_parent, by_itself])

    assert found[by_parent] == Filling((small.pk, large.pk), 2, 2, open_)
    assert found[by_itself] == Filling((small.pk,), 1, 1, int(of_child))


def test_three_from_each_end() -> None:
    food = make_category("Food")
    ids = [make_product(str(price), str(price), category=food).pk for price in range(1, 11)]
    part = frozenset({("category", food.pk)})

    assert list(fillings([part])[part].ids) == [*ids[:3], *ids[-3:]]


def test_many_parts_are_asked_for_in_steps(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(module, "STATEMENTS_AT_ONCE", 2)
    parts = [frozenset({("product", make_product().pk)}) for _ in range(5)]

    with django_assert_num_queries(3):
        found = fillings(parts)

    assert [found[one].ids for one in parts] == [(next(iter(one))[1],) for one in parts]


def test_an_answer_is_kept_where_that_is_asked_for(django_assert_num_queries: Any) -> None:
    food = make_category("Food")
    tea = make_product("Tea", category=food)
    part, empty = frozenset({("category", food.pk)}), frozenset({("category", 999_999)})
    before = fillings([part, empty], keep_seconds=60)
    make_product("Coffee", category=food)

    with django_assert_num_queries(0):
        assert fillings([part, empty], keep_seconds=60) == before
    assert before == {part: Filling((tea.pk,), 1, 1, 1), empty: Filling()}
    assert fillings([part])[part].sold == 2
