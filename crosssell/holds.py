"""Holds on bundles: taken just before payment, confirmed inside the order's transaction.

A basket that is only priced may be refused; one whose room is held keeps its price, whatever the
merchant does meanwhile, until it is ordered or its payment fails. ``take`` works in a short
transaction of its own, ``claim`` and ``confirm`` in the order's. Rows are always changed in the
same order: a basket's uses by id, then tallies by bundle.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crosssell import conf, limits
from crosssell.core.bundle_given import Given, from_data, to_data
from crosssell.giving_back import (
    CONFIRMED,
    GIVEN_BACK,
    HELD,
    LATE,
    Swept,
    changes,
    expire,
    forget,
    give_back,
    lock,
    lock_basket,
    of_basket,
    release,
    sweep,
)
from crosssell.limits import NoRoom
from crosssell.models import Bundle, BundleUse

__all__ = [
    "Swept",
    "claim",
    "confirm",
    "expected",
    "give_back",
    "promise_nothing",
    "release",
    "sweep",
    "take",
]
log = logging.getLogger(__name__)
NO_ROOM = ("used_up", "budget", "customer")

WORDS: dict[str, Callable[[str], str]] = {
    "ended": lambda name: _("“%s” has ended.") % name,
    "changed": lambda name: _("“%s” has just been changed.") % name,
    "used_up": lambda name: _("The last “%s” has just gone.") % name,
    "budget": lambda name: _("The last “%s” has just gone.") % name,
    "customer": lambda name: _("You have had “%s” as often as one customer can.") % name,
    "ordered": lambda name: _("This basket has been ordered already."),
    "unknown": lambda name: _("Please sign in or give your e-mail address to get “%s”.") % name,
}


@dataclass(frozen=True)
class Refusal:
    """Why a basket is not paid at the price that was shown; ``message`` is for the shopper.

    ``code`` is one of NoRoom's, or "error" where the limits could not be asked at all.
    """

    bundle: int | None
    code: str
    message: str


def given_by(basket: Any) -> tuple[Given, ...]:
    """What the bundles' offers, applied last, gave each line of the basket."""
    found = (getattr(one["offer"], "given", None) for one in basket.offer_applications)
    return tuple(given for given in found if given is not None and given.sets)


def take(basket: Any, user: Any, email: str = "") -> Refusal | None:
    """Hold the room of all bundles that the basket was priced with; None says that it is held.

    Call it before any payment. What an earlier try of this basket held goes into the new hold.
    A refusal leaves all as it was. A basket that is frozen was submitted before: its hold is
    lengthened, and if it had ended its room is taken again, whatever the terms are by now.
    Never raises: an error is logged, and refuses a basket that has bundles.
    """
    given: tuple[Given, ...] | None = None
    try:
        given = given_by(basket)
        customer = limits.customer_key(user, email)
        try:
            _take(basket, given, customer)
        except NoRoom as refused:
            if refused.code not in NO_ROOM:
                raise
            # Holds that have ended may be all that is in the way; nobody else need tidy them up.
            expire(timezone.now(), refused.bundle, most=100)
            _take(basket, given, customer)
    except NoRoom as refused:
        return Refusal(refused.bundle, refused.code, reason(refused, given or ()))
    except Exception:
        log.exception("The bundles of basket %s could not be held.", basket.pk)
        message = _("Your savings could not be confirmed just now. Please try again in a moment.")
        return None if given == () else Refusal(None, "error", message)
    return None


@transaction.atomic
def _take(basket: Any, given: Sequence[Given], customer: str) -> None:
    # Two clicks on "place order" are one basket: the second finds what the first has held.
    now, status = timezone.now(), lock_basket(basket)
    mine = lock(of_basket(basket))
    held = [use for use in mine if use.state == HELD]
    if status == basket.SUBMITTED and given:
        raise NoRoom(given[0].bundle, "ordered")
    if status == basket.FROZEN and mine:
        if _same(held, given):
            of_basket(basket).filter(state=HELD).update(expires_at=_expiry(now))
            return
        versions: dict[int, int] = {}
    else:
        versions = {one.bundle: one.version for one in given if one.bundle is not None}
    wanted = [_use(one, basket, customer, now) for one in given]
    limits.apply(changes(held, wanted, versions), now)
    _replace(basket, mine, wanted)


