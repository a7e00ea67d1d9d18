"""Keeps out what has certain values of an attribute."""

from dataclasses import dataclass, field

from crosssell.core.attributes import has_value
from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import _, filter


@dataclass(frozen=True)
class Args:
    """One attribute by its code; any of the values, upper or lower case."""

    attribute: str = field(
        metadata={"words": _("with %s"), "label": _("Attribute"), "ref": "attribute"}
    )
    values: tuple[str, ...] = field(
        default=(),
        metadata={
            "words": "%s",
            "before": ": ",
            "label": _("With any of these values"),
            "help": _("Any other can be typed, too. None: any value."),
            "ref": "attribute_value",
            "beside": "attribute",
        },
    )


@filter(
    "attribute_out",
    label=_("With certain values of an attribute"),
    args=Args,
    needs=("candidate.attributes",),
)
def attribute_out(page: Page, product: Product, args: Args) -> Verdict:
    """No for a product whose attribute has one of the values."""
    return Verdict.when(
        not has_value(product.attributes, args.attribute, args.values), "value_left_out"
    )
