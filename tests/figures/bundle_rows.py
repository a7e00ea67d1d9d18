"""Bundles and Oscar's own offers in bulk: two products each, 10 % off."""

from django.db import connection
from oscar.core.loading import get_model

from crosssell.models import Bundle, BundleTally, Component, ComponentTarget

Benefit = get_model("offer", "Benefit")
Condition = get_model("offer", "Condition")
ConditionalOffer = get_model("offer", "ConditionalOffer")
Range = get_model("offer", "Range")
RangeProduct = get_model("offer", "RangeProduct")

# So many bundles or offers hold two products of the basket; the others hold one, or none.
COMPLETE = 2


def _pairs(wanted: int, ids: list[int], lines: int) -> list[tuple[int, int]]:
    """The first few within the basket, one in ten with one of its products, the rest away."""
    away = ids[lines:]
    found = [(ids[2 * n], ids[2 * n + 1]) for n in range(min(COMPLETE, wanted))]
    for n in range(len(found), wanted):
        first = ids[n % lines] if n % 10 == 0 and n < 1_000 else away[n % len(away)]
        found.append((first, away[(7 * n + 1) % len(away)]))
    return found


def set_bundles(wanted: int, ids: list[int], lines: int) -> None:
    """So many active bundles, and no others."""
    clear_bundles()
    made = Bundle.objects.bulk_create(
        [
            Bundle(
                name=f"Set {n}", slug=f"set-{n}", reward="percent", args={"percent": "10"}, parts=2
            )
            for n in range(wanted)
        ],
        batch_size=1_000,
    )
    BundleTally.objects.bulk_create([BundleTally(bundle=one) for one in made], batch_size=1_000)
    parts = Component.objects.bulk_create(
        [Component(bundle=one, position=place) for one in made for place in (1, 2)],
        batch_size=1_000,
    )
    wanted_ids = [pk for pair in _pairs(wanted, ids, lines) for pk in pair]
    ComponentTarget.objects.bulk_create(
        [
            ComponentTarget(component=part, kind="product", target=pk)
            for part, pk in zip(parts, wanted_ids, strict=True)
        ],
        batch_size=1_000,
    )


def clear_bundles() -> None:
    """Delete all bundles, without asking Django for the rows of a hundred thousand."""
    with connection.cursor() as cursor:
        for model in (ComponentTarget, Component, BundleTally, Bundle):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608  our own names


def set_offers(wanted: int, ids: list[int], lines: int) -> None:
    """So many site offers of the same meaning: both products of a range, 10 % off it."""
    _offers(_pairs(wanted, ids, lines))


def set_idle_offers(wanted: int, away: list[int]) -> None:
    """So many site offers for products that are not in the basket."""
    _offers([(away[n % len(away)], away[(n + 1) % len(away)]) for n in range(wanted)])


def _offers(pairs: list[tuple[int, int]]) -> None:
    ConditionalOffer.objects.filter(offer_type="Site").delete()
    Range.objects.all().delete()
    ranges = Range.objects.bulk_create(
        [Range(name=f"Range {n}", slug=f"range-{n}") for n in range(len(pairs))], batch_size=500
    )
    RangeProduct.objects.bulk_create(
        [
            RangeProduct(range=one, product_id=pk)
            for one, pair in zip(ranges, pairs, strict=True)
            for pk in dict.fromkeys(pair)
        ],
        batch_size=500,
    )
    conditions = Condition.objects.bulk_create(
        [Condition(range=one, type="Coverage", value=2) for one in ranges], batch_size=500
    )
    benefits = Benefit.objects.bulk_create(
        [Benefit(range=one, type="Percentage", value=10) for one in ranges], batch_size=500
    )
    ConditionalOffer.objects.bulk_create(
        [
            ConditionalOffer(
                name=f"Offer {n}", slug=f"offer-{n}", condition=condition, benefit=benefit
            )
            for n, (condition, benefit) in enumerate(zip(conditions, benefits, strict=True))
        ],
        batch_size=500,
    )


def hide_offers() -> None:
    ConditionalOffer.objects.filter(offer_type="Site").update(status="Suspended")


def show_offers() -> None:
    ConditionalOffer.objects.filter(offer_type="Site").update(status="Open")
