"""The shopper has put a coupon code in the basket."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Any of these codes, upper or lower case."""

    codes: tuple[str, ...] = field(
        default=(),
        metadata={
            "words": _("the coupon %s is used"),
            "label": _("Coupon codes"),
            "help": _("Any of these, also ones that are made later. None: any coupon."),
            "ref": "coupon",
        },
    )


@condition(
    "coupon_used",
    label=_("Coupon used"),
    words=_("a coupon is used"),
    args=Args,
    needs=("basket.vouchers",),
)
def coupon_used(page: Page, args: Args) -> Verdict:
    """Yes when one of the codes is in the basket, whether it saves anything there or not."""
    if page.basket is None or page.basket.vouchers is None:
        return Verdict(False, "basket_unknown")
    if not page.basket.vouchers:
        return Verdict(False, "no_coupon")
    wanted = {code.strip().upper() for code in args.codes}
    return Verdict.when(not wanted or not wanted.isdisjoint(page.basket.vouchers), "other_coupon")
