"""Rules: what to recommend, when, and what never. Conditions of a rule are ANDed."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crosssell import registry


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


def _label(kind: str, code: str) -> str:
    """The plugin's label; of one that is not installed, its code."""
    try:
        return gettext(registry.get(kind, code).label)
    except registry.UnknownPlugin:
        return code


class Rule(Scheduled):
    """Where candidates come from; conditions, fallbacks, filters, boosts and pins are own rows."""

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

    stop = models.BooleanField(
        _("Stop here if it applies"),
        default=False,
        help_text=_("Rules after it are then not used in the same placement."),
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
        said = _label("conditions", self.code)
        return gettext("not: %s") % said if self.negate else said


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
        return _label("filters", self.code)


class RuleFallback(models.Model):
    """What fills up where the rule's own strategy, and the fallbacks before it, found too few."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="fallbacks")
    code = models.CharField(_("Strategy"), max_length=60)
    args = models.JSONField(_("Settings"), default=dict, blank=True)
    position = models.PositiveSmallIntegerField(_("Order"), default=10)

    class Meta:
        verbose_name = _("Fallback")
        verbose_name_plural = _("If these are too few, then")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return _label("strategies", self.code)


class RuleBoost(models.Model):
    """What a rule's candidates are ordered by; without any, by their strategy's own score."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="boosts")
    code = models.CharField(_("Boost"), max_length=60)
    args = models.JSONField(_("Settings"), default=dict, blank=True)
    weight = models.SmallIntegerField(
        _("Weight"),
        default=10,
        validators=(MinValueValidator(-100), MaxValueValidator(100)),
        help_text=_("From -100 to 100, beside the other boosts; below 0 the least goes first."),
    )

    class Meta:
        verbose_name = _("Boost")
        verbose_name_plural = _("Best first by")
        ordering = ("id",)

    def __str__(self) -> str:
        return _label("boosts", self.code)


class RulePin(models.Model):
    """A product at a fixed place of the widget, whatever its score; filters still apply."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="pins")
    product = models.ForeignKey(
        "catalogue.Product", models.CASCADE, verbose_name=_("Product"), related_name="+"
    )
    position = models.PositiveSmallIntegerField(
        _("Place"), default=1, validators=(MinValueValidator(1), MaxValueValidator(50))
    )

    class Meta:
        verbose_name = _("Pinned product")
        verbose_name_plural = _("Always at its place")
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("rule", "product"),
                name="crosssell_pin_once",
                violation_error_message=_("This product is pinned already."),
            ),
        )

    def __str__(self) -> str:
        return gettext("Place %(place)d") % {"place": self.position}
