"""The matrix: the merchant's table main product -> companion -> reason."""

from django.db import models
from django.utils.translation import gettext_lazy as _

KINDS = ("product", "category")


def _once(main: str, companion: str) -> models.UniqueConstraint:
    # One a combination: SQLite cannot treat NULLs as equal in a single constraint.
    return models.UniqueConstraint(
        fields=(f"main_{main}", f"companion_{companion}"),
        condition=models.Q(
            **{f"main_{main}__isnull": False, f"companion_{companion}__isnull": False}
        ),
        name=f"crosssell_matrix_once_{main}_{companion}",
        violation_error_message=_("The matrix has this row already."),
    )


class MatrixEntry(models.Model):
    """One row. Main and companion are each a product or a category, never both."""

    main_product = models.ForeignKey(
        "catalogue.Product",
        models.CASCADE,
        verbose_name=_("Main product"),
        related_name="crosssell_companions",
        null=True,
        blank=True,
    )
    main_category = models.ForeignKey(
        "catalogue.Category",
        models.CASCADE,
        verbose_name=_("Main category"),
        related_name="crosssell_companions",
        null=True,
        blank=True,
    )
    companion_product = models.ForeignKey(
        "catalogue.Product",
        models.CASCADE,
        verbose_name=_("Companion product"),
        related_name="crosssell_mains",
        null=True,
        blank=True,
    )
    companion_category = models.ForeignKey(
        "catalogue.Category",
        models.CASCADE,
        verbose_name=_("Companion category"),
        related_name="crosssell_mains",
        null=True,
        blank=True,
    )
    reason = models.CharField(_("Reason for the shopper"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("Order"), default=10)
    active = models.BooleanField(_("On"), default=True)

    class Meta:
        verbose_name = _("Matrix row")
        verbose_name_plural = _("Matrix")
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(main_product__isnull=True)
                ^ models.Q(main_category__isnull=True),
                name="crosssell_matrix_one_main",
                violation_error_message=_("Choose a main product or a main category, not both."),
            ),
            models.CheckConstraint(
                condition=models.Q(companion_product__isnull=True)
                ^ models.Q(companion_category__isnull=True),
                name="crosssell_matrix_one_companion",
                violation_error_message=_(
                    "Choose a companion product or a companion category, not both."
                ),
            ),
            *(_once(main, companion) for main in KINDS for companion in KINDS),
        )

    def __str__(self) -> str:
        main = self.main_product or self.main_category
        return f"{main} -> {self.companion_product or self.companion_category}"
