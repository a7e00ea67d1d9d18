"""The page's product has an attribute of a certain value."""

from dataclasses import dataclass, field

from crosssell.core.attributes import has_value
from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """One attribute by its code; any of the values, upper or lower case."""

    attribute: str = field(
        metadata={
            "words": _("the page's product has %s"),
            "label": _("Attribute"),
            "ref": "attribute",
        }
    )
    values: tuple[str, ...] = field(
        default=(),
        metadata={
            "words": "%s",
            "before": ": ",
            "label": _("Values"),
            "help": _("Any of these; any other can be typed, too. None: any value."),
            "ref": "attribute_value",
            "beside": "attribute",
        },
    )


@condition(
    "product_attribute",
    label=_("Attribute of the product"),
    args=Args,
    needs=("product.attributes",),
)
def product_attribute(page: Page, args: Args) -> Verdict:
    """Yes when the product's attribute has one of the values."""
    if page.product is None:
        return Verdict(False, "product_unknown")
    if args.attribute not in page.product.attributes:
        return Verdict(False, "no_attribute")
    found = has_value(page.product.attributes, args.attribute, args.values)
    return Verdict.when(found, "other_value")
