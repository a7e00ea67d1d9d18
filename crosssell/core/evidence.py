"""How sure the plain counts of a pair are."""

from math import sqrt

Z_95 = 1.959963984540054


def wilson_lower(hits: int, of: int, z: float = Z_95) -> float:
    """Return the lower bound of the share of ``hits`` in ``of``, between 0 and 1.

    Wilson's score interval (E. B. Wilson, "Probable inference, the law of succession, and
    statistical inference", JASA 22, 1927), at 95 % by default. Unlike the plain share it does not
    call 1 of 1 a certainty. Raises ValueError unless 0 <= hits <= of.
    """
    if not 0 <= hits <= of:
        raise ValueError(f"hits must be between 0 and {of}, not {hits}.")
    if of == 0:
        return 0.0
    share = hits / of
    middle = share + z * z / (2 * of)
    spread = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, (middle - spread) / (1 + z * z / of))
