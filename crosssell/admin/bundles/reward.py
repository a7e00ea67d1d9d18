"""What a reward asks of the rows of its bundle, as its registration says."""

from dataclasses import dataclass
from typing import Any

from crosssell import registry
from crosssell.core.args import parse


@dataclass(frozen=True)
class Needs:
    """Amounts by currency; parts that the reward is for, and others; one part alone.

    ``pieces`` is how many pieces a set must have at least that the reward is for.
    """

    amount: bool = False
    rewarded: bool = False
    one_part: bool = False
    pieces: int = 1


def needs_of(code: str, args: Any = None) -> Needs:
    """Nothing of a reward that is not installed, or whose settings cannot be read."""
    try:
        plugin = registry.get("rewards", code)
        least = plugin.pieces(parse(plugin.args, args or {})) if plugin.pieces else 1
    except registry.UnknownPlugin:
        return Needs()
    except ValueError:
        least = 1
    return Needs(plugin.amount, plugin.rewarded, plugin.one_part, least)


def with_amounts() -> tuple[str, ...]:
    """The codes of the rewards that need amounts."""
    return tuple(one.code for one in registry.all_of("rewards") if one.amount)
