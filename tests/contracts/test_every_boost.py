"""Every registered boost, whoever wrote it, against bad args and pages of all kinds."""

from typing import Any

import pytest

from crosssell import registry
from crosssell.core.args import parse
from crosssell.core.data import Candidate, Page, Product
from tests import hostile
from tests.fullpage import CANDIDATE, OTHER, PAGE, PRODUCT, page_with, product_with
from tests.pagedata import EMPTY

PLUGINS = registry.all_of("boosts")


def by_code(plugin: registry.Plugin) -> str:
    return plugin.code


def asked(
    plugin: registry.Plugin,
    page: Page,
    candidate: Candidate,
    product: Product,
    args: Any,
    chosen: tuple[Product, ...] = (),
) -> float | None:
    """The value, which must be from 0 to 1 and the same when asked again."""
    beside = (chosen,) if plugin.beside else ()
    value: float | None = plugin.run(page, candidate, product, args, *beside)
    assert plugin.run(page, candidate, product, args, *beside) == value
    if value is None:
        assert plugin.beside
        assert chosen, "There is nothing yet that it could not stand beside."
    else:
        assert isinstance(value, float)
        assert 0.0 <= value <= 1.0
    return value


@pytest.mark.parametrize("plugin", PLUGINS, ids=by_code)
class TestEveryBoost:
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
                asked(plugin, EMPTY, Candidate(3, 0.0), Product(3), args)
                asked(plugin, PAGE, CANDIDATE, OTHER, args, (PRODUCT,))
                worked += 1
        if hostile.filled(plugin.args):
            assert refused
            assert worked

    def test_args_of_an_older_version(self, plugin: registry.Plugin) -> None:
        old = parse(plugin.args, hostile.required(plugin.args))
        asked(plugin, EMPTY, Candidate(3, 0.0), Product(3), old)
        asked(plugin, PAGE, CANDIDATE, OTHER, old, (PRODUCT,))
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
            some = page_with(plugin.needs)
            product = product_with(OTHER, plugin.needs, "candidate")
            beside = (product_with(PRODUCT, plugin.needs, "candidate"),)
            told = asked(plugin, some, CANDIDATE, product, args, beside)
            assert told == asked(plugin, PAGE, CANDIDATE, OTHER, args, (PRODUCT,))
