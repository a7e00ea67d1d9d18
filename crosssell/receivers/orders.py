"""Orders that are placed or cancelled, and baskets that come back from a payment."""

import logging
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models.signals import pre_save
from django.utils import timezone
from oscar.apps.checkout.signals import post_checkout
from oscar.apps.order.signals import order_placed, order_status_changed

from crosssell import conf, earned, giving_back, tier_holds

log = logging.getLogger(__name__)


def tell_of_vouchers(order: Any, request: Any, **_: Any) -> None:
    """An order was placed; its visitor is told which vouchers it has earned."""
    try:
        for one in earned.of_order(order):
            messages.success(request, one.text, fail_silently=True)
    except Exception:
        log.exception("Nobody was told of the vouchers of order %s.", order.pk)


def give_back(order: Any, new_status: str, **_: Any) -> None:
    """A cancelled order gives back what it used and earned, after whoever cancels it is done."""
    try:
        if new_status in conf.settings().refused_statuses:
            transaction.on_commit(lambda: giving_back.give_back(order), robust=True)
            transaction.on_commit(lambda: earned.end(order), robust=True)
    except Exception:
        log.exception("The sweep gives back what order %s used.", order.pk)


def release_thawed(instance: Any, **_: Any) -> None:
    """A basket is about to be open again: nobody pays it, so it holds nothing.

    The shopper who comes back from a payment finds the bundle, though it was the last.
    """
    try:
        if instance.pk and instance.status == instance.OPEN:
            rows = giving_back.Basket._default_manager.filter(pk=instance.pk)
            if rows.filter(status=instance.FROZEN).exists():
                giving_back.release(instance)
                tier_holds.release(instance)
    except Exception:
        log.exception("The hold of basket %s stays until it ends.", instance.pk)


def expire_holds(**_: Any) -> None:
    """Each order tidies up a few holds that have ended, so that a shop without a worker does."""
    try:
        transaction.on_commit(lambda: giving_back.expire(timezone.now(), most=20), robust=True)
    except Exception:
        log.exception("Holds that have ended wait for the sweep.")


post_checkout.connect(tell_of_vouchers, dispatch_uid="crosssell-vouchers")
order_status_changed.connect(give_back, dispatch_uid="crosssell-give-back")
pre_save.connect(release_thawed, sender=giving_back.Basket, dispatch_uid="crosssell-thawed")
order_placed.connect(expire_holds, dispatch_uid="crosssell-expire-holds")
