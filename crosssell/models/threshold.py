"""Thresholds: what an order must come to, and what it then earns, tier by tier."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crosssell.models.rule import Scheduled


class Threshold(Scheduled):
    """The merchant's terms for one ladder of tiers, for those whom it is for.

    What counts is what the basket costs after bundles and offers, without shipping, as the shop
    shows it: with tax where that is known. ``countries`` empty is every country.
    """

    name = models.CharField(_("Name"), max_length=120, unique=True)
    priority = models.PositiveSmallIntegerField(
        _("Priority"),
        default=100,
        help_text=_("The lowest number comes first, and is the one that a bar shows."),
    )
    group = models.ForeignKey(
        "auth.Group",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Customer group"),
        help_text=_("Empty: everybody."),
        related_name="+",
    )
    countries = models.ManyToManyField(
        "address.Country",
        blank=True,
        verbose_name=_("Countries"),
        help_text=_("Where the order goes to. Empty: everywhere."),
        related_name="+",
    )
    adds_up = models.BooleanField(
        _("Discounts add up"),
        default=False,
        help_text=_("A basket gets the discounts of all its tiers, not only the best one."),
    )
    with_bundles = models.BooleanField(_("Combines with bundles"), default=True)
    with_offers = models.BooleanField(_("Combines with offers"), default=True)
    with_vouchers = models.BooleanField(_("Combines with vouchers"), default=True)

    class Meta:
        verbose_name = _("Threshold")
        verbose_name_plural = _("Thresholds")
        ordering = ("priority", "name")

    def __str__(self) -> str:
        return self.name


class ThresholdText(models.Model):
    """What the bar says, in one language ("" for all that have no row of their own).

    Placeholders: ``{gap}`` what is still to add, ``{reward}`` what the next tier gives,
    ``{amount}`` where it begins, ``{total}`` what counts now. An empty text is our own.
    """

    threshold = models.ForeignKey(Threshold, models.CASCADE, related_name="texts")
    language = models.CharField(
        _("Language"), max_length=12, blank=True, help_text=_("Empty: every other language.")
    )
    initial = models.CharField(_("Before anything counts"), max_length=250, blank=True)
    progress = models.CharField(_("On the way"), max_length=250, blank=True)
    reached = models.CharField(_("All reached"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("Text")
        verbose_name_plural = _("Texts by language")
        constraints = (
            models.UniqueConstraint(
                fields=("threshold", "language"),
                name="crosssell_threshold_text_once",
                violation_error_message=_("This language has its texts already."),
            ),
        )

    def __str__(self) -> str:
        return self.language or gettext("Every other language")


class Uncounted(models.Model):
    """Products that do not count towards a threshold, and get no discount by it."""

    class Kind(models.TextChoices):
        PRODUCT = "product", _("Product")
        CATEGORY = "category", _("Category")
        RANGE = "range", _("Range")
        CLASS = "class", _("Product type")

    threshold = models.ForeignKey(Threshold, models.CASCADE, related_name="uncounted")
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)
    target = models.PositiveBigIntegerField(_("Which"))

    class Meta:
        verbose_name = _("Product that does not count")
        verbose_name_plural = _("Products that do not count")
        constraints = (
            models.UniqueConstraint(
                fields=("threshold", "kind", "target"), name="crosssell_uncounted_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.target}"


class Tier(models.Model):
    """One mark on the bar: from which amount on (``TierAmount``), and what it gives.

    A decorative tier is shown and gives nothing: something else does, such as the shop's own
    offer. ``offer`` is the row by which Oscar knows the tier; it is made when first needed.
    """

    threshold = models.ForeignKey(Threshold, models.CASCADE, related_name="tiers")
    reward = models.CharField(_("Reward"), max_length=60)
    args = models.JSONField(_("Settings of the reward"), default=dict, blank=True)
    label = models.CharField(
        _("What shoppers read"),
        max_length=80,
        blank=True,
        help_text=_("Such as: free delivery. Empty: made of the reward."),
    )
    decorative = models.BooleanField(
        _("Only shown"), default=False, help_text=_("The bar shows it, but it gives nothing.")
    )
    position = models.PositiveSmallIntegerField(_("Order"), default=10)
    offer = models.OneToOneField(
        "offer.ConditionalOffer",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="crosssell_tier",
    )

    class Meta:
        verbose_name = _("Tier")
        verbose_name_plural = _("Tiers")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.label or self.reward


class TierAmount(models.Model):
    """Where a tier begins in a currency; without a row it is not reached in that currency.

    ``amount`` is the reward's own: what is taken off, or the value of the voucher.
    """

    tier = models.ForeignKey(Tier, models.CASCADE, related_name="amounts")
    currency = models.CharField(_("Currency"), max_length=12)
    at_least = models.DecimalField(
        _("From"), max_digits=14, decimal_places=3, validators=(MinValueValidator(0),)
    )
    amount = models.DecimalField(
        _("Amount of the reward"),
        max_digits=14,
        decimal_places=3,
        null=True,
        blank=True,
        validators=(MinValueValidator(0),),
    )

    class Meta:
        verbose_name = _("Amount")
        verbose_name_plural = _("Amounts by currency")
        constraints = (
            models.UniqueConstraint(
                fields=("tier", "currency"),
                name="crosssell_tier_amount_once",
                violation_error_message=_("This currency has an amount already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.at_least} {self.currency}"


class TierGift(models.Model):
    """A product that a shopper may choose as the gift of a tier; the first is the usual one."""

    tier = models.ForeignKey(Tier, models.CASCADE, related_name="gifts")
    product = models.ForeignKey("catalogue.Product", models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(_("Order"), default=10)

    class Meta:
        verbose_name = _("Gift")
        verbose_name_plural = _("Gifts to choose from")
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=("tier", "product"), name="crosssell_tier_gift_once"),
        )

    def __str__(self) -> str:
        return str(self.product)


class EarnedVoucher(models.Model):
    """A voucher for the next order that an order has earned; one for each tier of an order.

    ``worth`` says in words what it takes off. Without a voucher it has ended: its order was
    refused, or the merchant deleted it; it is not made again.
    """

    order = models.ForeignKey("order.Order", models.CASCADE, related_name="crosssell_vouchers")
    tier = models.ForeignKey(Tier, models.SET_NULL, null=True, related_name="earned")
    voucher = models.OneToOneField("voucher.Voucher", models.SET_NULL, null=True, related_name="+")
    worth = models.CharField(_("Worth"), max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Earned voucher")
        verbose_name_plural = _("Earned vouchers")
        constraints = (
            models.UniqueConstraint(fields=("order", "tier"), name="crosssell_earned_once"),
        )

    def __str__(self) -> str:
        return self.worth
