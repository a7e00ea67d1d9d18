"""Buy so many, get some of them cheaper: of each set the cheapest pieces at a percentage off."""

from dataclasses import dataclass, field
from decimal import Decimal

from crosssell.core.sharing import Sets, cheapest, percent_off
from crosssell.registry import _, reward


@dataclass(frozen=True)
class Args:
    """How many of the set's pieces, and how much off."""

    count: int = field(
        default=1,
        metadata={
            "label": _("Pieces of each set that are cheaper"),
            "help": _("The cheapest ones. The set's parts say how many must be bought in all."),
            "min": 1,
            "max": 100,
        },
    )
    percent: Decimal = field(
        default=Decimal(50),
        metadata={
            "label": _("Percent off these pieces"),
            "help": _("100 makes them free."),
            "min": Decimal("0.01"),
            "max": Decimal(100),
            "places": 2,
        },
    )


def _one_more(args: Args) -> int:
    return args.count + 1


@reward(
    "nth_at_percent",
    label=_("Buy some, get the next cheaper"),
    words=_("the cheapest %(count)s of each set at %(percent)s %% off"),
    args=Args,
    pieces=_one_more,
    alike=True,
)
def nth_at_percent(sets: Sets, args: Args, amount: int | None) -> list[list[int]]:
    """The percentage of these pieces of all sets together, rounded down once."""
    return percent_off([cheapest(pieces, args.count) for pieces in sets], args.percent)
