"""What customers rated well, as far as there are enough of them."""

from dataclasses import dataclass, field
from decimal import Decimal

from crosssell.core.data import Candidate, Page, Product
from crosssell.core.shares import bounded
from crosssell.registry import _, boost

BEST = 5


@dataclass(frozen=True)
class Args:
    """What is believed of a product before anybody has reviewed it."""

    expected: Decimal = field(
        default=Decimal(3),
        metadata={
            "words": _("%s expected"),
            "label": _("Rating to expect"),
            "help": _("What a product without reviews counts as, 0 to 5."),
            "min": Decimal(0),
            "max": Decimal(BEST),
        },
    )
    reviews: int = field(
        default=5,
        metadata={
            "words": _("believed after %s reviews"),
            "one": _("believed after one review"),
            "label": _("Reviews to believe"),
            "help": _("So many reviews count as much as what was expected."),
            "min": 1,
            "max": 10_000,
        },
    )


@boost("rating", label=_("Rating"), words=_("rating"), args=Args, needs=("candidate.rating",))
def rating(page: Page, candidate: Candidate, product: Product, args: Args) -> float:
    """(n * r + m * e) / (n + m) / 5: n reviews of average r, m to believe, e expected.

    The weighted rating by which IMDb orders its Top 250; it is the mean of a Bayesian's belief
    who has seen m reviews of average e before. One review of 5 does not beat hundreds of 4.8.
    """
    reviews = max(0, product.reviews) if product.rating is not None else 0
    stars = reviews * (product.rating or 0.0) + args.reviews * float(args.expected)
    return bounded(stars / (reviews + args.reviews) / BEST)
