"""The weight that the merchant gave a product."""

from crosssell.core.data import Candidate, Page, Product
from crosssell.core.shares import bounded
from crosssell.registry import NoArgs, _, boost


@boost(
    "merchants_weight",
    label=_("The merchant's weight"),
    words=_("the merchant's weight"),
    needs=("candidate.weight",),
)
def merchants_weight(page: Page, candidate: Candidate, product: Product, args: NoArgs) -> float:
    """(weight + 100) / 200: 0 at -100, 0.5 where none is given, 1 at 100."""
    return bounded((product.weight + 100) / 200)
