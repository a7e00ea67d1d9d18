"""Baskets that were given bundles, for tests of what holds them; no pricing takes part."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils import timezone
from oscar.core.loading import get_class, get_model

from crosssell.core.bundle_given import Given, Taken
from crosssell.models import Bundle, BundleTally, BundleUse
from crosssell.models.offers import BundleOffer

Basket = get_model("basket", "Basket")
BasketDiscount = get_class("offer.results", "BasketDiscount")


def make_bundle(name: str = "Tea set", **fields: Any) -> Bundle:
    """A bundle without components: its terms and limits alone."""
    slug = name.lower().replace(" ", "-")
    made = Bundle.objects.create(
        **{"name": name, "slug": slug, "reward": "percent", "parts": 2, **fields}
    )
    # Whatever saves a bundle gives it a new version.
    made.refresh_from_db()
    return made


def given_of(bundle: Bundle, sets: int = 1, each: str = "1.50", **fields: Any) -> Given:
    """So many sets of the bundle; each saves ``each`` on line 1."""
    one = (Taken(1, 1, Decimal(each)),)
    values = {
        "bundle": bundle.pk,
        "version": bundle.version,
        "name": bundle.name,
        "currency": "USD",
        "sets": (one,) * sets,
        "offer": 1000 + bundle.pk,
        **fields,
    }
    return Given(**values)


def priced(*given: Given, basket: Any = None) -> Any:
    """The basket (else a new one), as pricing leaves it when it gave these."""
    made = basket or Basket.objects.create()
    made.reset_offer_applications()
    for one in given:
        offer = BundleOffer.of(one)
        for _ in one.sets:
            made.offer_applications.add(offer, BasketDiscount(one.amount / one.uses))
    return made


def with_line(basket: Any) -> Any:
    """The basket as if it had the line that ``given_of`` speaks of."""
    basket._lines = [SimpleNamespace(pk=1)]
    return basket


def tally(bundle: Bundle) -> tuple[int, Decimal]:
    """What is counted of a bundle: sets and money."""
    found = BundleTally.objects.filter(pk=bundle.pk).first()
    return (found.uses, Decimal(found.amount)) if found else (0, Decimal(0))


def states(**filters: Any) -> list[str]:
    """The states of all uses, in order of their making."""
    return [str(one.state) for one in BundleUse.objects.filter(**filters).order_by("id")]


def let_end(**filters: Any) -> None:
    """Every hold has ended a minute ago."""
    past = timezone.now() - timedelta(minutes=1)
    BundleUse.objects.filter(state="held", **filters).update(expires_at=past)
