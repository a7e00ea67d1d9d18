"""How long ago the customer ordered last lies in a range."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Days of the calendar in the shop's time zone; an order of today was 0 days ago."""

    at_least: int | None = field(
        default=None,
        metadata={
            "words": _("the last order is at least %s days ago"),
            "one": _("the last order is at least one day ago"),
            "label": _("Days since the last order at least"),
            "min": 0,
        },
    )
    at_most: int | None = field(
        default=None,
        metadata={
            "words": _("the last order is at most %s days ago"),
            "one": _("the last order is at most one day ago"),
            "label": _("Days since the last order at most"),
            "min": 0,
        },
    )


@condition(
    "days_since_order",
    label=_("Days since the last order"),
    words=_("the customer has ordered before"),
    args=Args,
    needs=("customer.purchases",),
)
def days_since_order(page: Page, args: Args) -> Verdict:
    """Yes when the signed-in customer's last kept order is so many days ago."""
    purchases = page.customer.purchases if page.customer is not None else None
    if purchases is None:
        return Verdict(False, "customer_unknown")
    if purchases.last_at is None:
        return Verdict(False, "no_order")
    last = purchases.last_at.astimezone(page.now.tzinfo).date()
    days = (page.now.date() - last).days
    if args.at_least is not None and days < args.at_least:
        return Verdict(False, "ordered_lately")
    return Verdict.when(args.at_most is None or days <= args.at_most, "ordered_long_ago")
