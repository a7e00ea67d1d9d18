"""Keeps out what lacks certain values of an attribute."""

from dataclasses import dataclass, field

from crosssell.core.attributes import has_value
from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import _, filter


@dataclass(frozen=True)
class Args:
    """One attribute by its code; any of the values, upper or lower case."""

    attribute: str = field(
        metadata={"words": _("without %s"), "label": _("Attribute"), "ref": "attribute"}
    )
    values: tuple[str, ...] = field(
        default=(),
        metadata={
            "words": "%s",
            "before": ": ",
            "label": _("Without any of these values"),
            "help": _("Any other can be typed, too. None: any value."),
            "ref": "attribute_value",
            "beside": "attribute",
        },
    )


@filter(
    "attribute_in",
    label=_("Without certain values of an attribute"),
    args=Args,
    needs=("candidate.attributes",),
)
def attribute_in(page: Page, product: Product, args: Args) -> Verdict:
    """No unless the product's attribute has one of the values."""
    return Verdict.when(has_value(product.attributes, args.attribute, args.values), "no_such_value")
