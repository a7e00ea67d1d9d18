"""A rule with a condition applies where it says yes; its negation everywhere else.

Also where a fact is unknown, and also where rules are found by their keys.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import pytest

from crosssell import registry
from crosssell.applying import Applying
from crosssell.core.args import parse
from crosssell.core.data import Page
from crosssell.core.placement import Check, PlacementView, RuleView
from crosssell.core.placement_map import Map
from crosssell.core.rule_index import RuleIndex
from crosssell.placement_rows import keys_of
from crosssell.pools import Job
from tests import hostile
from tests.fullpage import PAGE, page_with
from tests.pagedata import EMPTY, NOON

PLUGINS = registry.all_of("conditions")


@dataclass
class Everything:
    """Facts of a page of which all is known."""

    now: datetime = NOON

    def page(self, slot: str, needs: Iterable[str]) -> Page:
        return page_with(frozenset(needs))


@dataclass
class Nothing:
    """Facts of a page of which nothing is known."""

    now: datetime = NOON

    def page(self, slot: str, needs: Iterable[str]) -> Page:
        return EMPTY


def applies(facts: object, check: Check, everything: bool) -> bool:
    rule = RuleView(None, "Rule", "any", None, conditions=(check,))
    view = PlacementView(1, "any", "products", None, rules=(rule,))
    found = Map({"any": (view,)}, None, indexes={view: RuleIndex.of(view.rules, keys_of)})
    return Applying(facts, [Job(view)], found, everything).more(0, 1) == [rule]


@pytest.mark.parametrize("everything", [False, True], ids=["by key", "one by one"])
@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.code)
def test_a_condition_and_its_negation(plugin: registry.Plugin, everything: bool) -> None:
    for data in (hostile.required(plugin.args), hostile.filled(plugin.args)):
        args = parse(plugin.args, data)
        for facts, page in ((Everything(), PAGE), (Nothing(), EMPTY)):
            yes = plugin.run(page, args).ok
            assert applies(facts, Check(plugin.code, args), everything) is yes
            assert applies(facts, Check(plugin.code, args, negate=True), everything) is not yes


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.code)
def test_of_a_page_of_which_nothing_is_known_only_the_negation_holds(
    plugin: registry.Plugin,
) -> None:
    args = parse(plugin.args, hostile.required(plugin.args))
    if plugin.needs:
        assert not applies(Nothing(), Check(plugin.code, args), everything=False)
        assert applies(Nothing(), Check(plugin.code, args, negate=True), everything=False)
