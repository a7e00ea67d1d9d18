"""What tiers of thresholds gave a basket that was submitted."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TierHold(models.Model):
    """A submitted basket keeps what tiers gave it, whatever the merchant does meanwhile.

    ``given`` is what ``crosssell.tier_holds`` writes; empty where they gave nothing. It is of no
    use once the basket is open again.
    """

    basket = models.OneToOneField("basket.Basket", models.CASCADE, related_name="+")
    given = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Hold of tiers")
        verbose_name_plural = _("Holds of tiers")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.basket_id)
