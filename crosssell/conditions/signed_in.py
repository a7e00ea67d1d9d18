"""The shopper is signed in."""

from crosssell.core.data import Page, Verdict
from crosssell.registry import NoArgs, _, condition


@condition(
    "signed_in", label=_("Signed in"), words=_("the shopper is signed in"), needs=("customer",)
)
def signed_in(page: Page, args: NoArgs) -> Verdict:
    """Yes for a customer who is signed in, or whom the mail is for; no for a guest."""
    if page.customer is None:
        return Verdict(False, "customer_unknown")
    return Verdict.when(page.customer.id is not None, "guest")
