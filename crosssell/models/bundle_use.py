"""What was used of bundles: held before payment, confirmed by an order, or given back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from crosssell.models.bundle import Bundle


class BundleTally(models.Model):
    """What is held or confirmed of a bundle's limits.

    A row of its own, so that a merchant who saves a bundle never writes an old count. Changed by
    single conditional UPDATEs alone.
    """

    bundle = models.OneToOneField(Bundle, models.CASCADE, primary_key=True, related_name="tally")
    uses = models.PositiveBigIntegerField(default=0)
    amount = models.DecimalField(max_digits=16, decimal_places=3, default=0)

    class Meta:
        verbose_name = _("Use of limits")
        verbose_name_plural = _("Use of limits")

    def __str__(self) -> str:
        return str(self.uses)


class BundleCustomer(models.Model):
    """What is held or confirmed of a bundle for one customer (a salted hash of who it is)."""

    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="customers")
    customer = models.CharField(max_length=64)
    uses = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("Use by a customer")
        verbose_name_plural = _("Uses by customers")
        constraints = (
            models.UniqueConstraint(
                fields=("bundle", "customer"), name="crosssell_bundle_customer"
            ),
        )

    def __str__(self) -> str:
        return str(self.uses)


class BundleUse(models.Model):
    """The sets of one bundle in one basket, from just before payment on.

    ``given`` is what each line got: a list of sets, each a list of
    ``{"line": basket line, "quantity": pieces, "amount": text}`` in ``currency``. ``late`` was
    paid after its hold had ended and its room was taken: the order keeps its price, but it is not
    counted in the tallies, which never pass their limit. Given back with an order: it was
    cancelled; with a basket alone: the hold ended while that basket was being paid; with neither:
    the payment failed or was tried anew. No sets: a basket without bundles that another site takes
    the payment for.
    """

    class State(models.TextChoices):
        HELD = "held", _("Held")
        CONFIRMED = "confirmed", _("Confirmed")
        LATE = "late", _("Confirmed late")
        GIVEN_BACK = "given_back", _("Given back")

    bundle = models.ForeignKey(Bundle, models.SET_NULL, null=True, related_name="used")
    name = models.CharField(_("Name"), max_length=120)
    basket = models.ForeignKey(
        "basket.Basket", models.SET_NULL, null=True, related_name="crosssell_uses"
    )
    order = models.ForeignKey(
        "order.Order", models.CASCADE, null=True, related_name="crosssell_bundles"
    )
    state = models.CharField(_("State"), max_length=12, choices=State, default=State.HELD)
    customer = models.CharField(max_length=64, blank=True)
    uses = models.PositiveIntegerField(_("Sets"))
    amount = models.DecimalField(_("Discount"), max_digits=14, decimal_places=3)
    currency = models.CharField(_("Currency"), max_length=12)
    given = models.JSONField(default=list)
    # Kept here too, so that a submitted basket outlives what becomes of its bundle.
    oscar_offer = models.PositiveBigIntegerField(null=True, editable=False)
    with_offers = models.BooleanField(default=False, editable=False)
    with_vouchers = models.BooleanField(default=False, editable=False)
    expires_at = models.DateTimeField(_("Held until"))
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("Use of a bundle")
        verbose_name_plural = _("Uses of bundles")
        ordering = ("-id",)
        indexes = (models.Index(fields=("state", "expires_at"), name="crosssell_use_expiry"),)

    def __str__(self) -> str:
        return f"{self.name}: {self.uses}"
