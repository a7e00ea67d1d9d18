"""Keeps out what is cheaper for now."""

from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import NoArgs, _, filter


@filter("not_on_sale", label=_("On offer"), words=_("on offer"), needs=("candidate.offers",))
def not_on_sale(page: Page, product: Product, args: NoArgs) -> Verdict:
    """No for a product that a running offer of the shop makes cheaper."""
    return Verdict.when(not product.on_offer, "on_offer")
