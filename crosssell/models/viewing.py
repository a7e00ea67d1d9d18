"""What visitors looked at, counted by day: nothing of the visitor is kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ViewPair(models.Model):
    """How many visits of a day had both products.

    ``kind`` "viewed": both were viewed, the lower id first. "after": ``product_id`` was viewed
    and ``partner_id`` bought in the same visit. Products are parents or standalone.
    """

    class Kind(models.TextChoices):
        VIEWED = "viewed", _("Viewed together")
        AFTER = "after", _("Viewed, then bought")

    kind = models.CharField(max_length=6, choices=Kind)
    day = models.DateField()
    product_id = models.BigIntegerField()
    partner_id = models.BigIntegerField()
    visits = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("Viewed pair")
        verbose_name_plural = _("Viewed pairs")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "day", "product_id", "partner_id"), name="crosssell_viewpair_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day}: {self.product_id} + {self.partner_id}"
