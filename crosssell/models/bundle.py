"""Bundles: what must be bought together, what it gives, and within which limits."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crosssell.models.rule import Scheduled


class Bundle(Scheduled):
    """The merchant's terms. What was used of its limits is counted in ``BundleTally``.

    ``version`` is the moment of the last change of the bundle or its rows (in microseconds), so
    that a basket that was priced with older terms is noticed before payment; ``crosssell.bundles``
    keeps it. ``offer`` is the row by which Oscar knows it; it is made when the first basket
    completes the bundle.
    """

    name = models.CharField(
        _("Name"), max_length=120, unique=True, help_text=_("Shoppers see it in their basket.")
    )
    slug = models.SlugField(
        _("Address"),
        max_length=120,
        unique=True,
        blank=True,
        help_text=_("The end of its page's address; empty: made of the name."),
    )
    text = models.TextField(_("Text for its page"), blank=True)
    reward = models.CharField(_("Reward"), max_length=60)
    args = models.JSONField(_("Settings of the reward"), default=dict, blank=True)
    priority = models.PositiveSmallIntegerField(
        _("Priority"),
        default=100,
        help_text=_("Between bundles that save the same, the lowest number wins."),
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
    per_basket = models.PositiveIntegerField(
        _("Times in a basket"), null=True, blank=True, validators=(MinValueValidator(1),)
    )
    per_customer = models.PositiveIntegerField(
        _("Times for a customer"), null=True, blank=True, validators=(MinValueValidator(1),)
    )
    most_uses = models.PositiveIntegerField(
        _("Times in total"), null=True, blank=True, validators=(MinValueValidator(1),)
    )
    budget = models.DecimalField(
        _("Budget"),
        max_digits=14,
        decimal_places=3,
        null=True,
        blank=True,
        validators=(MinValueValidator(0),),
        help_text=_("All its discounts together; it then applies in this currency only."),
    )
    budget_currency = models.CharField(_("Currency of the budget"), max_length=12, blank=True)
    alone = models.BooleanField(
        _("Not with other bundles"),
        default=False,
        help_text=_("A basket gets either this bundle or others."),
    )
    with_offers = models.BooleanField(_("Combines with offers"), default=False)
    with_vouchers = models.BooleanField(_("Combines with vouchers"), default=False)
    margin_floor = models.DecimalField(
        _("Least margin (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=(MinValueValidator(0), MaxValueValidator(100)),
        help_text=_("A set that leaves less gets no discount. Needs the shop's cost hook."),
    )
    parts = models.PositiveSmallIntegerField(default=0, editable=False)
    version = models.PositiveBigIntegerField(default=1, editable=False)
    offer = models.OneToOneField(
        "offer.ConditionalOffer",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="crosssell_bundle",
    )

    class Meta:
        verbose_name = _("Bundle")
        verbose_name_plural = _("Bundles")
        ordering = ("priority", "name")

    def __str__(self) -> str:
        return self.name


class Component(models.Model):
    """One part of a bundle: ``quantity`` pieces of what its targets name.

    Where any part of a bundle is ``rewarded``, the reward goes to those parts alone.
    """

    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="components")
    quantity = models.PositiveSmallIntegerField(
        _("Pieces"), default=1, validators=(MinValueValidator(1), MaxValueValidator(100))
    )
    rewarded = models.BooleanField(_("The reward is for this part"), default=False)
    position = models.PositiveSmallIntegerField(_("Order"), default=10)

    class Meta:
        verbose_name = _("Component")
        verbose_name_plural = _("Components")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return gettext("Part %(place)d") % {"place": self.position}


class ComponentTarget(models.Model):
    """What fills a component: any product of these. A parent stands for all its variants.

    ``anchor`` is 1 in the part of a bundle that the fewest baskets are likely to fill, 2 in the
    next and 3 in all others: a look-up begins with the ones, so that a bundle of one product and
    "anything of this large category" is not met in every basket. Rows that nobody has ranked yet
    are found all the same.
    """

    class Kind(models.TextChoices):
        PRODUCT = "product", _("Product")
        CATEGORY = "category", _("Category")
        RANGE = "range", _("Range")
        CLASS = "class", _("Product type")

    component = models.ForeignKey(Component, models.CASCADE, related_name="targets")
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)
    target = models.PositiveBigIntegerField(_("Which"))
    anchor = models.PositiveSmallIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("Target")
        verbose_name_plural = _("Targets")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "target", "component"), name="crosssell_target_once"
            ),
        )
        # The look-up of a basket's bundles begins here and reads nothing else of this table.
        indexes = (
            models.Index(
                fields=("anchor", "kind", "target", "component"), name="crosssell_target_anchor"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.target}"


class BundleAmount(models.Model):
    """The reward's amount or price in a currency; in currencies without a row it gives nothing."""

    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="amounts")
    currency = models.CharField(_("Currency"), max_length=12)
    amount = models.DecimalField(
        _("Amount"), max_digits=14, decimal_places=3, validators=(MinValueValidator(0),)
    )

    class Meta:
        verbose_name = _("Amount")
        verbose_name_plural = _("Amounts by currency")
        constraints = (
            models.UniqueConstraint(
                fields=("bundle", "currency"),
                name="crosssell_amount_once",
                violation_error_message=_("This currency has an amount already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
