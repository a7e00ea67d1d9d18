"""Oscar's signals in; nothing raises out. Our own rows: whoever changes one tells every process."""

import logging
import threading
from typing import Any

from django.contrib import messages
from django.core.signals import request_finished
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.utils import timezone
from oscar.apps.catalogue.signals import product_viewed
from oscar.apps.checkout.signals import post_checkout
from oscar.apps.order.signals import order_placed, order_status_changed

from crosssell import (
    buffer,
    bundles,
    conf,
    earned,
    giving_back,
    limits,
    placements,
    tier_holds,
    viewing,
    visitors,
)
from crosssell.models import (
    Bundle,
    BundleAmount,
    BundleOffer,
    BundleUse,
    Component,
    ComponentTarget,
    MatrixEntry,
    Placement,
    Preference,
    Rule,
    RuleBoost,
    RuleCondition,
    RuleFallback,
    RuleFilter,
    RulePin,
    Run,
    Threshold,
    ThresholdText,
    Tier,
    TierAmount,
    TierGift,
    TierOffer,
    Uncounted,
)
from crosssell.models.bundle_changes import new_version, write_changes

log = logging.getLogger(__name__)
# The bundles whose uses were deleted in this thread's transaction.
deleted = threading.local()

WATCHED = (
    Placement,
    Rule,
    RuleCondition,
    RuleFallback,
    RuleFilter,
    RuleBoost,
    RulePin,
    Preference,
    MatrixEntry,
    Threshold,
    ThresholdText,
    Tier,
    TierAmount,
    TierGift,
    Uncounted,
)


def tell(**_: Any) -> None:
    """Rows that decide what is shown changed."""
    placements.changed()


def tell_of_run(instance: Run, **_: Any) -> None:
    """A run is served from now on; one that still counts, or failed, changes no page."""
    if instance.state == Run.State.LIVE:
        placements.changed()


def note_view(product: Any, request: Any, **_: Any) -> None:
    """A product's page is about to be sent."""
    try:
        if visitors.counts(request):
            viewing.note_view(request, product)
    except Exception:
        log.exception("A view was not counted.")


def note_order(order: Any, request: Any, **_: Any) -> None:
    """An order was placed; the visitor is about to be thanked."""
    try:
        if visitors.counts(request):
            viewing.note_order(request, order)
    except Exception:
        log.exception("What was viewed before an order was not counted.")


def tell_of_vouchers(order: Any, request: Any, **_: Any) -> None:
    """An order was placed; its visitor is told which vouchers it has earned."""
    try:
        for one in earned.of_order(order):
            messages.success(request, one.text, fail_silently=True)
    except Exception:
        log.exception("Nobody was told of the vouchers of order %s.", order.pk)


def renew_bundle(instance: Bundle, **_: Any) -> None:
    """The row about to be written has other terms than any before it."""
    instance.version = new_version()


def tell_of_bundle(instance: Bundle, **_: Any) -> None:
    """A bundle was saved; an old copy of it may have written what is kept beside its rows."""
    write_changes([instance.pk], renew=False)


def tell_of_part(instance: Component | ComponentTarget | BundleAmount, **more: Any) -> None:
    """What belongs to a bundle was saved or deleted; not where the whole bundle goes."""
    origin = more.get("origin")
    if isinstance(origin, Bundle) or getattr(origin, "model", None) is Bundle:
        return
    if isinstance(instance, ComponentTarget):
        rows = Component.objects.filter(pk=instance.component_id)
        bundles.changed(*rows.values_list("bundle_id", flat=True))
    else:
        bundles.changed(instance.bundle_id)


def forget_offer(instance: Bundle, **_: Any) -> None:
    """The row by which Oscar knew the bundle goes with it; orders keep its name."""
    if instance.offer_id is not None:
        BundleOffer.objects.filter(pk=instance.offer_id).delete()


def forget_tier(instance: Tier, **_: Any) -> None:
    """The row by which Oscar knew the tier goes with it; orders keep its name."""
    if instance.offer_id is not None:
        TierOffer.objects.filter(pk=instance.offer_id).delete()


def recount_bundle(instance: Bundle, **_: Any) -> None:
    """A limit that is set or changed counts what was used before, too."""
    pk = instance.pk
    # Not a partial: Django names the function that failed.
    transaction.on_commit(lambda: limits.recount(pk), robust=True)


def recount_deleted(instance: BundleUse, **_: Any) -> None:
    """An order was deleted, and what it had used with it: its room is free again.

    Counted once for each bundle after the transaction, however many orders go in it.
    """
    if instance.bundle_id is not None:
        waiting = deleted.__dict__.setdefault("bundles", set())
        waiting.add(instance.bundle_id)
        transaction.on_commit(lambda: _recount_all(waiting), robust=True)


def _recount_all(waiting: set[int]) -> None:
    # What a transaction left here that was rolled back is counted anew too, which does no harm.
    while waiting:
        limits.recount(waiting.pop())


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


product_viewed.connect(note_view, dispatch_uid="crosssell-view")
post_checkout.connect(note_order, dispatch_uid="crosssell-order")
post_checkout.connect(tell_of_vouchers, dispatch_uid="crosssell-vouchers")
order_status_changed.connect(give_back, dispatch_uid="crosssell-give-back")
pre_save.connect(release_thawed, sender=giving_back.Basket, dispatch_uid="crosssell-thawed")
order_placed.connect(expire_holds, dispatch_uid="crosssell-expire-holds")
request_finished.connect(buffer.flush, dispatch_uid="crosssell-flush")
for model in WATCHED:
    for signal in (post_save, post_delete):
        signal.connect(tell, sender=model, dispatch_uid=f"crosssell-{model.__name__}")
for signal in (post_save, post_delete):
    signal.connect(tell_of_run, sender=Run, dispatch_uid="crosssell-run")
m2m_changed.connect(tell, sender=Placement.rules.through, dispatch_uid="crosssell-rules")
pre_save.connect(renew_bundle, sender=Bundle, dispatch_uid="crosssell-bundle-version")
post_save.connect(tell_of_bundle, sender=Bundle, dispatch_uid="crosssell-bundle")
post_save.connect(recount_bundle, sender=Bundle, dispatch_uid="crosssell-bundle-recount")
post_delete.connect(recount_deleted, sender=BundleUse, dispatch_uid="crosssell-bundle-use")
post_delete.connect(forget_offer, sender=Bundle, dispatch_uid="crosssell-bundle-offer")
post_delete.connect(forget_tier, sender=Tier, dispatch_uid="crosssell-tier-offer")
m2m_changed.connect(tell, sender=Threshold.countries.through, dispatch_uid="crosssell-countries")
for part in (Component, ComponentTarget, BundleAmount):
    for signal in (post_save, post_delete):
        signal.connect(tell_of_part, sender=part, dispatch_uid=f"crosssell-{part.__name__}")
