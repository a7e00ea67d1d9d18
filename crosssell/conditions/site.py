"""The page belongs to a certain site of the shop."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Any of these sites."""

    sites: tuple[int, ...] = field(
        metadata={"words": _("the site is %s"), "label": _("Sites"), "ref": "site"}
    )


@condition("site", label=_("Site"), args=Args, needs=("visit",))
def site(page: Page, args: Args) -> Verdict:
    """Yes on one of the sites."""
    if page.visit is None or page.visit.site_id is None:
        return Verdict(False, "site_unknown")
    return Verdict.when(page.visit.site_id in args.sites, "other_site")
