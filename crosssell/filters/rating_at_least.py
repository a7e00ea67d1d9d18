"""Keeps out what customers rated badly, or hardly at all."""

from dataclasses import dataclass, field
from decimal import Decimal

from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import _, filter


@dataclass(frozen=True)
class Args:
    """The average of the reviews that the shop shows, 0 to 5, and their number."""

    at_least: Decimal = field(
        metadata={
            "words": _("rated below %s"),
            "label": _("Rated below"),
            "min": Decimal(0),
            "max": Decimal(5),
        }
    )
    reviews: int = field(
        default=1,
        metadata={
            "words": _("with fewer than %s reviews"),
            "label": _("Fewer reviews than"),
            "min": 0,
            "max": 1_000_000,
        },
    )


@filter("rating_at_least", label=_("Badly rated"), args=Args, needs=("candidate.rating",))
def rating_at_least(page: Page, product: Product, args: Args) -> Verdict:
    """No below the rating or the number of reviews. Without reviews: yes only if 0 will do."""
    if product.reviews < args.reviews:
        return Verdict(False, "few_reviews")
    # Both as floats: an average of 43 / 10 is a little less than the decimal 4.3.
    rated = product.rating is None or product.rating >= float(args.at_least)
    return Verdict.when(rated, "badly_rated")
