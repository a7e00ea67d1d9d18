"""How far a basket is from each tier of a threshold, and what the reached ones take off."""

from collections.abc import Iterable, Mapping, Sequence

from crosssell.core.bundle_terms import Piece
from crosssell.core.threshold_terms import DISCOUNT, Ladder, Left, Stand, Standing, Tier


def gap(counted: int, at_least: int) -> int:
    """What is still to add; 0 where the tier is reached. Nothing is reached with nothing."""
    return max(0, max(1, at_least) - counted)


def stands(tiers: Iterable[Tier], counted: int) -> tuple[Stand, ...]:
    """How far each tier is from what counts, the lowest first."""
    found = []
    for tier in sorted(tiers, key=lambda one: (one.at_least, one.id)):
        missing = gap(counted, tier.at_least)
        found.append(Stand(tier, missing, missing == 0))
    return tuple(found)


def standing(
    ladder: Ladder, counted: int, left: Iterable[Left] = (), blocked: str = ""
) -> Standing:
    """The basket before one threshold, with what its tiers take off these lines."""
    found = Standing(ladder, counted, stands(ladder.tiers, counted), blocked)
    tiers = [one for one in found.granted if one.gives == DISCOUNT]
    given = discounts(tiers, left, adds_up=ladder.adds_up)
    return Standing(ladder, counted, found.stands, blocked, given)


def discounts(
    tiers: Sequence[Tier], left: Iterable[Left], adds_up: bool
) -> Mapping[int, Mapping[int, int]]:
    """By tier, what it takes off each line; the order of the lines is irrelevant.

    All of them one after the other where they add up, the lowest first, each of what the ones
    before left; else only the one that takes off most, of equal ones the highest.
    """
    lines = dict(sorted(left))
    found: dict[int, Mapping[int, int]] = {}
    for tier in tiers:
        given = _discount(tier, lines)
        if not sum(given.values()):
            continue
        if adds_up:
            found[tier.id] = given
            lines = {pk: amount - given.get(pk, 0) for pk, amount in lines.items()}
        elif sum(given.values()) >= max((sum(one.values()) for one in found.values()), default=0):
            found = {tier.id: given}
    return found


def _discount(tier: Tier, lines: Mapping[int, int]) -> dict[int, int]:
    """The whole order is one set, each line a piece of it."""
    [parts] = tier.run([[Piece(amount) for amount in lines.values()]], tier.args, tier.amount)
    return {pk: part for pk, part in zip(lines, parts, strict=True) if part}
