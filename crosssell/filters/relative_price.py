"""Keeps out what is too cheap or too dear beside the page's product."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import _, filter


@dataclass(frozen=True)
class Args:
    """Percentages of the price of the page's product."""

    at_least: int | None = field(
        default=None,
        metadata={
            "words": _("cheaper than %s %% of the product's price"),
            "label": _("Cheaper than so many % of the product's price"),
            "min": 0,
            "max": 100_000,
        },
    )
    at_most: int | None = field(
        default=None,
        metadata={
            "words": _("dearer than %s %% of the product's price"),
            "label": _("Dearer than so many % of the product's price"),
            "min": 0,
            "max": 100_000,
            "help": _("The classic is 10: a small thing beside a big one."),
        },
    )
    cheaper: bool = field(
        default=False,
        metadata={
            "words": _("as dear as the product, or dearer"),
            "label": _("As dear as the product, or dearer"),
        },
    )


@filter(
    "relative_price",
    label=_("Price out of range beside the product"),
    words=_("without a price to compare"),
    args=Args,
    needs=("product",),
)
def relative_price(page: Page, product: Product, args: Args) -> Verdict:
    """No outside the range. Where the page has no price there is nothing to compare: yes."""
    if page.product is None or page.product.price is None:
        return Verdict(True)
    if product.price is None or product.currency != page.product.currency:
        return Verdict(False, "price_unknown")
    percent = product.price * 100
    if args.at_least is not None and percent < page.product.price * args.at_least:
        return Verdict(False, "too_cheap")
    if args.cheaper and product.price >= page.product.price:
        return Verdict(False, "not_cheaper")
    dear = args.at_most is not None and percent > page.product.price * args.at_most
    return Verdict.when(not dear, "too_dear")
