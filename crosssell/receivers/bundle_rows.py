"""Rows of bundles and tiers: their versions, Oscar's shadows of them, and what was used of them."""

import threading
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save

from crosssell import bundles, limits
from crosssell.models import (
    Bundle,
    BundleAmount,
    BundleOffer,
    BundleUse,
    Component,
    ComponentTarget,
    Tier,
    TierOffer,
)
from crosssell.models.bundle_changes import new_version, write_changes

# The bundles whose uses were deleted in this thread's transaction.
deleted = threading.local()


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


pre_save.connect(renew_bundle, sender=Bundle, dispatch_uid="crosssell-bundle-version")
post_save.connect(tell_of_bundle, sender=Bundle, dispatch_uid="crosssell-bundle")
post_save.connect(recount_bundle, sender=Bundle, dispatch_uid="crosssell-bundle-recount")
post_delete.connect(recount_deleted, sender=BundleUse, dispatch_uid="crosssell-bundle-use")
post_delete.connect(forget_offer, sender=Bundle, dispatch_uid="crosssell-bundle-offer")
post_delete.connect(forget_tier, sender=Tier, dispatch_uid="crosssell-tier-offer")
for part in (Component, ComponentTarget, BundleAmount):
    for signal in (post_save, post_delete):
        signal.connect(tell_of_part, sender=part, dispatch_uid=f"crosssell-{part.__name__}")
