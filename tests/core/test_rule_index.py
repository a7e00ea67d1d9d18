"""Rules are found by what their conditions require, and none that could apply is missed."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crosssell.core.data import Basket, Customer, Line, Page, Product
from crosssell.core.placement import Check, RuleView
from crosssell.core.rule_index import Key, RuleIndex, page_keys

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def keys_of(check: Check) -> Any:
    """A check's args are its keys."""
    return check.args


def rule(*required: Any, negate: bool = False) -> RuleView:
    checks = tuple(Check("any", keys, negate) for keys in required)
    return RuleView(None, "", "any", None, conditions=checks)


def test_a_page_tries_the_rules_of_its_keys_and_those_without_in_their_order() -> None:
    of_tea, free, of_jam, either = (
        rule([("product", 1)]),
        rule(),
        rule([("product", 2)]),
        rule([("product", 1), ("product", 2)]),
    )
    index = RuleIndex.of([of_tea, free, of_jam, either], keys_of)
    assert index.matching([("product", 1)]) == [of_tea, free, either]
    assert index.matching([("product", 2), ("group", 9)]) == [free, of_jam, either]
    assert index.matching([]) == [free]
    assert index.kinds == {"product"}


def test_a_rule_is_filed_under_the_condition_that_requires_least() -> None:
    wide = [("category", 1), ("category", 2)]
    both = rule(wide, [("product", 5)])
    index = RuleIndex.of([both], keys_of)
    assert index.filed == {("product", 5): (0,)}
    assert index.matching([("category", 1)]) == []


def test_what_is_negated_or_says_nothing_is_tried_everywhere() -> None:
    negated, silent = rule([("product", 1)], negate=True), rule(None)
    assert RuleIndex.of([negated, silent], keys_of).matching([]) == [negated, silent]


def test_what_requires_one_of_nothing_is_tried_nowhere() -> None:
    assert RuleIndex.of([rule([])], keys_of).matching([("product", 1)]) == []


def test_a_page_has_the_keys_of_all_its_facts() -> None:
    page = Page(
        slot="any",
        now=NOW,
        product=Product(11, parent_id=10, class_id=3),
        category_ids=frozenset({7}),
        basket=Basket((Line(21, 20, 1, frozenset({8})),)),
        customer=Customer(1, frozenset({4})),
        order=(Line(30, 30, 2),),
    )
    assert page_keys(page) == {
        ("product", 11),
        ("product", 10),
        ("class", 3),
        ("category", 7),
        ("basket.product", 21),
        ("basket.product", 20),
        ("basket.category", 8),
        ("group", 4),
        ("order.product", 30),
    }
    assert page_keys(Page(slot="any", now=NOW)) == frozenset()


keys = st.tuples(st.sampled_from(["product", "category"]), st.integers(1, 4))


@given(
    st.lists(st.lists(st.one_of(st.none(), st.lists(keys, max_size=3)), max_size=3), max_size=8),
    st.sets(keys),
)
def test_exactly_the_rules_that_could_hold_by_their_rarest_condition(
    wanted: list[list[list[Key] | None]], has: set[Key]
) -> None:
    rules = [rule(*required) for required in wanted]
    found = RuleIndex.of(rules, keys_of).matching(has)

    def could_hold(one: RuleView) -> bool:
        return all(check.args is None or has & set(check.args) for check in one.conditions)

    assert [one for one in rules if could_hold(one)] == [one for one in found if could_hold(one)]
