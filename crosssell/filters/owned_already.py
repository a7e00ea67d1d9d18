"""Keeps out what the customer has bought before."""

from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import NoArgs, _, filter


@filter(
    "owned_already",
    label=_("Bought before by the customer"),
    words=_("bought before by the customer"),
    needs=("customer.bought",),
)
def owned_already(page: Page, product: Product, args: NoArgs) -> Verdict:
    """No for a product, or a variant of one, that the signed-in customer ever ordered."""
    owned = page.customer is not None and product.family in page.customer.bought
    return Verdict.when(not owned, "owned_already")
