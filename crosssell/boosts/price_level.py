"""What is cheap, or what is dear."""

from dataclasses import dataclass, field
from decimal import Decimal
from math import log1p

from crosssell.core.data import Candidate, Page, Product
from crosssell.core.shares import bounded
from crosssell.registry import _, boost

FIRST = (("cheapest", _("The cheapest")), ("dearest", _("The dearest")))
SAID = {"cheapest": _("the cheapest first"), "dearest": _("the dearest first")}


@dataclass(frozen=True)
class Args:
    """Which end counts 1, and where the scale ends."""

    first: str = field(metadata={"words": SAID, "label": _("First"), "choices": FIRST})
    top: Decimal = field(
        default=Decimal(1000),
        metadata={
            "words": _("dear from %s on"),
            "label": _("Dear from"),
            "help": _("All prices from this one on count the same."),
            "min": Decimal(1),
        },
    )


@boost("price_level", label=_("Price"), words=_("price"), args=Args)
def price_level(page: Page, candidate: Candidate, product: Product, args: Args) -> float:
    """log(1 + price) / log(1 + top), at most 1; 1 less that for the cheapest; 0 without a price.

    A log scale, so that 10 and 20 lie as far apart as 100 and 200. Prices count by their number
    alone, in whatever currency.
    """
    if product.price is None or product.price < 0:
        return 0.0
    level = bounded(log1p(min(product.price, args.top)) / log1p(args.top))
    return level if args.first == "dearest" else 1.0 - level
