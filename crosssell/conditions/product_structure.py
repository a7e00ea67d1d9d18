"""The page's product has variants, is one, or neither."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition

STRUCTURES = (
    ("standalone", _("A product without variants")),
    ("parent", _("A product with variants")),
    ("child", _("A variant")),
)
SAID = {
    "standalone": _("the page's product has no variants"),
    "parent": _("the page's product has variants"),
    "child": _("the page's product is a variant"),
}


@dataclass(frozen=True)
class Args:
    """Any of these."""

    structures: tuple[str, ...] = field(
        metadata={
            "words": SAID,
            "label": _("The product is"),
            "choices": STRUCTURES,
        }
    )


@condition("product_structure", label=_("Product with or without variants"), args=Args)
def product_structure(page: Page, args: Args) -> Verdict:
    """Yes when the product is built in one of the ways."""
    if page.product is None:
        return Verdict(False, "product_unknown")
    return Verdict.when(page.product.structure in args.structures, "other_structure")
