"""Keeps out what the shopper is buying already."""

from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import NoArgs, _, filter


@filter(
    "in_basket",
    label=_("In the basket already"),
    words=_("in the basket already"),
    needs=("basket.lines", "order"),
)
def in_basket(page: Page, product: Product, args: NoArgs) -> Verdict:
    """No for a product of the basket or of the page's order, or a variant of one."""
    if page.basket is not None:
        for line in page.basket.lines:
            if line.family == product.family:
                return Verdict(False, "in_basket")
    for line in page.order or ():
        if line.family == product.family:
            return Verdict(False, "in_order")
    return Verdict(True)
