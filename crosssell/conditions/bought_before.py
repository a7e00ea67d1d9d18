"""The customer has bought certain products before, or products of certain categories."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Any of the products (a parent stands for its variants) or categories counts."""

    products: tuple[int, ...] = field(
        default=(),
        metadata={
            "words": _("the customer bought %s before"),
            "label": _("Products"),
            "ref": "product",
        },
    )
    categories: tuple[int, ...] = field(
        default=(),
        metadata={
            "words": _("the customer bought something of %s before"),
            "before": _(" or "),
            "label": _("Categories"),
            "ref": "category",
        },
    )


@condition(
    "bought_before",
    label=_("Bought before by the customer"),
    words=_("the customer bought certain things before"),
    args=Args,
    needs=("customer.bought", "customer.bought_categories"),
)
def bought_before(page: Page, args: Args) -> Verdict:
    """Yes when the signed-in customer ever ordered, and kept, one of what is named."""
    if page.customer is None or page.customer.id is None:
        return Verdict(False, "customer_unknown")
    bought = not page.customer.bought.isdisjoint(args.products)
    in_category = not page.customer.bought_category_ids.isdisjoint(args.categories)
    return Verdict.when(bought or in_category, "not_bought_before")
