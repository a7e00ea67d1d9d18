"""Which sets of a bundle some pieces can make."""

from collections.abc import Iterator, Sequence
from itertools import islice

from crosssell.core.bundle_stock import Filling, Wanted


def fillings(wanted: Wanted, counts: Sequence[int]) -> Iterator[Filling]:
    """Every set that so many pieces of each class can make, those of the dearest first."""
    left = list(counts)
    if wanted.least is None:
        yield from _parts(wanted, left, 0)
        return
    [fits] = wanted.fits
    for size in range(sum(left[which] for which in fits), wanted.least - 1, -1):
        for part in _part(fits, 0, size, left):
            yield (part,)


def _parts(wanted: Wanted, left: list[int], place: int) -> Iterator[Filling]:
    if place == len(wanted.fits):
        yield ()
        return
    for part in _part(wanted.fits[place], 0, wanted.terms.parts[place].quantity, left):
        for rest in _parts(wanted, left, place + 1):
            yield (part, *rest)


def _part(fits: Sequence[int], start: int, size: int, left: list[int]) -> Iterator[tuple[int, ...]]:
    """So many pieces of these classes; what is taken is off ``left`` while it is looked at."""
    if size == 0:
        yield ()
        return
    for at in range(start, len(fits)):
        which = fits[at]
        for taken in range(min(size, left[which]), 0, -1):
            left[which] -= taken
            for rest in _part(fits, at + 1, size - taken, left):
                yield (which,) * taken + rest
            left[which] += taken


def dearest(wanted: Wanted, counts: Sequence[int]) -> Filling | None:
    """A set of the dearest pieces, or None where they make none."""
    return next(islice(fillings(wanted, counts), 1), None)


def without(counts: Sequence[int], filling: Filling) -> tuple[int, ...] | None:
    """What is left when a set is taken away, or None where it is not all there."""
    left = list(counts)
    for part in filling:
        for which in part:
            left[which] -= 1
            if left[which] < 0:
                return None
    return tuple(left)
