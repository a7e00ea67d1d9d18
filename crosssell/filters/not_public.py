"""Keeps out what the shop hides."""

from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import NoArgs, _, filter


@filter("not_public", label=_("Hidden in the shop"), words=_("hidden in the shop"))
def not_public(page: Page, product: Product, args: NoArgs) -> Verdict:
    """No for a product that is not public, or whose parent is not."""
    return Verdict.when(product.public, "not_public")
