"""The shopper's parcel goes to a certain country."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Any of these countries by their ISO codes."""

    countries: tuple[str, ...] = field(
        metadata={"words": _("it is sent to %s"), "label": _("Countries"), "ref": "country"}
    )


@condition("shipping_country", label=_("Shipping country"), args=Args, needs=("visit.country",))
def shipping_country(page: Page, args: Args) -> Verdict:
    """Yes when the shipping address is in one of the countries; before it is known: no."""
    if page.visit is None or not page.visit.country:
        return Verdict(False, "country_unknown")
    wanted = {code.strip().upper() for code in args.countries}
    return Verdict.when(page.visit.country in wanted, "other_country")
