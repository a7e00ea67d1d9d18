"""The customer is in a group."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Any of these groups."""

    groups: tuple[int, ...] = field(metadata={"label": _("Groups"), "ref": "group"})


@condition("customer_group", label=_("Customer group"), args=Args, needs=("customer.groups",))
def customer_group(page: Page, args: Args) -> Verdict:
    """Yes when the signed-in customer is in one of the groups."""
    if page.customer is None or page.customer.id is None:
        return Verdict(False, "customer_unknown")
    return Verdict.when(not page.customer.group_ids.isdisjoint(args.groups), "other_group")
