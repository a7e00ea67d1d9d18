"""The page's product is of a certain class."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import Key, _, condition


@dataclass(frozen=True)
class Args:
    """Any of these product classes."""

    classes: tuple[int, ...] = field(
        metadata={
            "words": _("the page's product is of the class %s"),
            "label": _("Product classes"),
            "ref": "product_class",
        }
    )


def keys(args: Args) -> Iterable[Key]:
    """The page's product is of one of them."""
    return [("class", pk) for pk in args.classes]


@condition("product_class", label=_("Class of the product"), args=Args, keys=keys)
def product_class(page: Page, args: Args) -> Verdict:
    """Yes when the product is of one of the classes; a variant has its parent's."""
    if page.product is None or page.product.class_id is None:
        return Verdict(False, "product_unknown")
    return Verdict.when(page.product.class_id in args.classes, "other_class")
