"""How far an estimate may wander from the truth when it is looked at all the time.

The asymptotic confidence sequence of I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy and
A. Ramdas, "Time-uniform central limit theory and asymptotic confidence sequences", Annals of
Statistics 52 (2024), arXiv 2103.06476.
"""

from math import log, sqrt


def rho_squared(planned: int, alpha: float) -> float:
    """The rho^2 that makes the interval narrowest when ``planned`` visitors have come.

    It must not depend on what the test has shown. Raises ValueError unless planned is at least 1
    and alpha between 0 and 0.5.
    """
    if planned < 1:
        raise ValueError(f"planned must be at least 1 visitor, not {planned}.")
    if not 0 < alpha < 0.5:
        raise ValueError(f"alpha must be between 0 and 0.5, not {alpha}.")
    twice = -2 * log(alpha)
    return (twice + log(twice) + 1) / planned


def reach(visitors: float, planned: int, alpha: float) -> float:
    """How many standard errors the interval reaches to each side after so many visitors.

    A plain 95 % interval always reaches 1.96; this one about 3 when the planned visitors have
    come, more before and after. Raises ValueError unless visitors is above 0.
    """
    if visitors <= 0:
        raise ValueError(f"visitors must be above 0, not {visitors}.")
    scaled = visitors * rho_squared(planned, alpha)
    return sqrt(2 * (scaled + 1) / scaled * log(sqrt(scaled + 1) / alpha))
