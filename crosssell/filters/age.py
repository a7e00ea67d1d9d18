"""Keeps out what is too new or too old."""

from dataclasses import dataclass, field
from datetime import timedelta

from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import _, filter

MOST_DAYS = 36_500


@dataclass(frozen=True)
class Args:
    """Days of 24 hours since the product came into the shop."""

    at_least: int | None = field(
        default=None,
        metadata={
            "words": _("newer than %s days"),
            "one": _("newer than one day"),
            "label": _("Newer than so many days"),
            "min": 0,
            "max": MOST_DAYS,
        },
    )
    at_most: int | None = field(
        default=None,
        metadata={
            "words": _("older than %s days"),
            "one": _("older than one day"),
            "label": _("Older than so many days"),
            "min": 0,
            "max": MOST_DAYS,
        },
    )


@filter("age", label=_("Too new or too old"), words=_("of unknown age"), args=Args)
def age(page: Page, product: Product, args: Args) -> Verdict:
    """No outside the range."""
    if product.created is None:
        return Verdict(False, "age_unknown")
    old = page.now - product.created
    if args.at_least is not None and old < timedelta(days=args.at_least):
        return Verdict(False, "too_new")
    return Verdict.when(args.at_most is None or old <= timedelta(days=args.at_most), "too_old")
