"""No setting that names something of the shop is left to be typed by heart."""

import typing

import pytest

from crosssell import registry
from crosssell.admin.args.fields import form_field
from crosssell.admin.lookup.sources import SOURCES
from crosssell.admin.lookup.widget import LookupSelect, LookupSelectMultiple
from crosssell.core.args import Spec, specs

KINDS = ("strategies", "conditions", "filters", "boosts", "widgets")
OF_TIERS = "tier_rewards"
SETTINGS = [
    pytest.param(plugin, spec, id=f"{kind}-{plugin.code}-{spec.name}")
    for kind in (*KINDS, OF_TIERS)
    for plugin in registry.all_of(kind)
    for spec in specs(plugin.args)
]


def of_text(spec: Spec) -> bool:
    return spec.type is str or typing.get_args(spec.type)[:1] == (str,)


@pytest.mark.parametrize(("plugin", "spec"), SETTINGS)
def test_a_text_is_chosen_or_completed(plugin: registry.Plugin, spec: Spec) -> None:
    meta = spec.metadata
    assert not of_text(spec) or "choices" in meta or "ref" in meta
    # A list of numbers is a list of ids: nobody knows them by heart.
    many = typing.get_origin(spec.type) is tuple
    assert not many or "choices" in meta or "ref" in meta
    if "ref" not in meta:
        return
    source = SOURCES[meta["ref"]]
    assert source.text == of_text(spec)
    widget = form_field(spec).widget
    assert isinstance(widget, LookupSelectMultiple if many else LookupSelect)
    assert widget.kind == meta["ref"]
    # A code of the shop has a form that may be wrong; what may be anything may come later.
    assert source.typed == (meta["ref"] in TYPED)
    beside = {one.name for one in specs(plugin.args) if one.metadata.get("ref") == "attribute"}
    assert widget.beside in beside if meta["ref"] == "attribute_value" else widget.beside == ""


TYPED = {
    "attribute_value", "currency", "coupon", "shipping_method", "web_site", "utm_source",
    "utm_medium", "utm_campaign", "utm_term", "utm_content",
}  # fmt: skip


def test_these_are_the_things_that_rules_name() -> None:
    """A new setting that names one of them must say so; the others were looked through."""
    named = {param.values[1].metadata.get("ref") for param in SETTINGS} - {None}
    assert named == TYPED | {
        "attribute", "category", "country", "group", "language", "product", "product_class",
        "range", "site", "threshold",
    }  # fmt: skip


def test_every_setting_and_every_plugin_is_said_in_words() -> None:
    for kind in KINDS[:-1]:
        for plugin in registry.all_of(kind):
            own = specs(plugin.args)
            assert plugin.words or any(spec.required for spec in own), plugin.code
            assert all("words" in spec.metadata for spec in own), plugin.code
            for spec in own:
                choices = [value for value, _label in spec.metadata.get("choices", ())]
                words = spec.metadata["words"]
                if not isinstance(words, str):
                    assert set(words) >= set(choices) - {spec.default}, plugin.code
                elif spec.type is not bool:
                    assert words.replace("%%", "").count("%s") == 1, plugin.code
