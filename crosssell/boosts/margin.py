"""What leaves the shop the most of its price."""

from crosssell.core.data import Candidate, Page, Product
from crosssell.core.shares import bounded
from crosssell.registry import NoArgs, _, boost


@boost("margin", label=_("Margin"), words=_("margin"), needs=("candidate.margin",))
def margin(page: Page, candidate: Candidate, product: Product, args: NoArgs) -> float:
    """The share of the price that the shop keeps; 0 for a loss, and where no cost is known."""
    return 0.0 if product.margin is None else bounded(product.margin)
