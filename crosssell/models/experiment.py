"""Tests: what some visitors see and others do not, and who is in which part."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from crosssell.models.bundle import Bundle
from crosssell.models.placement import Placement
from crosssell.models.rule import Rule
from crosssell.models.threshold import Threshold


class Experiment(models.Model):
    """A test. While it is live it is locked: neither it nor its variants change.

    What any variant holds is under test: a visitor sees it where his own variant holds it.
    Whoever is in no test sees what the first variant that is no holdout holds. ``smallest_lift``
    is the least change of revenue per visitor, in per cent, that matters to the merchant;
    ``planned`` the visitors that it needs, fixed when it starts. ``result`` is kept when it ends.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        LIVE = "live", _("Live")
        ENDED = "ended", _("Ended")

    name = models.CharField(_("Name"), max_length=120, unique=True)
    note = models.TextField(_("What you expect, and why"), blank=True)
    state = models.CharField(_("State"), max_length=5, choices=State, default=State.DRAFT)
    smallest_lift = models.DecimalField(
        _("Smallest change that matters"),
        max_digits=5,
        decimal_places=2,
        default=5,
        validators=(MinValueValidator(0.1), MaxValueValidator(100)),
        help_text=_("In per cent of revenue per visitor."),
    )
    planned = models.PositiveBigIntegerField(_("Visitors planned"), default=0)
    currency = models.CharField(_("Currency"), max_length=12, blank=True)
    started_at = models.DateTimeField(_("Started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("Ended"), null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)
    sample = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("Test")
        verbose_name_plural = _("Tests")
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name


class Variant(models.Model):
    """A part of a test: how many visitors it gets, and what they see. A holdout sees none."""

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="variants")
    name = models.CharField(_("Name"), max_length=60)
    position = models.PositiveSmallIntegerField(_("Order"), default=0)
    share = models.PositiveSmallIntegerField(
        _("Share in thousandths"), validators=(MinValueValidator(1), MaxValueValidator(999))
    )
    holdout = models.BooleanField(_("Holdout"), default=False)
    placements = models.ManyToManyField(
        Placement, verbose_name=_("Placements"), blank=True, related_name="variants"
    )
    rules = models.ManyToManyField(
        Rule, verbose_name=_("Rules"), blank=True, related_name="variants"
    )
    bundles = models.ManyToManyField(
        Bundle, verbose_name=_("Bundles"), blank=True, related_name="variants"
    )
    thresholds = models.ManyToManyField(
        Threshold, verbose_name=_("Thresholds"), blank=True, related_name="variants"
    )

    class Meta:
        verbose_name = _("Variant")
        verbose_name_plural = _("Variants")
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("experiment", "name"), name="crosssell_variant_name_once"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Exposure(models.Model):
    """A visitor met what a test is about, for the first time at ``first_at``.

    ``unit`` is a random number from the visitor's session, nothing else of him. ``checkout_at`` is
    when he first began to order after that.
    """

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="exposures")
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="exposures")
    unit = models.BigIntegerField(db_index=True)
    first_at = models.DateTimeField()
    checkout_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("Exposure")
        verbose_name_plural = _("Exposures")
        constraints = (
            models.UniqueConstraint(fields=("experiment", "unit"), name="crosssell_exposure_once"),
        )

    def __str__(self) -> str:
        return f"{self.experiment_id}: {self.unit}"


class OrderUnit(models.Model):
    """Which visitor of a test placed an order; written with it, read when it is measured."""

    order = models.OneToOneField(
        "order.Order", models.CASCADE, primary_key=True, related_name="crosssell_unit"
    )
    unit = models.BigIntegerField()

    class Meta:
        verbose_name = _("Visitor of an order")
        verbose_name_plural = _("Visitors of orders")

    def __str__(self) -> str:
        return f"{self.order_id}: {self.unit}"
