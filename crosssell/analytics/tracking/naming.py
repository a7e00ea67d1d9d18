"""Whether what was shown is this product: itself, its family, or a part of the bundle shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crosssell.analytics.tracking import Found
from crosssell.core.shown import BUNDLE, PRODUCT, Shown
from crosssell.models import ComponentTarget
from crosssell.oscar.basket_keys import keys_of
from crosssell.oscar.families import families_of


def that_names(things: Iterable[Shown], product: Any) -> Found | None:
    """The first of the things that names this product of Oscar's; None for none.

    Where only the tables know, it is what asks them after the response: whether two are variants of
    one parent, or whether a bundle has the product for a part. No query before that.
    """
    own = {product.pk, product.parent_id} - {None}
    asked: list[Shown] = []
    for one in things:
        if one.subject == PRODUCT and one.subject_id in own:
            if not asked:
                return one
            asked.append(one)
            break
        if one.subject == BUNDLE or (one.subject == PRODUCT and _has_kin(product)):
            asked.append(one)
    pk = product.pk
    return (lambda: next((one for one in asked if _names(one, pk)), None)) if asked else None


def that_is_bundle(things: Iterable[Shown], bundle_id: int) -> Shown | None:
    """The first of the things that is this bundle."""
    wanted = BUNDLE, bundle_id
    return next((one for one in things if (one.subject, one.subject_id) == wanted), None)


def _has_kin(product: Any) -> bool:
    return bool(product.parent_id or product.is_parent)


def _names(one: Shown, product_id: int) -> bool:
    if one.subject == BUNDLE:
        return _is_part(one.subject_id, product_id)
    families = families_of({one.subject_id, product_id})
    return families.get(one.subject_id, 0) == families.get(product_id)


def _is_part(bundle_id: int, product_id: int) -> bool:
    keys = keys_of([product_id]).get(product_id, frozenset())
    targets = ComponentTarget.objects.filter(component__bundle_id=bundle_id)
    return not keys.isdisjoint(targets.values_list("kind", "target"))
