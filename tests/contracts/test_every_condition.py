"""Every registered condition, whoever wrote it, against bad args and pages of all kinds."""

from typing import Any

import pytest

from crosssell import registry
from crosssell.core.args import parse
from crosssell.core.data import Page, Verdict
from crosssell.core.rule_index import page_keys
from tests import hostile
from tests.fullpage import PAGE, page_with
from tests.pagedata import EMPTY

PLUGINS = registry.all_of("conditions")


def by_code(plugin: registry.Plugin) -> str:
    return plugin.code


def asked(plugin: registry.Plugin, page: Page, args: Any) -> Verdict:
    """The answer, which must be the same when asked again."""
    verdict = plugin.run(page, args)
    assert isinstance(verdict, Verdict)
    assert verdict.ok == (verdict.code == "")
    assert plugin.run(page, args) == verdict
    return verdict


@pytest.mark.parametrize("plugin", PLUGINS, ids=by_code)
class TestEveryCondition:
    def test_hostile_args_are_refused_by_name_or_work(self, plugin: registry.Plugin) -> None:
        refused = worked = 0
        for name, data in hostile.hostile(plugin.args):
            refusal = hostile.refusal(plugin.args, data)
            if refusal is not None:
                assert refusal.field == name
                assert refusal.message
                refused += 1
            else:
                args = parse(plugin.args, data)
                asked(plugin, EMPTY, args)
                asked(plugin, PAGE, args)
                worked += 1
        if hostile.filled(plugin.args):
            assert refused
            assert worked

    def test_args_of_an_older_version(self, plugin: registry.Plugin) -> None:
        old = parse(plugin.args, hostile.required(plugin.args))
        asked(plugin, EMPTY, old)
        asked(plugin, PAGE, old)
        strange = hostile.refusal(plugin.args, hostile.required(plugin.args) | {"gone_since": 1})
        assert strange is not None
        assert strange.field == "gone_since"
        for name in hostile.required(plugin.args):
            rest = {k: v for k, v in hostile.required(plugin.args).items() if k != name}
            refusal = hostile.refusal(plugin.args, rest)
            assert refusal is not None
            assert (refusal.field, refusal.message) == (name, "is missing")

    def test_what_it_needs_is_all_it_looks_at(self, plugin: registry.Plugin) -> None:
        for data in (hostile.required(plugin.args), hostile.filled(plugin.args)):
            args = parse(plugin.args, data)
            assert asked(plugin, page_with(plugin.needs), args) == asked(plugin, PAGE, args)

    def test_an_unknown_fact_is_a_no(self, plugin: registry.Plugin) -> None:
        if plugin.needs:
            args = parse(plugin.args, hostile.required(plugin.args))
            assert not asked(plugin, EMPTY, args).ok

    def test_its_keys_are_those_of_a_page_that_it_says_yes_to(
        self, plugin: registry.Plugin
    ) -> None:
        if plugin.keys is not None:
            args = parse(plugin.args, hostile.filled(plugin.args))
            assert asked(plugin, PAGE, args).ok
            keys = frozenset(plugin.keys(args))
            assert keys
            assert keys <= page_keys(PAGE)
            known = page_keys(page_with(plugin.needs))
            assert keys <= known, "It does not need what would bring its keys."
