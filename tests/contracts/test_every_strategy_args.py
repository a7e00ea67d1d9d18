"""Every registered strategy against whatever stands in a row of the database."""

from typing import Any

import pytest

from crosssell import registry
from crosssell.core.args import ArgsError, parse, specs
from tests.full_shop import full_shop, page_of, run, usual

pytestmark = pytest.mark.django_db
STRATEGIES = registry.all_of("strategies")
every = pytest.mark.parametrize("plugin", STRATEGIES, ids=lambda plugin: plugin.code)


@pytest.fixture
def shop() -> Any:
    return full_shop()


HOSTILE: tuple[Any, ...] = (
    None,
    -1,
    0,
    2**40,
    10**30,
    1.5,
    float("nan"),
    True,
    "",
    "'; DROP TABLE order_order; --",
    "%s %(a)s {0}",
    "\x00",
    "x" * 10_000,
    [],
    ["brand"] * 2_000,
    ["'", "%s", "\x00"],
    {"a": 1},
)


@every
def test_hostile_args_are_refused_or_answered(plugin: registry.Plugin, shop: Any) -> None:
    page = page_of()
    for spec in specs(plugin.args):
        known = [value for value, _label in spec.metadata.get("choices", ())]
        known += [spec.metadata[bound] for bound in ("min", "max") if bound in spec.metadata]
        for value in known:
            run(plugin, page, {**usual(plugin), spec.name: value}, run_id=shop.pk)
        for value in HOSTILE:
            given = {**usual(plugin), spec.name: value}
            refused = ""
            try:
                parse(plugin.args, given)
            except ArgsError as error:
                refused = error.field
            assert refused in ("", spec.name)
            if not refused:
                run(plugin, page, given, run_id=shop.pk)


@every
def test_args_of_another_version_are_refused_by_name(plugin: registry.Plugin) -> None:
    with pytest.raises(ArgsError) as refused:
        parse(plugin.args, {**usual(plugin), "of_another_version": 1})
    assert refused.value.field == "of_another_version"
    for spec in specs(plugin.args):
        # Rows that were written before an arg came to be go on with its default.
        if not spec.required:
            assert getattr(parse(plugin.args, usual(plugin)), spec.name) == spec.default
