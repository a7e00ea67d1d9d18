"""Bundles as Oscar's offers: what a basket was given already, handed to Oscar set by set."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from oscar.apps.offer.results import ZERO_DISCOUNT, BasketDiscount
from oscar.core.loading import get_model

from crosssell.core.bundle_given import Given
from crosssell.models.in_memory import InMemory

ConditionalOffer: Any = get_model("offer", "ConditionalOffer")
Condition: Any = get_model("offer", "Condition")
Benefit: Any = get_model("offer", "Benefit")

# What the rows that stand for bundles and tiers point at: by it they are kept out of lists.
OURS = "crosssell.models."
CONDITION = "crosssell.models.offers.BundleCondition"
BENEFIT = "crosssell.models.offers.BundleBenefit"
TIER_CONDITION = "crosssell.models.threshold_offers.TierCondition"
# Higher than any of the shop's own; the column holds no more.
PRIORITY = 2**31 - 1


class _Nothing:
    """Stands for the offers that a merchant allows beside another: no restriction."""

    def count(self) -> int:
        return 0


class _Everything:
    def __contains__(self, offer: Any) -> bool:
        return True


class BundleOffer(InMemory, ConditionalOffer):
    """The sets of one bundle in one basket, decided before Oscar asks.

    Made by ``of``, in memory: nothing is read from Oscar's row, and what Oscar would write to it
    (times used, money given) is counted elsewhere.
    """

    given: Given
    _decided: Given
    page = ""
    with_offers = False
    with_vouchers = False
    _set = 0

    class Meta:
        proxy = True
        app_label = "crosssell"
        default_permissions = ()

    @classmethod
    def of(
        cls, given: Given, *, slug: str = "", with_offers: bool = False, with_vouchers: bool = False
    ) -> BundleOffer:
        """Make the offer; ``given.offer`` is the id of Oscar's row, ``slug`` the bundle's own."""
        with_offers = with_offers or given.with_offers
        with_vouchers = with_vouchers or given.with_vouchers
        made = cls(
            id=given.offer,
            name=given.name,
            slug=slug,
            offer_type=cls.SESSION,
            priority=PRIORITY,
            exclusive=not (with_offers or with_vouchers),
        )
        made._state.adding = False
        made.given, made._decided, made.page = given, given, slug
        made.with_offers, made.with_vouchers = with_offers, with_vouchers
        return made

    def begin(self) -> None:
        """From the first set again: for pricing the same basket once more."""
        self.given, self._set = self._decided, 0

    # What Oscar asks of an offer.

    def get_max_applications(self, user: Any = None) -> int:
        return self.given.uses

    def is_condition_satisfied(self, basket: Any) -> bool:
        return self._set < self.given.uses

    def apply_benefit(self, basket: Any) -> Any:
        """Give the next set; the basket's lines are those that it was decided for."""
        if not self.is_condition_satisfied(basket):
            return ZERO_DISCOUNT
        lines = {line.pk: line for line in basket.all_lines()}
        takes = self.given.sets[self._set]
        self._set += 1
        total = Decimal(0)
        for take in takes:
            line = lines[take.line]
            line.discount(
                take.amount, take.quantity, incl_tax=settings.OSCAR_OFFERS_INCL_TAX, offer=self
            )
            total += take.amount
        return BasketDiscount(total)

    def apply_deferred_benefit(self, basket: Any, order: Any, application: Any) -> None:
        return None

    def shipping_discount(self, charge: Any, currency: Any = None) -> Decimal:
        return Decimal("0.00")

    def get_absolute_url(self) -> str:
        """The bundle's page; "" where it has none."""
        return page_of(self.page)

    # Which other offers may touch the same pieces.

    def shares_with(self, offer: Any) -> bool:
        """Whether an offer may take pieces of the bundle: both must allow it."""
        if isinstance(offer, BundleOffer) or offer.exclusive:
            return False
        of_voucher = offer.get_voucher() is not None or offer.is_voucher_offer_type
        return self.with_vouchers if of_voucher else self.with_offers

    # Oscar's own bookkeeping of a line asks these with a query each.
    combinations = _Nothing()
    in_combination = _Nothing()
    combined_offers = _Everything()


class BundleCondition(Condition):
    """What Oscar's rows of bundles point at. Read by Oscar itself, such a row gives nothing."""

    class Meta:
        proxy = True
        app_label = "crosssell"
        default_permissions = ()

    @property
    def name(self) -> str:
        return gettext("A bundle")


class BundleBenefit(Benefit):
    """The same for what it gives."""

    class Meta:
        proxy = True
        app_label = "crosssell"
        default_permissions = ()

    @property
    def name(self) -> str:
        return gettext("What the bundle gives")


def without_bundles(offers: Any) -> Any:
    """The offers of a queryset that are the shop's own: neither bundles nor tiers."""
    return offers.exclude(condition__proxy_class__startswith=OURS)


def page_of_row(slug: Any) -> str | None:
    """The address of the bundle that the offer with this slug stands for.

    "" where it has none, and for a tier; None where the offer is one of the shop's own, or there
    is none.
    """
    row = _ours().filter(slug=slug).values_list("crosssell_bundle__slug").first()
    return None if row is None else page_of(row[0])


def form_of_row(offer_id: Any) -> str | None:
    """The same for the form of the bundle, or of the tier's threshold, and the offer's id."""
    rows = _ours().filter(pk=offer_id)
    row = rows.values_list("crosssell_bundle__pk", "crosssell_tier__threshold_id").first()
    if row is None:
        return None
    bundle, threshold = row
    if threshold:
        return _address("admin:crosssell_threshold_change", args=(threshold,))
    return _address("admin:crosssell_bundle_change", args=(bundle,)) if bundle else ""


def page_of(slug: str | None) -> str:
    """The address of a bundle's page; "" without one."""
    return _address("crosssell:bundle", kwargs={"slug": slug}) if slug else ""


def _ours() -> Any:
    classes = (CONDITION, TIER_CONDITION)
    return ConditionalOffer.objects.filter(condition__proxy_class__in=classes)


def _address(name: str, **parts: Any) -> str:
    try:
        return reverse(name, **parts)
    except NoReverseMatch:
        return ""
