"""Whole tests, visitor by visitor, many at once: what each arm held at every look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crosssell.core.experiments import LEAST_BUYERS, LEAST_VISITORS, Arm, Ratio
from crosssell.core.experiments.boundary import reach

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Visitors:
    """How the visitors of one arm buy; a basket is log-normal, of spread 0 worth 1."""

    buying: float
    spread: float = 0.0
    worth: float = 1.0
    twice: float = 0.0  # the share of buyers that order twice

    @property
    def mean(self) -> float:
        """The true value of a visitor (where nobody orders twice)."""
        return self.buying * self.worth * float(np.exp(self.spread**2 / 2))


@dataclass(frozen=True)
class Path:
    """Sums of one arm since the start; one row a test, one column a look."""

    visitors: Numbers
    buyers: Numbers
    x: Numbers
    y: Numbers
    xx: Numbers
    yy: Numbers
    xy: Numbers

    def at(self, run: int, look: int, ratio: bool) -> Arm | Ratio:
        n, k, x, y, xx, yy, xy = (
            getattr(self, name)[run, look] for name in ("visitors", "buyers", *SUMS)
        )
        if ratio:
            return Ratio(int(n), int(k), *map(float, (x, y, xx, yy, xy)))
        return Arm(int(n), int(k), float(x), float(xx))

    def estimate(self, ratio: bool) -> tuple[Numbers, Numbers]:
        """Mean and variance, written once more and otherwise than in the code."""
        with np.errstate(divide="ignore", invalid="ignore"):
            n = self.visitors
            if not ratio:
                mean = self.x / n
                return mean, (self.xx / n - mean**2) * n / (n - 1)
            x, y = self.x / n, self.y / n
            mean = self.x / self.y
            var_x, var_y = self.xx / n - x**2, self.yy / n - y**2
            both = self.xy / n - x * y
            variance = (var_x - 2 * mean * both + mean**2 * var_y) / y**2
            return mean, variance * n / (n - 1)


SUMS = ("x", "y", "xx", "yy", "xy")


@dataclass(frozen=True)
class Runs:
    """Tests of two arms, looked at when so many visitors had come."""

    shown: Path
    holdout: Path
    looks: list[int]
    ratio: bool = False

    def ready(self) -> NDArray[np.bool_]:
        arms = (self.shown, self.holdout)
        enough = [arm.visitors >= LEAST_VISITORS for arm in arms]
        enough += [arm.buyers >= LEAST_BUYERS for arm in arms]
        return np.logical_and.reduce(enough)

    def away(self, truth: float = 0.0) -> NDArray[np.bool_]:
        """At which looks the always-valid interval leaves the truth out."""
        return self._leaves_out(truth, self._reach, pooled=True)

    def naive(self) -> NDArray[np.bool_]:
        """At which looks a plain 95 % interval leaves 0 out."""
        return self._leaves_out(0.0, np.full(len(self.looks), 1.96), pooled=False)

    def own_spread(self, truth: float = 0.0) -> NDArray[np.bool_]:
        """As ``away``, each arm with its own spread alone, as in the paper."""
        return self._leaves_out(truth, self._reach, pooled=False)

    @property
    def _reach(self) -> Numbers:
        return np.array([reach(visitors, self.looks[-1], 0.05) for visitors in self.looks])

    def away_from_lift(self, lift: float) -> NDArray[np.bool_]:
        """At which looks the interval of the lift leaves the true lift out."""
        return self._leaves_out(0.0, self._reach, pooled=True, times=1 + lift)

    def _leaves_out(
        self, truth: float, errors: Numbers, pooled: bool, times: float = 1.0
    ) -> NDArray[np.bool_]:
        n1, n0 = self.shown.visitors, self.holdout.visitors
        mean, spread = self.shown.estimate(self.ratio)
        base, spread_base = self.holdout.estimate(self.ratio)
        with np.errstate(divide="ignore", invalid="ignore"):
            if pooled:
                both = (spread * (n1 - 1) + spread_base * (n0 - 1)) / (n1 + n0 - 2)
                spread, spread_base = np.maximum(spread, both), np.maximum(spread_base, both)
            half = errors * np.sqrt(spread / n1 + times**2 * spread_base / n0)
            return self.ready() & (np.abs(mean - times * base - truth) > half)


def draw(
    seed: int,
    runs: int,
    visitors: int,
    every: int,
    share: float,
    shown: Visitors,
    holdout: Visitors,
    ratio: bool = False,
    first: int = 0,
) -> Runs:
    """Tests of so many visitors each, of which the share is shown something.

    ``first`` is the first look: nothing can be said of fewer visitors, so none is looked at.
    """
    rng = np.random.default_rng(seed)
    looks = list(range(first or every, visitors + 1, every))
    came = np.diff(looks, prepend=0)
    size = rng.binomial(came, share, (runs, len(looks)))
    return Runs(_path(rng, size, shown), _path(rng, came - size, holdout), looks, ratio)


def _path(rng: np.random.Generator, size: NDArray[np.int64], who: Visitors) -> Path:
    buyers = rng.binomial(size, who.buying)
    if not who.spread:
        sums = [buyers] * len(SUMS)
    else:
        look = np.repeat(np.arange(size.size), buyers.ravel())
        y = 1.0 + (rng.random(len(look)) < who.twice)
        x = y * who.worth * rng.lognormal(0, who.spread, len(look))
        sums = [
            np.bincount(look, weights, size.size).reshape(size.shape)
            for weights in (x, y, x * x, y * y, x * y)
        ]
    return Path(*(np.cumsum(one, axis=1, dtype=float) for one in (size, buyers, *sums)))
