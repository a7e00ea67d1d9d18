"""Every registered filter, whoever wrote it, against bad args and pages of all kinds."""

from typing import Any

import pytest

from crosssell import registry
from crosssell.core.args import parse
from crosssell.core.data import Page, Product, Verdict
from tests import hostile
from tests.fullpage import OTHER, PAGE, page_with, product_with
from tests.pagedata import EMPTY

PLUGINS = registry.all_of("filters")


def by_code(plugin: registry.Plugin) -> str:
    return plugin.code


def asked(plugin: registry.Plugin, page: Page, product: Product, args: Any) -> Verdict:
    """The answer, which must be the same when asked again."""
    verdict = plugin.run(page, product, args)
    assert isinstance(verdict, Verdict)
    assert verdict.ok == (verdict.code == "")
    assert plugin.run(page, product, args) == verdict
    return verdict


@pytest.mark.parametrize("plugin", PLUGINS, ids=by_code)
class TestEveryFilter:
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
                for page, product in ((EMPTY, Product(2)), (PAGE, OTHER), (PAGE, PAGE.product)):
                    asked(plugin, page, product, args)
                worked += 1
        if hostile.filled(plugin.args):
            assert refused
            assert worked

    def test_args_of_an_older_version(self, plugin: registry.Plugin) -> None:
        old = parse(plugin.args, hostile.required(plugin.args))
        asked(plugin, EMPTY, Product(2), old)
        asked(plugin, PAGE, OTHER, old)
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
            page, product = page_with(plugin.needs), product_with(OTHER, plugin.needs, "candidate")
            assert asked(plugin, page, product, args) == asked(plugin, PAGE, OTHER, args)
