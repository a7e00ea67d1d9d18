"""Every registered plugin is well formed, whoever wrote it."""

import ast
import dataclasses
import inspect
import typing
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from crosssell import registry
from crosssell.apps import FOLDERS
from crosssell.core import args as core_args

ROOT = Path(registry.__file__).parents[1]
PLUGINS = [plugin for kind in registry.KINDS for plugin in registry.all_of(kind)]
PARAMETERS = {
    "strategies": ["page", "asks", "source"],
    "conditions": ["page", "args"],
    "filters": ["page", "product", "args"],
    "boosts": ["page", "candidate", "product", "args"],
    "rewards": ["sets", "args", "amount"],
    "widgets": ["planned", "facts"],
    # By what they give.
    "discount": ["sets", "args", "amount"],
    "shipping": ["parcel", "args", "amount"],
    "voucher": ["args", "amount"],
    "gift": ["args"],
    "message": ["args"],
}
# What a bundle can give, a tier of a threshold may as well: one file says both.
BESIDE = {"rewards": {"rewards", "tier_rewards"}}
PURE = ("conditions", "filters", "boosts", "rewards")
FILES = [path for folder in FOLDERS for path in (ROOT / folder).glob("[a-z]*.py")]


def a_value(spec: core_args.Spec) -> object:
    """A value that a required arg takes."""
    many = typing.get_origin(spec.type) is tuple
    kind = typing.get_args(spec.type)[0] if many else spec.type
    choices = spec.metadata.get("choices")
    one = choices[0][0] if choices else {int: 1, str: "a", Decimal: "1"}[kind]
    return [one] if many else one


def words_of(text: str) -> set[str]:
    return set(text.split())


def imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_what_the_shop_is_promised_is_there() -> None:
    codes = {kind: {plugin.code for plugin in registry.all_of(kind)} for kind in registry.KINDS}
    assert codes["strategies"] >= {
        "bought_together",
        "matrix",
        "bestsellers",
        "new_arrivals",
        "same_category",
        "recently_viewed",
    }
    assert codes["conditions"] >= words_of(
        """
        basket_attribute basket_contains basket_currency basket_quantity basket_total
        bought_before campaign coupon_used customer_group days_since_order device
        discount_share first_order in_category language largest_line on_product
        order_contains order_count order_total product_attribute product_class
        product_in_range product_price product_stock product_structure referrer
        return_rate schedule shipping_country signed_in site total_spent viewed_recently
        """
    )
    assert codes["filters"] >= words_of(
        """
        absolute_price age attribute_as_page attribute_in attribute_out category_in
        category_out excluded_products in_basket not_buyable not_on_sale not_public
        on_sale_only out_of_stock owned_already page_category product_class range_in
        range_out rating_at_least relative_price same_product
        """
    )
    assert codes["boosts"] >= words_of(
        """
        diversity freshness margin merchants_weight pair_confidence popularity
        price_closeness price_level rating score season shuffle stock_depth
        """
    )
    assert codes["rewards"] >= words_of(
        """
        amount_off cheapest_free fixed_price gift nth_at_percent percent quantity_tiers
        """
    )
    assert codes["tier_rewards"] >= words_of(
        """
        amount_off free_shipping gift_of_choice message percent voucher_amount voucher_percent
        """
    )
    assert codes["widgets"] >= {"products", "bought_together"}


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: f"{plugin.kind}-{plugin.code}")
class TestPlugin:
    def test_has_words_for_the_merchant(self, plugin: registry.Plugin) -> None:
        assert plugin.code.isidentifier()
        assert plugin.label.strip()
        for field in dataclasses.fields(plugin.args):
            assert field.metadata.get("label"), f"{plugin.code}.{field.name} has no label."

    def test_its_args_are_frozen_and_parse_their_own_defaults(
        self, plugin: registry.Plugin
    ) -> None:
        assert plugin.args.__dataclass_params__.frozen
        optional = [spec for spec in core_args.specs(plugin.args) if not spec.required]
        required = {
            spec.name: a_value(spec) for spec in core_args.specs(plugin.args) if spec.required
        }
        made = core_args.parse(plugin.args, required)
        assert core_args.parse(plugin.args, core_args.dump(made)) == made
        assert hash(made) == hash(core_args.parse(plugin.args, required))
        for spec in optional:
            assert getattr(made, spec.name) == spec.default

    def test_its_schema_is_one(self, plugin: registry.Plugin) -> None:
        Draft202012Validator.check_schema(core_args.schema(plugin.args))

    def test_its_function_takes_what_it_is_given(self, plugin: registry.Plugin) -> None:
        wanted = PARAMETERS.get(plugin.gives or plugin.kind)
        if wanted is not None and plugin.beside:
            wanted = [*wanted, "chosen"]
        assert wanted is None or list(inspect.signature(plugin.run).parameters) == wanted

    def test_it_needs_known_facts(self, plugin: registry.Plugin) -> None:
        assert set(plugin.needs) <= set(registry.FACTS)

    def test_it_depends_on_what_can_be_a_key(self, plugin: registry.Plugin) -> None:
        context = plugin.context
        if callable(context):
            context = context(plugin.args())
        assert set(context or ()) <= {"product", "category"}

    def test_what_it_brings_exists(self, plugin: registry.Plugin) -> None:
        if plugin.brings:
            assert not plugin.takes_rules
            assert registry.get("strategies", plugin.brings)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_file_holds_one_plugin_of_its_name(path: Path) -> None:
    folder = path.parent.name
    plugins = [one for one in PLUGINS if one.run.__module__ == f"crosssell.{folder}.{path.stem}"]
    assert {plugin.code for plugin in plugins} == {path.stem}
    kinds = [plugin.kind for plugin in plugins]
    assert len(kinds) == len(set(kinds))
    assert set(kinds) <= BESIDE.get(folder, {folder})


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_plugins_of_a_kind_never_import_each_other(path: Path) -> None:
    others = {f"crosssell.{path.parent.name}.{other.stem}" for other in FILES if other != path}
    assert imports(path).isdisjoint(others)


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.parent.name in PURE],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_pure_plugins_import_nothing_that_does_work(path: Path) -> None:
    allowed = {"collections.abc", "dataclasses", "datetime", "decimal", "hashlib", "math", "typing"}
    rooms = ("crosssell.core.", "crosssell.registry")
    assert {name for name in imports(path) - allowed if not name.startswith(rooms)} == set()
