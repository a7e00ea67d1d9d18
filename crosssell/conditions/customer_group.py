"""The customer is in a group."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import Key, _, condition


@dataclass(frozen=True)
class Args:
    """Any of these groups."""

    groups: tuple[int, ...] = field(
        metadata={"words": _("the customer is in %s"), "label": _("Groups"), "ref": "group"}
    )


def keys(args: Args) -> Iterable[Key]:
    """The customer is in one of them."""
    return [("group", pk) for pk in args.groups]


@condition(
    "customer_group", label=_("Customer group"), args=Args, needs=("customer.groups",), keys=keys
)
def customer_group(page: Page, args: Args) -> Verdict:
    """Yes when the signed-in customer is in one of the groups."""
    if page.customer is None or page.customer.id is None:
        return Verdict(False, "customer_unknown")
    return Verdict.when(not page.customer.group_ids.isdisjoint(args.groups), "other_group")
