"""The merchant's word on a product, for the whole shop."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Preference(models.Model):
    """Never recommend it anywhere, or give it a weight that rules may order by."""

    product = models.OneToOneField(
        "catalogue.Product",
        models.CASCADE,
        verbose_name=_("Product"),
        related_name="crosssell_preference",
    )
    never = models.BooleanField(_("Never recommend it"), default=False)
    weight = models.SmallIntegerField(
        _("Weight"),
        default=0,
        validators=(MinValueValidator(-100), MaxValueValidator(100)),
        help_text=_("From -100 to 100; counts in rules that are ordered by the merchant's weight."),
    )

    class Meta:
        verbose_name = _("Preference")
        verbose_name_plural = _("Preferences")
        ordering = ("product_id",)

    def __str__(self) -> str:
        return str(self.product)
