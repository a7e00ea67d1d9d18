"""Which sets of a bundle some pieces can make."""

from collections.abc import Iterator, Sequence

from crosssell.core.bundle_stock import Counts, Filling, Wanted


def fillings(wanted: Wanted, counts: Sequence[int]) -> Iterator[Filling]:
    """Every set that so many pieces of each class can make, those of the dearest first."""
    left = list(counts)
    if wanted.least is None:
        yield from _parts(wanted, left, 0)
        return
    [fits] = wanted.fits
    for size in range(sum(left[which] for which in fits), wanted.least - 1, -1):
        for part in ways(fits, size, left):
            yield (part,)


def _parts(wanted: Wanted, left: list[int], place: int) -> Iterator[Filling]:
    if place == len(wanted.fits):
        yield ()
        return
    for part in ways(wanted.fits[place], wanted.sizes[place], left):
        for rest in _parts(wanted, left, place + 1):
            yield (part, *rest)


def ways(classes: Sequence[int], size: int, left: list[int]) -> Iterator[tuple[int, ...]]:
    """Every way to take so many pieces; they are off ``left`` while a way is looked at."""
    return _ways(classes, size, sum(left[which] for which in classes), left)


def _ways(
    classes: Sequence[int], size: int, there: int, left: list[int]
) -> Iterator[tuple[int, ...]]:
    # Where too few pieces are there, no class is tried: it could take very long to find out.
    if size == 0 or size > there:
        if size == 0:
            yield ()
        return
    which, have = classes[0], left[classes[0]]
    for taken in range(min(size, have), -1, -1):
        left[which] -= taken
        for rest in _ways(classes[1:], size - taken, there - have, left):
            yield (which,) * taken + rest
        left[which] += taken


def first(classes: Sequence[int], size: int, left: Sequence[int]) -> tuple[int, ...]:
    """So many pieces of the first classes, as far as there are."""
    found: list[int] = []
    for which in classes:
        if len(found) == size:
            break
        found += [which] * min(left[which], size - len(found))
    return tuple(found)


def in_sets(one: Wanted, taken: Sequence[tuple[int, ...]], number: int) -> tuple[Filling, ...]:
    """The pieces of each part as so many sets, the dearest together."""
    if one.least is not None:
        return (tuple(taken),) if number else ()
    return tuple(
        tuple(
            part[at * size : (at + 1) * size] for part, size in zip(taken, one.sizes, strict=True)
        )
        for at in range(number)
    )


def without(counts: Sequence[int], *taken: Filling) -> Counts | None:
    """What is left when sets are taken away, or None where they are not all there."""
    left = list(counts)
    for filling in taken:
        for part in filling:
            for which in part:
                left[which] -= 1
                if left[which] < 0:
                    return None
    return tuple(left)
