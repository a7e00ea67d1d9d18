"""How the demo's sample figures are shaped: visits a day, the week, what people do. No database.

All chance is seeded: the same rows of the shop give the same figures, but for the days they are of.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

SEED = "sample figures"
DAYS = 56
ORDERS_A_DAY = 75
# From Monday: people shop for the weekend.
WEEK = (0.95, 0.92, 0.94, 1.0, 1.12, 1.24, 1.06)
# The shop grows by so much from the first day to the last.
GROWTH = 0.12
# Visits a day, by kind of page.
VISITS = {
    "home": 520,
    "list": 260,
    "category": 640,
    "search": 210,
    "product": 1_150,
    "every": 900,
    "basket": 240,
    "checkout": 150,
    "thank_you": 100,
}
FEWEST_VISITS = 40


@dataclass(frozen=True)
class Habits:
    """What visitors do with a kind of thing: shares of what was shown."""

    viewable: float
    clicks: float
    touches: float
    empty: float


HABITS = {
    "product": Habits(0.68, 0.014, 0.0032, 0.06),
    "bundle": Habits(0.62, 0.011, 0.0045, 0.22),
    "threshold": Habits(0.74, 0.0, 0.0, 0.03),
}
# On the way to an order people look at more of the page, and take more.
KEEN = {"basket": 2.2, "checkout": 1.4, "thank_you": 0.5, "home": 0.7, "every": 0.4}
# Of what was put in a basket, so much is ordered.
ORDERED = 0.3


def days(last: date) -> Iterator[tuple[date, float]]:
    """The days up to the last one, oldest first, each with its share of an average day's visits."""
    for number in range(DAYS):
        day = last - timedelta(days=DAYS - 1 - number)
        grown = 1 + GROWTH * (number / (DAYS - 1) - 0.5)
        yield day, WEEK[day.weekday()] * grown


def chance(*names: object) -> Random:
    """Chance that is the same each time for the same names."""
    return Random(":".join(map(str, (SEED, *names))))  # noqa: S311  figures, no secrets


def whole(luck: Random, expected: float) -> int:
    """A whole number around what is expected, right on average."""
    varied = max(0.0, expected * luck.gauss(1, 0.08))
    return int(varied + luck.random())


def decay(position: int) -> float:
    """How much of the first place's attention a place gets."""
    return 1 / (1 + 0.35 * (position - 1))


def cents(luck: Random, middle: int, spread: float = 0.55, least: int = 199) -> int:
    """An amount: half of them are below the middle one."""
    return max(least, round(middle * luck.lognormvariate(0, spread)))
