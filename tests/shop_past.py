"""A small shop's past as raw facts, written to the tables the way the shop writes them.

What pages noted goes through the buffer and the roll-up; orders lie in their tables as they were
measured. The facts stay in memory too, so that a test can count them in its own way.
"""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from crosssell.analytics.tracking import BACK, CLICK, SHOWN, TOUCH, VIEWABLE
from crosssell.core.shown import BUNDLE, THRESHOLD, Shown, encoded
from crosssell.models import Attribution, RewardUse, RuleFallback
from tests.exposed import measured
from tests.past_facts import Noted, Order, Past, Whole
from tests.tracked import make_placed, put_in_table, rolled, thing

SLOTS = ("product.below_description", "basket.bottom")
EURO, DOLLAR = "EUR", "USD"


class Maker:
    """Makes a past of 30 days from ``first`` on, always the same."""

    def __init__(self, zone: str, first: date) -> None:
        self.dice = random.Random(6)
        self.past = Past(ZoneInfo(zone), first)
        self.worth = 1
        self.rules: dict[int, tuple[str, str]] = {}
        self.places: dict[int, tuple[str, int]] = {}
        for slot, own in zip(SLOTS, ("bought_together", "bestsellers"), strict=True):
            placement, rule = make_placed(slot, own)
            RuleFallback.objects.create(rule=rule, code="trending")
            self.rules[rule.pk] = (own, "trending")
            self.places[placement.pk] = (slot, rule.pk)
        # One that is deleted by the time it is counted has no slot any more.
        self.places[987_654] = ("", 0)
        self.past.placements = list(self.places)

    def moment(self) -> datetime:
        return midnight(self.past.first) + timedelta(minutes=self.dice.randrange(30 * 24 * 60))

    def about(self, shown: Shown) -> dict[str, Any]:
        slot, _rule = self.places[shown.placement]
        strategy = self.rules[shown.rule][shown.source] if shown.rule else ""
        return {
            "placement": shown.placement,
            "slot": slot,
            "rule": shown.rule,
            "strategy": strategy,
            "subject": shown.subject,
            "subject_id": shown.subject_id,
        }

    def view(self) -> None:
        at, dice = self.moment(), self.dice
        placement = dice.choice(list(self.places))
        slot, rule = self.places[placement]
        whole = {"placement": placement, "slot": slot, "rule": 0, "strategy": "", "subject": ""}
        empty = dice.random() < 0.2
        self.past.wholes.append(Whole(at, whole, empty))
        if empty:
            put_in_table(SHOWN, [{"placement": placement, "empty": 1}], at.timestamp())
            return
        things = self.things(placement, rule)
        rows = [
            [one.subject, one.subject_id, one.position, one.rule, one.source, 0, 0]
            for one in things
        ]
        put_in_table(SHOWN, [{"placement": placement, "things": rows}], at.timestamp())
        for one in things:
            self.past.noted.append(Noted(at, SHOWN, self.about(one)))
            self.back(one, at)

    def things(self, placement: int, rule: int) -> list[Shown]:
        dice, rendering = self.dice, self.dice.randrange(1, 2**62)
        if not rule:
            subject = dice.choice((BUNDLE, THRESHOLD))
            return [thing(placement, 3, subject=subject, rendering=rendering)]
        if dice.random() < 0.3:
            return [thing(placement, 3, subject=BUNDLE, rendering=rendering, rule=rule)]
        products = dice.sample(range(1, 6), 3)
        return [
            thing(
                placement,
                pk,
                rendering=rendering,
                position=at,
                rule=rule,
                source=dice.choice((0, 1)),
            )
            for at, pk in enumerate(products, 1)
        ]

    def back(self, one: Shown, at: datetime) -> None:
        for kind, often in ((VIEWABLE, 0.6), (CLICK, 0.4), (TOUCH, 0.3)):
            if self.dice.random() < often:
                # Up to five hours later, maybe on the next day.
                later = at + timedelta(minutes=self.dice.randrange(300))
                entry: dict[str, Any] = {"kind": kind, "shown": encoded(one)}
                if kind == TOUCH:
                    entry = {
                        "shown": encoded(one),
                        "product": 1,
                        "quantity": 2,
                        "basket": 1,
                        "user": None,
                    }
                put_in_table(TOUCH if kind == TOUCH else BACK, [entry] * 2, later.timestamp())
                self.past.noted.append(Noted(later, kind, self.about(one)))

    def order(self) -> None:
        dice = self.dice
        # Of one in ten nothing is left: it was cancelled.
        self.worth = int(dice.random() < 0.9)
        made = Order(self.moment(), dice.choice((EURO, EURO, DOLLAR)), self.amount(), False)
        for _number in range(dice.choice((0, 1, 2, 3))):
            placement = dice.choice(list(self.places))
            [one, *_others] = self.things(placement, self.places[placement][1])
            if one.subject != THRESHOLD:
                kind = dice.choice(("direct", "assisted"))
                # Of one line in five nothing is left: it was returned.
                left = self.amount() * (dice.random() < 0.8)
                made.lines.append((kind, left, self.about(one)))
        made.taker = any(kind == "direct" for kind, _amount, _about in made.lines)
        for subject, pk in ((BUNDLE, 3), (BUNDLE, 4), (THRESHOLD, 3)):
            if dice.random() < 0.4:
                delivery = self.amount(500) if subject == THRESHOLD else Decimal(0)
                cost = self.amount(800) + delivery
                made.given.append((subject, pk, self.amount(), cost, delivery))
        self.past.orders.append(made)
        self.save(made)

    def amount(self, most: int = 10_000) -> Decimal:
        return Decimal(self.dice.randrange(100, most) * self.worth) / 100

    def save(self, made: Order) -> None:
        fields = {"currency": made.currency, "taker": made.taker, "items": int(made.value > 0)}
        row = measured(0, str(made.value), made.at, **fields)
        row.save()
        same = {"measured": row, "day": row.day, "currency": row.currency}
        for kind, amount, about in made.lines:
            ids = {f"{name}_id": about[name] for name in ("placement", "rule")}
            rest = {name: about[name] for name in ("slot", "strategy", "subject", "subject_id")}
            Attribution.objects.create(
                kind=kind,
                amount=amount,
                quantity=int(amount > 0),
                position=1,
                **same,
                **ids,
                **rest,
            )
        for subject, pk, revenue, cost, delivery in made.given:
            RewardUse.objects.create(
                subject=subject, subject_id=pk, name=str(pk), revenue=revenue, cost=cost,
                delivery=delivery, **same,
            )  # fmt: skip


def make_past(zone: str, first: date, views: int = 150, orders: int = 120) -> Past:
    """A past in the shop's time zone, saved and rolled up."""
    maker = Maker(zone, first)
    for _number in range(views):
        maker.view()
    for _number in range(orders):
        maker.order()
    rolled(midnight(first) + timedelta(days=32))
    return maker.past


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
