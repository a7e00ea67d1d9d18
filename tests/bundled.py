"""Bundles for tests, with their parts and amounts."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group
from django.utils.text import slugify
from oscar.core.loading import get_model

from crosssell.models import Bundle, BundleAmount, Component, ComponentTarget

KINDS = (
    (get_model("catalogue", "Category"), "category"),
    (get_model("offer", "Range"), "range"),
    (get_model("catalogue", "ProductClass"), "class"),
)


def make_bundle(
    *parts: Any,
    name: str = "Tea time",
    reward: str = "percent",
    args: Mapping[str, Any] | None = None,
    amounts: Mapping[str, str] | None = None,
    rewarded: Sequence[int] = (),
    group: str = "",
    **fields: Any,
) -> Bundle:
    """Return a live bundle.

    A part is what fills it (an instance of Oscar's, or a list of them), or a pair of a number of
    pieces and that. ``rewarded`` are the parts, from 0, that the reward goes to.
    """
    if group:
        fields["group"] = Group.objects.get_or_create(name=group)[0]
    if args is None:
        args = {"percent": "10"} if reward == "percent" else {}
    made = Bundle.objects.create(
        name=name,
        slug=fields.pop("slug", slugify(name)),
        reward=reward,
        args=dict(args),
        parts=len(parts),
        **fields,
    )
    for place, part in enumerate(parts):
        quantity, targets = part if isinstance(part, tuple) else (1, part)
        component = Component.objects.create(
            bundle=made, quantity=quantity, rewarded=place in rewarded, position=10 * (place + 1)
        )
        for one in targets if isinstance(targets, list) else [targets]:
            kind = next((kind for model, kind in KINDS if isinstance(one, model)), "product")
            ComponentTarget.objects.create(component=component, kind=kind, target=one.pk)
    for currency, amount in (amounts or {}).items():
        BundleAmount.objects.create(bundle=made, currency=currency, amount=Decimal(amount))
    return made
