"""What sells well in the whole shop."""

from crosssell.core.data import Candidate, Page, Product
from crosssell.core.shares import bounded
from crosssell.registry import NoArgs, _, boost


@boost("popularity", label=_("Popularity"), words=_("popularity"), needs=("candidate.popularity",))
def popularity(page: Page, candidate: Candidate, product: Product, args: NoArgs) -> float:
    """1 for the best seller of the shop, less on a log scale for others, 0 for what never sold."""
    return bounded(product.popularity)
