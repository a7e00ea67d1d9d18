"""Keeps out what this visitor was shown again and again, and never looked at."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import _, filter


@dataclass(frozen=True)
class Args:
    """How often is too often, within one session."""

    times: int = field(
        # The words below say it too.
        default=5,
        metadata={
            "words": _("shown %s times without a click"),
            "one": _("shown once without a click"),
            "label": _("Shown so many times without a click"),
            "help": _("Counted for each visitor's session; it begins anew with a click."),
            "min": 1,
            "max": 1_000,
        },
    )


@filter(
    "seen_often",
    label=_("Shown often without a click"),
    words=_("shown 5 times without a click"),
    args=Args,
    needs=("visit.seen",),
)
def seen_often(page: Page, product: Product, args: Args) -> Verdict:
    """No from so many times on. Yes for a visitor without a session, of whom nothing is known."""
    seen = page.visit.seen if page.visit is not None else {}
    return Verdict.when(seen.get(product.id, 0) < args.times, "seen_often")
