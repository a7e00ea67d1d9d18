"""Runs of the refresh and what each learned.

Product ids are plain numbers without a database constraint: a run is written in bulk while the
shop goes on selling, and a product deleted meanwhile is filtered when it would be shown.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Run(models.Model):
    """One refresh. The one with ``state`` live is being served; trials belong to back-tests."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        LIVE = "live", _("Live")
        OLD = "old", _("Old")
        FAILED = "failed", _("Failed")
        TRIAL = "trial", _("Back-test")

    state = models.CharField(_("State"), max_length=8, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField(_("Started"))
    finished_at = models.DateTimeField(_("Finished"), null=True, blank=True)
    newest_order_at = models.DateTimeField(_("Newest order"), null=True, blank=True)
    orders = models.PositiveIntegerField(_("Orders"), default=0)
    lines = models.PositiveIntegerField(_("Order lines"), default=0)
    products = models.PositiveIntegerField(_("Products"), default=0)
    pairs = models.PositiveIntegerField(_("Pairs"), default=0)
    progress = models.PositiveSmallIntegerField(_("Progress in %"), default=0)
    stage = models.CharField(_("Stage"), max_length=40, blank=True)
    source = models.CharField(_("Started by"), max_length=40, blank=True)
    error = models.TextField(_("Error"), blank=True)

    class Meta:
        verbose_name = _("Run")
        verbose_name_plural = _("Runs")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("state",),
                condition=models.Q(state="live"),
                name="crosssell_one_live_run",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk} ({self.get_state_display()})"


class Pair(models.Model):
    """A product's partner at a rank.

    For a page or a basket the counts are orders; by customer they are customers; of views (viewed
    in one visit, bought after a view) they are visits.
    """

    class Place(models.TextChoices):
        PAGE = "page", _("Page")
        BASKET = "basket", _("Basket")
        CUSTOMER = "customer", _("Customer")
        VIEWED = "viewed", _("Viewed together")
        AFTER = "after", _("Viewed, then bought")

    pk = models.CompositePrimaryKey("run_id", "place", "product_id", "rank")
    run = models.ForeignKey(Run, models.DO_NOTHING, db_constraint=False, db_index=False)
    place = models.CharField(max_length=8, choices=Place)
    product_id = models.BigIntegerField()
    rank = models.PositiveSmallIntegerField()
    partner_id = models.BigIntegerField()
    score = models.FloatField()
    orders_together = models.PositiveIntegerField()
    product_orders = models.PositiveIntegerField()
    partner_orders = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("Pair")
        verbose_name_plural = _("Pairs")

    def __str__(self) -> str:
        return f"{self.product_id} + {self.partner_id}"


class Bestseller(models.Model):
    """A product's rank by orders in the days before the newest order of its run.

    The window SEASON is no number of days: it holds the four weeks around the same date one year
    before the newest order.
    """

    WINDOWS = (7, 28, 90, 365)
    SEASON = 0

    pk = models.CompositePrimaryKey("run_id", "window", "rank")
    run = models.ForeignKey(Run, models.DO_NOTHING, db_constraint=False, db_index=False)
    window = models.PositiveSmallIntegerField()
    rank = models.PositiveSmallIntegerField()
    product_id = models.BigIntegerField()
    orders = models.PositiveIntegerField()
    units = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("Bestseller")
        verbose_name_plural = _("Bestsellers")

    def __str__(self) -> str:
        return f"{self.rank}. {self.product_id}"
