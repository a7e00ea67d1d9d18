"""Writes the example bundles into the shop, once; rows that are there stay as they are."""

from collections.abc import Iterable, Mapping

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.text import Truncator, slugify
from oscar.core.loading import get_model

from crosssell import suggestions
from crosssell.models import Bundle, BundleAmount, Component, ComponentTarget, Placement
from shop.demo import named
from shop.demo.bundles import (
    CURRENCY,
    EXAMPLES,
    RANGES,
    SHOWN,
    SUGGESTED,
    SUGGESTED_TEXT,
    Example,
    Part,
    Shown,
)

Range = get_model("offer", "Range")

LONGEST = Bundle._meta.get_field("name").max_length


def is_new() -> bool:
    """Whether nobody has made, changed or removed a bundle yet."""
    if Bundle.objects.exists():
        return False
    content_type = ContentType.objects.get_for_model(Bundle)
    return not LogEntry.objects.filter(content_type=content_type).exists()


@transaction.atomic
def create() -> int:
    """Add the examples that the shop has the products for; return how many bundles.

    One is what the live run suggests; without a run, or orders enough, it is left out.
    """
    named.add_ranges(RANGES)
    names = {
        "category": named.categories(),
        "range": dict(Range.objects.values_list("name", "pk")),
    }
    made = 0
    for example in EXAMPLES:
        if Bundle.objects.filter(name=example.name).exists():
            continue
        try:
            parts = [(part, list(_targets(part, names))) for part in example.parts]
        except named.Missing:
            continue
        _bundle(example, parts)
        made += 1
    made += _suggested()
    if made:
        for shown in SHOWN:
            _place(shown)
    return made


def _targets(part: Part, names: Mapping[str, Mapping[str, int]]) -> Iterable[tuple[str, int]]:
    """Kind and key of what fills the part; raises Missing."""
    known = names["range" if part.kind == "range" else "category"]
    for name in part.names:
        if name not in known:
            raise named.Missing(name)
        if part.kind == "best":
            yield "product", named.best_of(known[name])
        else:
            yield part.kind, known[name]


def _bundle(example: Example, parts: list[tuple[Part, list[tuple[str, int]]]]) -> None:
    made = Bundle.objects.create(
        name=example.name,
        slug=slugify(example.name),
        text=example.text,
        reward=example.reward,
        args=example.args,
        priority=example.priority,
        active=not example.draft,
        **example.limits,
    )
    for place, (part, targets) in enumerate(parts, start=1):
        component = Component.objects.create(
            bundle=made, quantity=part.quantity, rewarded=part.rewarded, position=10 * place
        )
        for kind, target in targets:
            ComponentTarget.objects.create(component=component, kind=kind, target=target)
    if example.amount is not None:
        BundleAmount.objects.create(bundle=made, currency=CURRENCY, amount=example.amount)


def _suggested() -> int:
    """Put the suggestion that most orders held live, under a name that says where it comes from."""
    if Bundle.objects.filter(name__startswith=SUGGESTED.format("")).exists():
        return 0
    found = max(suggestions.suggest(), key=lambda one: one.together, default=None)
    if found is None:
        return 0
    made = suggestions.draft(found, suggestions.LEAST_MARGIN)
    made.name = Truncator(SUGGESTED.format(made.name)).chars(LONGEST)
    made.text = SUGGESTED_TEXT.format(together=found.together, orders=found.orders)
    made.active = True
    made.save()
    return 1


def _place(shown: Shown) -> None:
    Placement.objects.get_or_create(
        slot=shown.slot,
        widget="bundle",
        defaults={
            "title": shown.title,
            "args": {"bundles": shown.bundles},
            "max_items": shown.bundles,
            "position": shown.position,
        },
    )
