"""Placements: this slot shows this kind of widget, with these rules."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from crosssell.models.rule import Rule, Scheduled


class Placement(Scheduled):
    """A merchant's row."""

    class Layout(models.TextChoices):
        GRID = "grid", _("Grid")
        LIST = "list", _("List")
        CAROUSEL = "carousel", _("Carousel")
        COMPACT = "compact", _("Compact")

    slot = models.CharField(_("Slot"), max_length=80, db_index=True)
    widget = models.CharField(_("Kind of widget"), max_length=60, default="products")
    args = models.JSONField(_("Settings of the widget"), default=dict, blank=True)
    title = models.CharField(_("Title"), max_length=120, blank=True)
    layout = models.CharField(_("Layout"), max_length=8, choices=Layout, default=Layout.LIST)
    rules = models.ManyToManyField(
        Rule, verbose_name=_("Rules"), related_name="placements", blank=True
    )
    min_items = models.PositiveSmallIntegerField(
        _("Least items"),
        default=1,
        validators=(MinValueValidator(1), MaxValueValidator(50)),
        help_text=_("With fewer, the widget is not shown."),
    )
    max_items = models.PositiveSmallIntegerField(
        _("Most items"), default=4, validators=(MinValueValidator(1), MaxValueValidator(50))
    )
    position = models.PositiveSmallIntegerField(
        _("Order in the slot"), default=10, help_text=_("The lowest number goes first.")
    )

    class Meta:
        verbose_name = _("Placement")
        verbose_name_plural = _("Placements")
        ordering = ("slot", "position", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(min_items__lte=models.F("max_items")),
                name="crosssell_placement_min_at_most_max",
                violation_error_message=_("Least items must not exceed most items."),
            ),
        )

    def __str__(self) -> str:
        return self.title or f"{self.slot} ({self.widget})"


class MapVersion(models.Model):
    """One row with the version of all placements and rules, for processes that share no cache."""

    version = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("Version of the placements")
        verbose_name_plural = _("Version of the placements")

    def __str__(self) -> str:
        return self.version
