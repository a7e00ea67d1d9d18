"""How often what is recommended is put in the basket, by product, learned from daily counts."""

from collections.abc import Collection
from datetime import date

from django.db import models, transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from crosssell.core.conversion import share_of
from crosssell.models.events import DailyCount, Subject

# Not a product: the row of all of them together.
ALL = 0


class ProductRate(models.Model):
    """What was shown of a product (a parent with its variants) and put in the basket from there."""

    product_id = models.BigIntegerField(primary_key=True)
    impressions = models.PositiveBigIntegerField()
    touches = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("Rate of a product")
        verbose_name_plural = _("Rates of products")

    def __str__(self) -> str:
        return f"{self.product_id}: {self.touches} of {self.impressions}"


def counted_since(day: date) -> dict[int, tuple[int, int]]:
    """Impressions and touches of each recommended product from that day on, without samples."""
    rows = (
        DailyCount.objects.filter(subject=Subject.PRODUCT, sample=False, day__gte=day)
        .order_by()
        .values("subject_id")
        .annotate(seen=Sum("impressions"), put=Sum("touches"))
    )
    return {row["subject_id"]: (row["seen"], row["put"]) for row in rows}


@transaction.atomic
def write(rates: dict[int, tuple[int, int]]) -> None:
    """Put these in the place of all rates that were known; pages see the old ones or the new."""
    everything = tuple(map(sum, zip(*rates.values(), strict=True))) if rates else (0, 0)
    ProductRate.objects.all().delete()
    ProductRate.objects.bulk_create(
        (
            ProductRate(product_id=pk, impressions=seen, touches=put)
            for pk, (seen, put) in {**rates, ALL: everything}.items()
        ),
        batch_size=1_000,
    )


def conversion(product_ids: Collection[int]) -> dict[int, float]:
    """How often each product is taken where it is shown, 0 to 1; 0.5 is the shop's mean.

    One query. See ``core.conversion.share_of``.
    """
    rows = ProductRate.objects.filter(product_id__in={ALL, *product_ids})
    known = {pk: (seen, put) for pk, seen, put in rows.values_list()}
    everything = known.get(ALL, (0, 0))
    return {pk: share_of(*known.get(pk, (0, 0)), *everything) for pk in product_ids}
