"""Keeps out products of other classes than certain ones, or of these."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import _, filter

WHICH = (
    ("others", _("Products of other classes")),
    ("these", _("Products of these classes")),
)
SAID = {"others": _("of another class than"), "these": _("of the class")}


@dataclass(frozen=True)
class Args:
    """Product classes, and which side of them is kept out."""

    keep_out: str = field(metadata={"words": SAID, "label": _("Keep out"), "choices": WHICH})
    classes: tuple[int, ...] = field(
        metadata={
            "words": "%s",
            "before": " ",
            "label": _("Product classes"),
            "ref": "product_class",
        }
    )


@filter("product_class", label=_("Class of the product"), args=Args)
def product_class(page: Page, product: Product, args: Args) -> Verdict:
    """No by the product's class; a variant has its parent's."""
    inside = product.class_id in args.classes
    if args.keep_out == "these":
        return Verdict.when(not inside, "class_left_out")
    return Verdict.when(inside, "outside_classes")
