"""Which bundles compete for the same pieces, and in which order to look at them."""

from collections.abc import Sequence

from crosssell.core.bundle_stock import Wanted


def groups(wanted: Sequence[Wanted]) -> list[list[Wanted]]:
    """The bundles, those together that share pieces directly or through others."""
    found: list[tuple[set[int], list[Wanted]]] = []
    for one in wanted:
        own = {which for fits in one.fits for which in fits}
        members = [one]
        apart = []
        for classes, others in found:
            if classes.isdisjoint(own):
                apart.append((classes, others))
            else:
                own |= classes
                members = others + members
        found = [*apart, (own, members)]
    return [members for _classes, members in found]


def in_order(group: Sequence[Wanted]) -> list[Wanted]:
    """Those with few choices first, and neighbours near each other.

    The fewer classes are shared by bundles before and after any place in the order, the fewer
    different remains there are to look at from there on.
    """
    left = sorted(group, key=lambda one: -one.weight)
    classes = {one.weight: {which for fits in one.fits for which in fits} for one in left}
    choices = {one.weight: _choices(one) for one in left}
    seen: set[int] = set()
    found: list[Wanted] = []
    while left:
        # Of those with the fewest choices, the one that opens the fewest classes.
        chosen = min(left, key=lambda one: (*choices[one.weight], len(classes[one.weight] - seen)))
        left.remove(chosen)
        found.append(chosen)
        seen |= classes[chosen.weight]
    return found


def _choices(one: Wanted) -> tuple[bool, int]:
    more = ((len(fits) - 1) * size for fits, size in zip(one.fits, one.sizes, strict=True))
    return one.least is not None, sum(more)
