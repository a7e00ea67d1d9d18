"""Keeps out what differs from the page's product in an attribute, or is like it there."""

from dataclasses import dataclass, field

from crosssell.core.attributes import same_value
from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import _, filter

WHICH = (
    ("different", _("Products with another value")),
    ("same", _("Products with the same value")),
)
SAID = {
    "different": _("different from the page's product"),
    "same": _("like the page's product"),
}


@dataclass(frozen=True)
class Args:
    """One attribute by its code, such as the brand."""

    keep_out: str = field(
        metadata={"words": SAID, "label": _("Keep out"), "choices": WHICH},
    )
    attribute: str = field(
        metadata={
            "words": _("in %s"),
            "before": " ",
            "label": _("Attribute"),
            "ref": "attribute",
        }
    )


@filter(
    "attribute_as_page",
    label=_("Attribute beside the page's product"),
    args=Args,
    needs=("product.attributes", "candidate.attributes"),
)
def attribute_as_page(page: Page, product: Product, args: Args) -> Verdict:
    """No by whether both have the same value; a product without any has another.

    Where the page's product has none there is nothing to compare: yes.
    """
    own = page.product.attributes if page.product is not None else {}
    if args.attribute not in own:
        return Verdict(True)
    same = same_value(own, product.attributes, args.attribute)
    if args.keep_out == "same":
        return Verdict.when(not same, "same_value")
    return Verdict.when(same, "not_same_value")
