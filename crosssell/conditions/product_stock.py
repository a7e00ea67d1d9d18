"""The stock of the page's product lies in a range."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Pieces; a parent has the pieces of all its variants."""

    at_least: int | None = field(
        default=None,
        metadata={
            "words": _("at least %s pieces of the page's product are left"),
            "one": _("at least one piece of the page's product is left"),
            "label": _("Pieces left at least"),
            "min": 0,
        },
    )
    at_most: int | None = field(
        default=None,
        metadata={
            "words": _("at most %s pieces of the page's product are left"),
            "one": _("at most one piece of the page's product is left"),
            "label": _("Pieces left at most"),
            "min": 0,
        },
    )


@condition(
    "product_stock",
    label=_("Stock of the product"),
    words=_("the stock of the page's product is known"),
    args=Args,
    needs=("product.stock",),
)
def product_stock(page: Page, args: Args) -> Verdict:
    """Yes when so many pieces are left. A product whose stock is not counted: no."""
    if page.product is None:
        return Verdict(False, "product_unknown")
    stock = page.product.stock
    if stock is None:
        return Verdict(False, "stock_unknown")
    if args.at_least is not None and stock < args.at_least:
        return Verdict(False, "stock_below")
    return Verdict.when(args.at_most is None or stock <= args.at_most, "stock_above")
