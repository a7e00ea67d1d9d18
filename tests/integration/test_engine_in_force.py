"""Which placements and rules are in force, and when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crosssell import engine, placements, slots
from crosssell.facts import Facts
from crosssell.models import Placement
from tests.learned import SLOT, learn, place, rule, titled

pytestmark = pytest.mark.django_db


def test_rows_are_in_force_between_their_dates() -> None:
    [cup] = titled("Cup")
    learn(best=[cup])
    now = timezone.now()
    hour = timedelta(hours=1)
    place(rule("bestsellers"), starts_at=now + hour)
    place(rule("bestsellers"), active=False)
    place(rule("bestsellers", starts_at=now + hour))
    assert engine.plan(Facts.of(None, now=now), [SLOT]) == {}
    assert len(engine.plan(Facts.of(None, now=now + hour), [SLOT])[SLOT]) == 1
    place(rule("bestsellers"), ends_at=now + hour, position=1)
    assert engine.plan(Facts.of(None, now=now), [SLOT])[SLOT][0].placement.position == 1


def test_active_slots_hold_a_placement() -> None:
    for name in ("product.bottom", "basket.empty", "page.footer"):
        place(rule(), slot=name)
    assert engine.active_slots() == {"product.bottom", "basket.empty", "page.footer"}


def test_slots_come_into_force_with_their_dates() -> None:
    now = timezone.now()
    other = next(slot.name for slot in slots.SLOTS if slot.page == "basket")
    place(rule("bestsellers"), slot=SLOT)
    place(rule("bestsellers"), slot=other, starts_at=now + timedelta(hours=1))
    assert engine.active_slots() == {SLOT}
    Placement.objects.filter(slot=other).update(starts_at=now - timedelta(hours=1))
    placements.changed()
    assert engine.active_slots() == {SLOT, other}
