"""What sold well in these weeks of last year."""

from crosssell.core.data import Candidate, Page, Product
from crosssell.core.shares import bounded
from crosssell.registry import NoArgs, _, boost


@boost(
    "season",
    label=_("Season (these weeks last year)"),
    words=_("what sold in these weeks last year"),
    needs=("candidate.season",),
)
def season(page: Page, candidate: Candidate, product: Product, args: NoArgs) -> float:
    """1 for the best seller of these weeks last year, 0 for what did not sell then."""
    return bounded(product.season)
