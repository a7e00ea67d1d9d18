"""Whatever the values: conditions and filters answer, boosts stay within 0 and 1."""

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from crosssell import registry
from crosssell.core.args import parse
from crosssell.core.data import Candidate, Page, Product, Verdict
from crosssell.core.rule_index import page_keys
from tests import pagefuzz

CONDITIONS, FILTERS, BOOSTS = (
    [plugin for plugin in registry.all_of(kind) if plugin.run.__module__.startswith("crosssell.")]
    for kind in ("conditions", "filters", "boosts")
)
# Without shrinking: a failure shows the args of every plugin anyway.
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
# Making a page is dear, so each is shown to all plugins of a kind.
FEW = settings(
    max_examples=60, phases=PHASES, suppress_health_check=list(HealthCheck), deadline=None
)


def drawn(data: Any, plugin: registry.Plugin) -> Any:
    """Args for the plugin."""
    return parse(plugin.args, data.draw(pagefuzz.args_of(plugin.args), label=plugin.code))


def judged(plugin: registry.Plugin, *given: Any) -> Verdict:
    """The plugin's answer, which is one and the same when it is asked again."""
    verdict = plugin.run(*given)
    assert isinstance(verdict, Verdict), plugin.code
    assert verdict.ok == (verdict.code == ""), plugin.code
    assert plugin.run(*given) == verdict, plugin.code
    return verdict


@FEW
@given(data=st.data(), page=pagefuzz.PAGES)
def test_conditions_always_answer_and_keys_are_never_stricter(data: Any, page: Page) -> None:
    keys_of_page = page_keys(page)
    for plugin in CONDITIONS:
        args = drawn(data, plugin)
        verdict = judged(plugin, page, args)
        if plugin.keys is not None:
            keys = frozenset(plugin.keys(args))
            assert {kind for kind, _ in keys} <= set(registry.KEYS), plugin.code
            assert not (verdict.ok and keys.isdisjoint(keys_of_page)), plugin.code


@FEW
@given(data=st.data(), page=pagefuzz.PAGES, product=pagefuzz.PRODUCTS)
def test_filters_always_answer(data: Any, page: Page, product: Product) -> None:
    for plugin in FILTERS:
        judged(plugin, page, product, drawn(data, plugin))


@FEW
@given(
    data=st.data(),
    page=pagefuzz.PAGES,
    candidate=pagefuzz.CANDIDATES,
    product=pagefuzz.PRODUCTS,
    chosen=st.lists(pagefuzz.PRODUCTS, max_size=3),
)
def test_boosts_stay_within_0_and_1(
    data: Any, page: Page, candidate: Candidate, product: Product, chosen: list[Product]
) -> None:
    for plugin in BOOSTS:
        given = (page, candidate, product, drawn(data, plugin))
        beside = (chosen,) if plugin.beside else ()
        value = plugin.run(*given, *beside)
        assert value == plugin.run(*given, *beside), plugin.code
        if not (plugin.beside and value is None):
            assert isinstance(value, float), plugin.code
            assert 0.0 <= value <= 1.0, plugin.code


def test_every_condition_that_names_things_has_keys() -> None:
    assert {plugin.code for plugin in CONDITIONS if plugin.keys} == {
        "basket_contains",
        "customer_group",
        "in_category",
        "on_product",
        "order_contains",
        "product_class",
    }
