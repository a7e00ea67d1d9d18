"""What orders brought, and what of it is owed to recommendations, bundles and thresholds.

Amounts are in the order's currency, without tax and shipping, after all discounts.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from crosssell.models.events import SUBJECT_LENGTH, Subject, Touch

DIGITS, PLACES = 16, 3


class MeasuredOrder(models.Model):
    """An order that was looked at: every order gets one row, also one that owes nothing.

    ``day`` is of the shop's time zone. ``value`` and ``items`` are without what was cancelled or
    returned, which ``refused`` holds as an amount. ``margin`` is what is left of ``value`` after
    the cost of the goods, None where the shop does not know it. ``taker``: something in it was
    recommended and put in the basket from there. ``unit`` names the visitor in tests (0: in none).
    """

    order = models.OneToOneField(
        "order.Order", models.CASCADE, null=True, related_name="crosssell_measured"
    )
    placed_at = models.DateTimeField(db_index=True)
    day = models.DateField(db_index=True)
    currency = models.CharField(max_length=12)
    value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    refused = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, default=0)
    items = models.PositiveIntegerField()
    margin = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)
    taker = models.BooleanField(default=False)
    unit = models.BigIntegerField(default=0, db_index=True)
    sample = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("Measured order")
        verbose_name_plural = _("Measured orders")

    def __str__(self) -> str:
        return f"{self.day}: {self.value} {self.currency}"


class Attribution(models.Model):
    """What one order line owes to a touch; a line has one at most.

    ``amount`` and ``quantity`` are without what was cancelled or returned. What was shown stands
    here once more, because a touch is kept for a shorter time.
    """

    class Kind(models.TextChoices):
        DIRECT = "direct", _("Direct: the recommended product")
        ASSISTED = "assisted", _("Assisted: another product")

    measured = models.ForeignKey(MeasuredOrder, models.CASCADE, related_name="attributions")
    line = models.OneToOneField(
        "order.Line", models.CASCADE, null=True, related_name="crosssell_attribution"
    )
    touch = models.ForeignKey(Touch, models.SET_NULL, null=True, related_name="attributions")
    kind = models.CharField(max_length=8, choices=Kind)
    day = models.DateField(db_index=True)
    currency = models.CharField(max_length=12)
    amount = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    quantity = models.PositiveIntegerField()
    placement_id = models.BigIntegerField()
    slot = models.CharField(max_length=80)
    rule_id = models.BigIntegerField(default=0)
    strategy = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=SUBJECT_LENGTH, choices=Subject)
    subject_id = models.BigIntegerField()
    position = models.PositiveSmallIntegerField()
    run_id = models.BigIntegerField(default=0)
    variant_id = models.BigIntegerField(default=0)
    sample = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("Attribution")
        verbose_name_plural = _("Attributions")

    def __str__(self) -> str:
        return f"{self.kind}: {self.amount} {self.currency}"


class RewardUse(models.Model):
    """What an order was given by a bundle or a threshold.

    ``cost`` is the discount as the order records it (with tax where the shop discounts with tax;
    free delivery, too), ``delivery`` the part of it that was given on the delivery, which
    ``revenue`` does not show. ``revenue``: of a bundle what its pieces brought, of a threshold the
    order's value; both as ``MeasuredOrder.value``.
    """

    measured = models.ForeignKey(MeasuredOrder, models.CASCADE, related_name="rewards")
    subject = models.CharField(max_length=SUBJECT_LENGTH, choices=Subject)
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=160)
    day = models.DateField(db_index=True)
    currency = models.CharField(max_length=12)
    revenue = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    cost = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    delivery = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, default=0)
    sample = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("Reward of an order")
        verbose_name_plural = _("Rewards of orders")
        constraints = (
            models.UniqueConstraint(
                fields=("measured", "subject", "subject_id"), name="crosssell_reward_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.cost} {self.currency}"
