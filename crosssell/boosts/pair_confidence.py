"""How sure it is that the two are bought together."""

from crosssell.core.data import Candidate, Page, Product
from crosssell.core.evidence import wilson_lower
from crosssell.registry import NoArgs, _, boost


@boost("pair_confidence", label=_("How sure the pair is"), words=_("how sure the pair is"))
def pair_confidence(page: Page, candidate: Candidate, product: Product, args: NoArgs) -> float:
    """The lower bound of the share of the main product's orders that hold this one too.

    Wilson's bound at 95 % (see ``core.evidence``); 0 without counted orders, as for candidates
    of strategies that count none.
    """
    orders = max(0, candidate.orders)
    return wilson_lower(min(max(0, candidate.together), orders), orders)
