"""Made-up orders of the demo's samples, and what of them is owed to what was recommended.

No order of the shop stands behind them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.db.models import Min
from django.db.models.functions import Coalesce
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell.core.shown import BUNDLE, PRODUCT, THRESHOLD
from crosssell.models import Attribution, Bundle, MeasuredOrder, RewardUse, Threshold
from shop.demo.sample_counts import Sold
from shop.demo.sample_shape import ORDERS_A_DAY, cents, chance, days
from shop.demo.sample_tests import Bought
from shop.demo.thresholds import CURRENCY

StockRecord = get_model("partner", "StockRecord")
MIDDLE = 1_650
UNKNOWN_PRICE = Decimal("4.99")
MARGIN = Decimal("0.28")
# Of those who put something recommended in the basket, so many had other things after it.
ASSISTED = 0.35
BUNDLE_SAVES = Decimal("0.10")
# What an order's value gives it by the example threshold: at least so much, and the cost of it.
DELIVERY_FROM, DELIVERY = Decimal(25), Decimal("4.50")
PERCENT_FROM, PERCENT = Decimal(45), Decimal("0.05")


class Orders:
    """Sample orders that grow by what was sold, then written together."""

    def __init__(self, last: date) -> None:
        self.rows: list[MeasuredOrder] = []
        self.attributions: list[Attribution] = []
        self.rewards: list[RewardUse] = []
        self._last = last
        self._luck = chance("orders")
        self._names = dict(Bundle.objects.values_list("pk", "name"))

    def of_tests(self, bought: Sequence[Bought]) -> None:
        """The orders of visitors in tests: worth what their variant makes of them."""
        for one in bought:
            self._order(one.at, self._value(one.worth), unit=one.unit)

    def of_days(self, sold: Sequence[Sold]) -> None:
        """As many orders as a day has; what was sold from recommendations lies in some of them."""
        done: defaultdict[date, int] = defaultdict(int)
        for row in self.rows:
            done[row.day] += 1
        taken: defaultdict[date, list[Sold]] = defaultdict(list)
        for one in sold:
            taken[one.day].append(one)
        prices = _prices({one.thing.subject_id for one in sold if one.thing.subject == PRODUCT})
        for day, share in days(self._last):
            wanted = max(round(ORDERS_A_DAY * share) - done[day], len(taken[day]))
            for place in range(wanted):
                at = _time(day, self._luck)
                row = self._order(at, self._value())
                if place < len(taken[day]):
                    self._take(row, taken[day][place], prices)

    def given_by_threshold(self) -> None:
        """What the example threshold gave to orders that reached it."""
        threshold = Threshold.objects.filter(active=True).order_by("pk").first()
        if threshold is None:
            return
        for row in self.rows:
            if row.value < DELIVERY_FROM:
                continue
            percent = _cents(row.value * PERCENT) if row.value >= PERCENT_FROM else Decimal(0)
            self._reward(
                row,
                THRESHOLD,
                threshold.pk,
                threshold.name,
                row.value,
                DELIVERY + percent,
                DELIVERY,
            )

    def _value(self, worth: float = 1.0) -> Decimal:
        return _money(cents(self._luck, round(MIDDLE * worth)))

    def _order(self, at: datetime, value: Decimal, unit: int = 0) -> MeasuredOrder:
        row = MeasuredOrder(
            placed_at=at,
            day=timezone.localdate(at, timezone.get_default_timezone()),
            currency=CURRENCY,
            value=value,
            items=max(1, int(value / 4) + self._luck.randrange(-1, 2)),
            margin=_cents(value * MARGIN),
            unit=unit,
            sample=True,
        )
        self.rows.append(row)
        return row

    def _take(self, row: MeasuredOrder, one: Sold, prices: Mapping[int, Decimal]) -> None:
        thing, subject = one.thing, one.thing.subject
        quantity = 3 if subject == BUNDLE else self._luck.choice((1, 1, 1, 2))
        each = prices.get(thing.subject_id, UNKNOWN_PRICE) if subject == PRODUCT else UNKNOWN_PRICE
        amount = each * quantity
        row.taker = True
        row.value += amount
        row.items += quantity
        self._owe(row, one, Attribution.Kind.DIRECT, amount, quantity)
        if subject == BUNDLE:
            cost = _cents(amount * BUNDLE_SAVES)
            self._reward(row, BUNDLE, thing.subject_id, self._names[thing.subject_id], amount, cost)
        if self._luck.random() < ASSISTED:
            more = _money(cents(self._luck, 480, 0.4))
            row.value += more
            row.items += 1
            self._owe(row, one, Attribution.Kind.ASSISTED, more, 1)
        row.margin = _cents(row.value * MARGIN)

    def _owe(
        self, row: MeasuredOrder, one: Sold, kind: str, amount: Decimal, quantity: int
    ) -> None:
        thing = one.thing
        self.attributions.append(
            Attribution(
                measured=row,
                kind=kind,
                day=row.day,
                currency=CURRENCY,
                amount=amount,
                quantity=quantity,
                placement_id=one.placement.pk,
                slot=one.placement.slot,
                rule_id=thing.rule,
                strategy=thing.strategy,
                subject=thing.subject,
                subject_id=thing.subject_id,
                position=thing.position,
                sample=True,
            )
        )

    def _reward(
        self,
        row: MeasuredOrder,
        subject: str,
        pk: int,
        name: str,
        revenue: Decimal,
        cost: Decimal,
        delivery: Decimal = Decimal(0),
    ) -> None:
        self.rewards.append(
            RewardUse(
                measured=row,
                subject=subject,
                subject_id=pk,
                name=name,
                day=row.day,
                currency=CURRENCY,
                revenue=revenue,
                cost=cost,
                delivery=delivery,
                sample=True,
            )
        )


def _prices(products: set[int]) -> dict[int, Decimal]:
    """The lowest price of each product, of a parent that of its variants."""
    family = Coalesce("product__parent_id", "product_id")
    rows = StockRecord.objects.filter(price_currency=CURRENCY, price__isnull=False)
    found = rows.values(family=family).annotate(least=Min("price"))
    return {row["family"]: row["least"] for row in found if row["family"] in products}


def _time(day: date, luck: Random) -> datetime:
    opens = datetime.combine(day, time(7))
    at = opens + timedelta(seconds=luck.randrange(15 * 3_600))
    return timezone.make_aware(at, timezone.get_default_timezone())


def _money(amount: int) -> Decimal:
    return Decimal(amount).scaleb(-2)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))
