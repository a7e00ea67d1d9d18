"""Keeps out what cannot be bought now."""

from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import NoArgs, _, filter


@filter("not_buyable", label=_("Cannot be bought now"), words=_("impossible to buy now"))
def not_buyable(page: Page, product: Product, args: NoArgs) -> Verdict:
    """No for a product without price or stock; a parent needs one variant that has both."""
    return Verdict.when(product.buyable, "not_buyable")
