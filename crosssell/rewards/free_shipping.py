"""The order is sent free of charge: by any method or by some, anywhere or to some countries."""

from dataclasses import dataclass, field

from crosssell.core.threshold_terms import SHIPPING
from crosssell.registry import _, tier_reward


@dataclass(frozen=True)
class Args:
    """By which methods, and where to."""

    methods: tuple[str, ...] = field(
        default=(),
        metadata={
            "label": _("Shipping methods"),
            "help": _("Empty: every method is free."),
            "ref": "shipping_method",
        },
    )
    countries: tuple[str, ...] = field(
        default=(),
        metadata={
            "label": _("Countries"),
            "help": _("Empty: wherever the threshold applies."),
            "ref": "country",
        },
    )


@tier_reward(
    "free_shipping",
    label=_("Free shipping"),
    words=_("free delivery"),
    args=Args,
    gives=SHIPPING,
)
def free_shipping(parcel: tuple[str, str, int], args: Args, amount: int | None) -> int:
    """The whole charge, where method and country are among those named."""
    method, country, charge = parcel
    named = not args.methods or method in args.methods
    return charge if named and (not args.countries or country in args.countries) else 0
