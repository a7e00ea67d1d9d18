"""Rules: what to recommend, when, and what never. Conditions of a rule are ANDed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scheduled(models.Model):
    """On or off, with dates; ``live_at`` picks the rows in force."""

    active = models.BooleanField(_("On"), default=True)
    starts_at = models.DateTimeField(_("From"), null=True, blank=True)
    ends_at = models.DateTimeField(_("Until"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def in_force(self, now) -> bool:
        """Whether the row is on and ``now`` (aware) is between its dates."""
        return (
            self.active
            and (self.starts_at is None or self.starts_at <= now)
            and (self.ends_at is None or now < self.ends_at)
        )


class Rule(Scheduled):
    """Where candidates come from; its conditions and filters are rows of their own."""

    name = models.CharField(_("Name"), max_length=120, unique=True)
    strategy = models.CharField(_("Strategy"), max_length=60)
    args = models.JSONField(_("Settings of the strategy"), default=dict, blank=True)
    priority = models.PositiveSmallIntegerField(
        _("Priority"),
        default=100,
        help_text=_("Rules of a placement fill it in this order; the lowest number goes first."),
    )
    reason = models.CharField(
        _("Reason for the shopper"),
        max_length=120,
        blank=True,
        help_text=_('For example "Goes well with this". Empty: the strategy\'s own words.'),
    )

    class Meta:
        verbose_name = _("Rule")
        verbose_name_plural = _("Rules")
        ordering = ("priority", "name")

    def __str__(self) -> str:
        return self.name


class RuleCondition(models.Model):
    """A condition of a rule."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="conditions")
    code = models.CharField(_("Condition"), max_length=60)
    args = models.JSONField(_("Settings"), default=dict, blank=True)
    negate = models.BooleanField(_("Not"), default=False)

    class Meta:
        verbose_name = _("Condition")
        verbose_name_plural = _("When (all of these)")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.code


class RuleFilter(models.Model):
    """A filter of a rule."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="filters")
    code = models.CharField(_("Filter"), max_length=60)
    args = models.JSONField(_("Settings"), default=dict, blank=True)

    class Meta:
        verbose_name = _("Filter")
        verbose_name_plural = _("But never")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.code