def claim(basket: Any, user: Any, email: str = "") -> bool:
    """Make sure, inside the order's transaction, that every bundle of the basket is counted.

    Returns whether there is anything to confirm. A basket that is held is only looked at. One
    that never was (an order without Oscar's checkout) takes its room now; NoRoom says that it
    cannot be ordered. A hold that has ended, or is not what the basket is charged, is taken anew;
    where its room is gone the use is ``late``: somebody has paid, so the order keeps its price
    and the limit does not count it.
    """
    given, mine = given_by(basket), lock(of_basket(basket))
    held = [use for use in mine if use.state == HELD]
    if not given and not held:
        if mine:
            forget(basket)
        return False
    if len(held) == len(mine) and _same(held, given):
        return bool(held)
    customer, now = limits.customer_key(user, email), timezone.now()
    if not mine:
        _take(basket, given, customer)
        return True
    wanted = [_use(one, basket, customer, now) for one in given]
    for change in changes(held, wanted):
        try:
            with transaction.atomic():
                limits.apply([change], now)
        except NoRoom as refused:
            log.warning(
                "Bundle %s was paid with basket %s after its hold had ended and has no room (%s): "
                "the order keeps its price, the limit does not count it.",
                change.bundle, basket.pk, refused.code,
            )  # fmt: skip
            limits.apply(changes(use for use in held if use.bundle_id == change.bundle), now)
            for use in [one for one in wanted if one.bundle_id == change.bundle]:
                use.state = LATE
                use.bundle_id = None if refused.code == "ended" else use.bundle_id
    _replace(basket, mine, wanted)
    return bool(wanted)


@transaction.atomic
def promise_nothing(basket: Any) -> None:
    """A basket was submitted without bundles: it gets none that a merchant starts meanwhile."""
    if not Bundle.objects.exists() or lock_basket(basket) != basket.FROZEN:
        return
    if not of_basket(basket).exists():
        nothing = Given(None, 0, "", basket.currency or "", ())
        use = _use(nothing, basket, "", timezone.now())
        use.state = GIVEN_BACK
        use.save()


def confirm(basket: Any, order: Any) -> None:
    """The basket became that order: what ``claim`` has looked at is the order's for good."""
    now = timezone.now()
    mine = BundleUse.objects.filter(basket_id=basket.pk, order=None)
    found = mine.filter(state=HELD).update(state=CONFIRMED, order=order, updated_at=now)
    if found < len(given_by(basket)):
        mine.filter(state=LATE).update(order=order, updated_at=now)


def expected(basket: Any) -> tuple[Given, ...] | None:
    """What a submitted (frozen) basket gets, as its holds say; None where none of ours saw it.

    Holds that have ended meanwhile count too: a submitted basket keeps its price. A line that is
    gone (its product was deleted) takes along what it got.
    """
    uses = list(of_basket(basket).select_related("bundle").order_by("id"))
    if not uses:
        return None
    lines = {line.pk for line in basket.all_lines()}
    return tuple(_given(use).on(lines) for use in uses if use.uses)


def reason(refused: NoRoom, given: Iterable[Given] = ()) -> str:
    """Why a bundle is refused, in a shopper's words."""
    names = {one.bundle: one.name for one in given}
    return WORDS[refused.code](refused.name or names.get(refused.bundle, ""))


def _same(held: Iterable[BundleUse], given: Iterable[Given]) -> bool:
    """Whether the holds are, to the cent and the line, what the basket gets."""
    mine = sorted((use.name, from_data(use.given)) for use in held)
    return mine == sorted((one.name, one.sets) for one in given)


def _replace(basket: Any, mine: Sequence[BundleUse], wanted: Sequence[BundleUse]) -> None:
    if mine:
        forget(basket)
    if wanted:
        BundleUse.objects.bulk_create(wanted)


def _expiry(now: datetime) -> datetime:
    return now + timedelta(minutes=conf.settings().hold_minutes)


def _use(given: Given, basket: Any, customer: str, now: datetime) -> BundleUse:
    return BundleUse(
        bundle_id=given.bundle,
        name=given.name,
        basket_id=basket.pk,
        state=HELD,
        customer=customer,
        uses=given.uses,
        amount=given.amount,
        currency=given.currency,
        given=to_data(given.sets),
        oscar_offer=given.offer,
        with_offers=given.with_offers,
        with_vouchers=given.with_vouchers,
        expires_at=_expiry(now),
    )


def _given(use: BundleUse) -> Given:
    return Given(
        bundle=use.bundle_id,
        version=use.bundle.version if use.bundle else 0,
        name=use.name,
        currency=use.currency,
        sets=from_data(use.given),
        offer=use.oscar_offer,
        with_offers=use.with_offers,
        with_vouchers=use.with_vouchers,
    )
