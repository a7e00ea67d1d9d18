"""Whether the arms hold the visitors that their shares promise, valid however often it is asked."""

from collections.abc import Sequence
from math import exp, lgamma, log

ALARM = 0.001
"""Below this p the arms are not what was drawn, and no result of the test can be trusted."""

CONCENTRATION = 1000.0
"""How near to the promised shares a fault is looked for. It costs no validity, only speed: this
finds a fault of 2 points in 50 after about 10,000 visitors."""


def ratio_check(counts: Sequence[int], shares: Sequence[float]) -> float:
    """The p of seeing such counts of visitors where the shares (of any sum) are kept.

    The sequential multinomial test of M. Lindon and A. Malek, "Anytime-Valid Inference For
    Multinomial Count Data", NeurIPS 2022, arXiv 2011.03567: one over the Bayes factor of a
    Dirichlet prior around the promised shares against these shares, at most 1. This is the p of
    now. The smallest p ever seen in a test is just as valid and finds more: keep it if you like.
    Raises ValueError unless there is one share above 0 for each count, and counts are 0 or more.
    """
    if len(counts) != len(shares) or len(counts) < 2:
        raise ValueError(f"Give 2 or more counts and a share for each, not {counts}, {shares}.")
    if min(shares) <= 0:
        raise ValueError(f"Every share must be above 0, not {shares}.")
    if min(counts) < 0:
        raise ValueError(f"Every count must be 0 or more, not {counts}.")
    whole = sum(shares)
    log_factor = lgamma(CONCENTRATION) - lgamma(CONCENTRATION + sum(counts))
    for count, share in zip(counts, shares, strict=True):
        before = CONCENTRATION * share / whole
        log_factor += lgamma(before + count) - lgamma(before) - count * log(share / whole)
    return exp(min(0.0, -log_factor))


def shares_hold(counts: Sequence[int], shares: Sequence[float]) -> bool:
    """Whether the visitors may well be those that were drawn. Raises ValueError as the check."""
    return ratio_check(counts, shares) >= ALARM
