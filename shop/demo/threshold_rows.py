"""Writes the example threshold into the shop, once; rows that are there stay as they are."""

from collections.abc import Mapping

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count
from oscar.core.loading import get_model

from crosssell.models import Placement, Threshold, ThresholdText, Tier, TierAmount, TierGift
from shop.demo import named
from shop.demo.thresholds import CURRENCY, EXAMPLES, NAME, SHOWN, TEXTS, Example, Shown

Line = get_model("order", "Line")
Product = get_model("catalogue", "Product")


def is_new() -> bool:
    """Whether nobody has made, changed or removed a threshold yet."""
    if Threshold.objects.exists():
        return False
    content_type = ContentType.objects.get_for_model(Threshold)
    return not LogEntry.objects.filter(content_type=content_type).exists()


@transaction.atomic
def create() -> int:
    """Add the threshold with the tiers that the shop has the products for; return how many tiers.

    Where it has none of the gifts that are named, what most orders hold is the gift; a shop that
    has sold nothing gets the tiers without one.
    """
    if Threshold.objects.filter(name=NAME).exists():
        return 0
    made = Threshold.objects.create(name=NAME)
    for language, initial, progress, reached in TEXTS:
        ThresholdText.objects.create(
            threshold=made, language=language, initial=initial, progress=progress, reached=reached
        )
    known = named.categories()
    tiers = sum(
        _tier(made, example, 10 * place, known) for place, example in enumerate(EXAMPLES, start=1)
    )
    for shown in SHOWN:
        _place(shown)
    return tiers


def _tier(threshold: Threshold, example: Example, position: int, known: Mapping[str, int]) -> bool:
    gifts = _gifts(example, known) if example.gifts else []
    if example.gifts and not gifts:
        return False
    tier = Tier.objects.create(
        threshold=threshold,
        reward=example.reward,
        args=example.args,
        label=example.label,
        position=position,
    )
    TierAmount.objects.create(tier=tier, currency=CURRENCY, at_least=example.at_least)
    for place, product in enumerate(gifts, start=1):
        TierGift.objects.create(tier=tier, product_id=product, position=10 * place)
    return True


def _gifts(example: Example, known: Mapping[str, int]) -> list[int]:
    found = []
    for name in example.gifts:
        try:
            found.append(_variant(named.best_of(known[name])))
        except (KeyError, named.Missing):
            continue
    if not found:
        best = named.most_bought(Product.objects.browsable())
        found = [] if best is None else [_variant(best)]
    return found


def _variant(product: int) -> int:
    """What can be given of it: of a parent, the variant that most orders hold."""
    sold = Line.objects.filter(product__parent_id=product).values("product_id")
    best = sold.annotate(lines=Count("pk")).order_by("-lines", "product_id").first()
    return int(best["product_id"]) if best else product


def _place(shown: Shown) -> None:
    Placement.objects.get_or_create(
        slot=shown.slot, widget=shown.widget, defaults={"position": shown.position}
    )
