"""Two made-up tests of the demo, one that has ended and one that is live; nobody is in them.

Both are marked as samples, so pages do not ask them: what a visitor sees is as if they were not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from crosssell.models import Experiment, Exposure, Placement, Threshold, Variant
from shop.demo.sample_shape import WEEK, chance
from shop.demo.thresholds import CURRENCY

Arm = tuple[str, int, bool, float, float]


@dataclass(frozen=True)
class Example:
    """A test: ``began`` and ``ended`` are days before the last one, ``a_day`` its new visitors.

    ``arms`` are name, share, holdout, share of visitors who buy and what their orders are worth
    (1: as ever). ``begun`` is the share of visitors who begin to check out beside those who buy.
    """

    name: str
    note: str
    began: int
    ended: int | None
    a_day: int
    arms: tuple[Arm, ...]
    smallest_lift: Decimal
    planned: int
    begun: float


@dataclass(frozen=True)
class Bought:
    """An order of a visitor in a test."""

    unit: int
    at: datetime
    worth: float


@dataclass
class Made:
    """What the tests need in the tables, and the orders of their visitors."""

    exposures: list[Exposure] = field(default_factory=list)
    orders: list[Bought] = field(default_factory=list)


BAR = Example(
    "Sample: does the bar to free delivery pay?",
    "The bar should fill baskets, at no loss of orders.",
    49,
    14,
    190,
    (("With the bar", 500, False, 0.39, 1.12), ("Without", 500, True, 0.37, 1.0)),
    Decimal(5),
    8_000,
    0.14,
)
TOGETHER = Example(
    "Sample: what goes well together, on the product page",
    "Half a month is too short for a change of a few per cent.",
    12,
    None,
    180,
    (("Shown", 800, False, 0.085, 1.04), ("Not shown", 200, True, 0.082, 1.0)),
    Decimal(15),
    30_000,
    0.05,
)
EXAMPLES = (BAR, TOGETHER)
SLOT = "product.below_description"


def make(last: date) -> Made:
    """Write the tests and their variants; what their visitors did is left to the caller to write.

    A test whose object the shop does not have is left out.
    """
    made = Made()
    held = {
        BAR.name: ("thresholds", Threshold.objects.filter(active=True).order_by("pk").first()),
        TOGETHER.name: (
            "placements",
            Placement.objects.filter(active=True, slot=SLOT).order_by("pk").first(),
        ),
    }
    for example in EXAMPLES:
        relation, thing = held[example.name]
        if thing is None:
            continue
        test = Experiment.objects.create(
            name=example.name,
            note=example.note,
            smallest_lift=example.smallest_lift,
            planned=example.planned,
            currency=CURRENCY,
            state=Experiment.State.LIVE if example.ended is None else Experiment.State.ENDED,
            started_at=_at(last - timedelta(days=example.began), time(6)),
            ended_at=None if example.ended is None else _at(last - timedelta(days=example.ended)),
            sample=True,
        )
        variants = []
        for place, (name, share, holdout, _buys, _worth) in enumerate(example.arms):
            variant = Variant.objects.create(
                experiment=test, name=name, share=share, holdout=holdout, position=place
            )
            if not holdout:
                getattr(variant, relation).add(thing)
            variants.append(variant)
        _visit(example, test, variants, last, made)
    return made


def _visit(
    example: Example, test: Experiment, variants: Sequence[Variant], last: date, made: Made
) -> None:
    luck = chance("test", example.name)
    shares = [arm[1] for arm in example.arms]
    for day in _days(example, last):
        for _ in range(round(example.a_day * WEEK[day.weekday()])):
            arm = luck.choices(range(len(variants)), shares)[0]
            _name, _share, _holdout, buys, worth = example.arms[arm]
            first = _at(day, time(7)) + timedelta(seconds=luck.randrange(14 * 3_600))
            bought = luck.random() < buys
            begins = bought or luck.random() < example.begun
            unit = luck.getrandbits(62)
            checkout = first + timedelta(seconds=luck.randrange(120, 3_000))
            made.exposures.append(
                Exposure(
                    experiment=test,
                    variant=variants[arm],
                    unit=unit,
                    first_at=first,
                    checkout_at=checkout if begins else None,
                )
            )
            if bought:
                at = checkout + timedelta(seconds=luck.randrange(60, 1_200))
                made.orders.append(Bought(unit, at, worth))


def _days(example: Example, last: date) -> Iterator[date]:
    for ago in range(example.began, (example.ended or 0) - (example.ended is None), -1):
        yield last - timedelta(days=ago)


def _at(day: date, when: time = time(23, 30)) -> datetime:
    return timezone.make_aware(datetime.combine(day, when), timezone.get_default_timezone())
