"""The more pieces, the more off: such as 2 for 5 %, 5 for 10 %."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from crosssell.core.args import ArgsError
from crosssell.core.sharing import Sets, percent_off
from crosssell.registry import _, reward


@dataclass(frozen=True)
class Args:
    """From how many pieces on which percentage: two lists of the same length, both rising."""

    quantities: tuple[int, ...] = field(
        metadata={
            "label": _("From so many pieces"),
            "help": _("Such as 2, 5, 10."),
            "min": 1,
            "max": 10_000,
        },
    )
    percents: tuple[Decimal, ...] = field(
        metadata={
            "label": _("Percent off"),
            "help": _("One for each number of pieces, such as 5, 10, 15."),
            "min": Decimal("0.01"),
            "max": Decimal(100),
            "places": 2,
        },
    )

    def __post_init__(self) -> None:
        """Refuse lists that do not belong together."""
        if not rising(self.quantities):
            raise ArgsError("quantities", "must rise, such as 2, 5, 10")
        if len(self.percents) != len(self.quantities):
            raise ArgsError("percents", f"needs {len(self.quantities)} entries, one a quantity")
        if not rising(self.percents):
            raise ArgsError("percents", "must rise, such as 5, 10, 15")


def rising(values: Sequence[Decimal] | Sequence[int]) -> bool:
    """Whether each value is above the one before."""
    return all(values[at - 1] < values[at] for at in range(1, len(values)))


def least(args: Args) -> int:
    """Fewer pieces reach no tier."""
    return args.quantities[0]


@reward(
    "quantity_tiers",
    label=_("The more pieces, the more off"),
    words=_("%(percents)s %% off from %(quantities)s pieces on"),
    args=Args,
    one_part=True,
    grows=least,
    alike=True,
)
def quantity_tiers(sets: Sets, args: Args, amount: int | None) -> list[list[int]]:
    """The percentage of the tier that a set reaches, of all its pieces."""
    found: list[list[int]] = []
    for pieces in sets:
        reached = [
            percent
            for quantity, percent in zip(args.quantities, args.percents, strict=True)
            if quantity <= len(pieces)
        ]
        found += percent_off([pieces], reached[-1]) if reached else [[0] * len(pieces)]
    return found
