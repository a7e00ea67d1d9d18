"""A merchant edits and switches off while shoppers pay: no edit and no count is lost."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import partial
from threading import Event
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import OuterRef

from crosssell import holds, limits
from crosssell.models import Bundle, BundleUse
from tests.holding import given_of, make_bundle, priced, tally
from tests.races.at_once import PATIENCE, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def take(bundle: Bundle) -> str:
    """One basket, priced with the terms that the instance has: "held", or why not."""
    refused = holds.take(priced(given_of(bundle)), AnonymousUser(), "ann@example.com")
    return refused.code if refused else "held"


@pytest.mark.parametrize("crowd", [20, 100])
def test_no_edit_is_lost_and_no_count(crowd: int) -> None:
    bundle = make_bundle(most_uses=10**6, budget="1000000", budget_currency="USD")

    def edit(times: int) -> int:
        """The merchant's form: reads the whole row, changes some of it, writes all of it."""
        for number in range(times):
            row = Bundle.objects.get()
            row.name, row.most_uses = f"Tea set {number}", 10**6 + number
            row.save()
        return 0

    def order(times: int) -> int:
        return sum(take(Bundle.objects.get()) == "held" for _ in range(times))

    held = sum(at_once([partial(edit, 40), *[partial(order, 4)] * (crowd - 1)]))
    row = Bundle.objects.get()
    assert (row.name, row.most_uses) == ("Tea set 39", 10**6 + 39)
    assert 0 < held == BundleUse.objects.filter(state="held").count()
    assert tally(bundle) == (held, held * Decimal("1.50"))


def test_a_count_in_the_merchants_row_would_lose_the_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Oscar does with its own offers: the order writes the row that it read."""
    bundle = make_bundle()
    read, edited = Event(), Event()

    def count_in_the_row(change: limits.Change, amount: Decimal, now: datetime) -> bool:
        row = Bundle.objects.get(pk=change.bundle)
        read.set()
        assert edited.wait(PATIENCE)
        row.save()
        return True

    def edit() -> str:
        assert read.wait(PATIENCE)
        row = Bundle.objects.get()
        row.name = "Coffee set"
        row.save()
        edited.set()
        return "edited"

    monkeypatch.setattr(limits, "_count", count_in_the_row)
    assert at_once([partial(take, bundle), edit]) == ["held", "edited"]
    assert Bundle.objects.get().name == "Tea set"


def off(row: Bundle) -> None:
    row.active = False


def renamed(row: Bundle) -> None:
    row.name = "Coffee set"


def any_terms(change: limits.Change, amount: Decimal, now: datetime) -> Any:
    """The condition of the UPDATE without its guard."""
    return Bundle.objects.filter(pk=OuterRef("pk"))


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize(("edit", "answer"), [(off, "ended"), (renamed, "changed")])
def test_the_merchant_wins_until_the_room_is_held(
    edit: Callable[[Bundle], None], answer: str, guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = make_bundle()
    reached, saved = Event(), Event()
    count = limits._count

    def count_late(*arguments: Any) -> bool:
        reached.set()
        assert saved.wait(PATIENCE)
        return count(*arguments)

    def merchant() -> str:
        assert reached.wait(PATIENCE)
        row = Bundle.objects.get()
        edit(row)
        row.save()
        saved.set()
        return "saved"

    monkeypatch.setattr(limits, "_count", count_late)
    if not guarded:
        monkeypatch.setattr(limits, "allowed", any_terms)
    expected = answer if guarded else "held"
    assert at_once([partial(take, bundle), merchant]) == [expected, "saved"]
    assert tally(bundle)[0] == (0 if guarded else 1)


def test_an_edit_that_is_not_saved_yet_neither_loses_nor_is_lost() -> None:
    bundle = make_bundle()
    begun = Event()

    def merchant() -> str:
        with transaction.atomic():
            row = Bundle.objects.get()
            row.name = "Coffee set"
            row.save()
            begun.set()
            # The shopper's hold waits for this row, or is through already: both must end well.
            Event().wait(0.2)
        return "saved"

    def shopper() -> str:
        assert begun.wait(PATIENCE)
        return take(bundle)

    assert at_once([shopper, merchant]) == ["held", "saved"]
    assert (Bundle.objects.get().name, tally(bundle)[0]) == ("Coffee set", 1)
