"""Keeps out the product that the page is about."""

from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import NoArgs, _, filter


@filter("same_product", label=_("The page's own product"), words=_("the page's own product"))
def same_product(page: Page, product: Product, args: NoArgs) -> Verdict:
    """No for the page's product and its variants."""
    same = page.product is not None and page.product.family == product.family
    return Verdict.when(not same, "same_product")
