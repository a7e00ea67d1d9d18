"""Round amounts, as shops print them; in whole minor units."""

from collections.abc import Iterator
from itertools import count

# What the steps of a scale begin with; 25 only where it needs no half of a unit.
_BEGIN = (1, 2, 5)


def round_step(span: int, most: int) -> int:
    """The least of 1, 2, 5, 10, 20, 25, 50 ... of which no more than ``most`` cover the span."""
    return next(step for step in _steps() if step * most >= span)


def multiples(step: int, first: int, last: int) -> list[int]:
    """The multiples of the step from the least that is ``first`` or more to one above ``last``."""
    start = -(-first // step) * step
    return list(range(start, (max(last, start) // step + 1) * step + 1, step))


def _steps() -> Iterator[int]:
    for power in count():
        scale: int = 10**power
        for begin in _BEGIN:
            yield begin * scale
            if begin == 2 and power:
                yield 25 * scale // 10
