"""The strategy's own score."""

from crosssell.core.data import Candidate, Page, Product
from crosssell.core.shares import bounded
from crosssell.registry import NoArgs, _, boost


@boost("score", label=_("The strategy's own score"), words=_("the strategy's own score"))
def score(page: Page, candidate: Candidate, product: Product, args: NoArgs) -> float:
    """The score as a share of the best in the list."""
    return bounded(candidate.relative)
