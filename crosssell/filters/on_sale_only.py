"""Keeps out what costs its full price."""

from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import NoArgs, _, filter


@filter(
    "on_sale_only",
    label=_("Not on offer"),
    words=_("at its full price"),
    needs=("candidate.offers",),
)
def on_sale_only(page: Page, product: Product, args: NoArgs) -> Verdict:
    """No for a product that no running offer of the shop makes cheaper."""
    return Verdict.when(product.on_offer, "not_on_offer")
