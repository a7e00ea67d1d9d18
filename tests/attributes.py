"""Attributes of products, for tests."""

from typing import Any

from oscar.core.loading import get_model

Attribute = get_model("catalogue", "ProductAttribute")
AttributeValue = get_model("catalogue", "ProductAttributeValue")
Option = get_model("catalogue", "AttributeOption")
OptionGroup = get_model("catalogue", "AttributeOptionGroup")


def describe(product: Any, **values: Any) -> None:
    """Give the product attributes: texts, numbers or booleans; a set of texts is a multi-option,
    a tuple of one text an option."""
    for code, value in values.items():
        kind, stored = _typed(value)
        attribute, _ = Attribute.objects.get_or_create(
            code=code,
            type=kind,
            product_class=product.get_product_class(),
            defaults={"name": code.title()},
        )
        if kind in ("option", "multi_option") and attribute.option_group is None:
            attribute.option_group = OptionGroup.objects.create(name=code)
            attribute.save()
        made = AttributeValue(attribute=attribute, product=product)
        if kind not in ("option", "multi_option"):
            setattr(made, f"value_{kind}", stored)
            made.save()
            continue
        options = [
            Option.objects.get_or_create(group=attribute.option_group, option=text)[0]
            for text in sorted(stored)
        ]
        if kind == "option":
            made.value_option = options[0]
        made.save()
        if kind == "multi_option":
            made.value_multi_option.set(options)


def _typed(value: Any) -> tuple[str, Any]:
    if isinstance(value, bool):
        return "boolean", value
    if isinstance(value, (int, float)):
        return type(value).__name__.replace("int", "integer"), value
    if isinstance(value, tuple):
        return "option", value
    return ("multi_option", value) if isinstance(value, set) else ("text", value)
