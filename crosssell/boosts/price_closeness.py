"""What costs about as much as the page's product."""

from crosssell.core.data import Candidate, Page, Product
from crosssell.core.shares import bounded
from crosssell.registry import NoArgs, _, boost


@boost(
    "price_closeness",
    label=_("Price close to the product's"),
    words=_("a price close to the product's"),
    needs=("product",),
)
def price_closeness(page: Page, candidate: Candidate, product: Product, args: NoArgs) -> float:
    """The lower of the two prices / the higher: 1 at the same price, 0.5 at half and at double.

    0 where a price is not known, is 0, or is in another currency.
    """
    own = page.product
    if own is None or own.price is None or product.price is None:
        return 0.0
    low, high = sorted((own.price, product.price))
    if low <= 0 or own.currency != product.currency:
        return 0.0
    return bounded(low / high)
