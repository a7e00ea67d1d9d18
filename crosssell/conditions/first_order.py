"""The customer's order is, or will be, the first one."""

from crosssell.core.data import Page, Verdict
from crosssell.registry import NoArgs, _, condition


@condition(
    "first_order",
    label=_("First order"),
    words=_("it is the customer's first order"),
    needs=("customer.purchases", "order"),
)
def first_order(page: Page, args: NoArgs) -> Verdict:
    """Yes for a customer without earlier orders.

    On a thank-you page, and in a mail about an order, that order is not an earlier one.
    """
    purchases = page.customer.purchases if page.customer is not None else None
    if purchases is None:
        return Verdict(False, "customer_unknown")
    present = 0 if page.order is None else 1
    return Verdict.when(purchases.orders <= present, "ordered_before")
