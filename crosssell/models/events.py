"""What visitors did with what was shown: raw for a few days, then counted by day."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

SUBJECT_LENGTH = 9


class Subject(models.TextChoices):
    PRODUCT = "product", _("Product")
    BUNDLE = "bundle", _("Bundle")
    THRESHOLD = "threshold", _("Threshold")
    WIDGET = "widget", _("Widget")


class Event(models.Model):
    """Something that came back from a page, once: what is sent again meets its own row.

    A row says what was shown, not to whom. Impressions have none: nobody can send them.
    """

    class Kind(models.TextChoices):
        VIEWABLE = "viewable", _("Viewable impression")
        CLICK = "click", _("Click")
        TOUCH = "touch", _("Touch")

    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField(db_index=True)
    rendering = models.BigIntegerField()
    placement_id = models.BigIntegerField()
    rule_id = models.BigIntegerField(default=0)
    source = models.PositiveSmallIntegerField(default=0)
    subject = models.CharField(max_length=SUBJECT_LENGTH, choices=Subject)
    subject_id = models.BigIntegerField()
    position = models.PositiveSmallIntegerField()
    run_id = models.BigIntegerField(default=0)
    variant_id = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("Event")
        verbose_name_plural = _("Events")
        constraints = (
            models.UniqueConstraint(
                fields=("rendering", "kind", "placement_id", "subject", "subject_id"),
                name="crosssell_event_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject} {self.subject_id}"


class DailyCount(models.Model):
    """What was shown of one thing at one place on one day of the shop's time zone.

    Ids are 0 where there is none. Rows of the subject "widget" count the widget as a whole:
    ``impressions`` how often it was shown, ``empty`` how often its slot came up and it had nothing
    to show. ``position`` is a bucket of ``core.shown.bucket_of``. ``sample`` rows are made up, for
    a shop that has none yet.
    """

    day = models.DateField()
    slot = models.CharField(max_length=80)
    placement_id = models.BigIntegerField()
    rule_id = models.BigIntegerField(default=0)
    strategy = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=SUBJECT_LENGTH, choices=Subject)
    subject_id = models.BigIntegerField()
    position = models.PositiveSmallIntegerField(default=0)
    variant_id = models.BigIntegerField(default=0)
    sample = models.BooleanField(default=False)
    impressions = models.PositiveBigIntegerField(default=0)
    viewable = models.PositiveBigIntegerField(default=0)
    clicks = models.PositiveBigIntegerField(default=0)
    touches = models.PositiveBigIntegerField(default=0)
    empty = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("Daily count")
        verbose_name_plural = _("Measurement")
        constraints = (
            models.UniqueConstraint(
                fields=(
                    "day",
                    "placement_id",
                    "subject",
                    "subject_id",
                    "rule_id",
                    "position",
                    "variant_id",
                    "slot",
                    "strategy",
                    "sample",
                ),
                name="crosssell_count_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day}: {self.subject} {self.subject_id}"


class Touch(models.Model):
    """A recommended product was put in a basket, from where it was recommended.

    ``product_id`` is what went into the basket (the variant), ``family_id`` its parent or itself;
    ``subject`` and ``subject_id`` what was shown: that product, or the bundle it was part of.
    ``basket_id`` and ``user`` say whose orders may owe it something; the user is filled in when
    the visitor signs in.
    """

    at = models.DateTimeField(db_index=True)
    basket_id = models.BigIntegerField(null=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="crosssell_touches"
    )
    product_id = models.BigIntegerField()
    family_id = models.BigIntegerField()
    quantity = models.PositiveIntegerField(default=1)
    rendering = models.BigIntegerField()
    placement_id = models.BigIntegerField()
    slot = models.CharField(max_length=80)
    rule_id = models.BigIntegerField(default=0)
    strategy = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=SUBJECT_LENGTH, choices=Subject)
    subject_id = models.BigIntegerField()
    position = models.PositiveSmallIntegerField()
    run_id = models.BigIntegerField(default=0)
    variant_id = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("Touch")
        verbose_name_plural = _("Touches")
        constraints = (
            models.UniqueConstraint(
                fields=("rendering", "placement_id", "subject", "subject_id", "product_id"),
                name="crosssell_touch_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}: {self.product_id}"
