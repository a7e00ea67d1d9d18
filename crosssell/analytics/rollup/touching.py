"""What was put in baskets from where it was recommended, one row each, and who has signed in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Case, Value, When

from crosssell.analytics.rollup.entries import Join, Put
from crosssell.analytics.rollup.sources import Sources
from crosssell.core.shown import MOST_NUMBER
from crosssell.models import Touch
from crosssell.oscar.families import families_of


def keep(entries: Sequence[tuple[datetime, Put | Join]], sources: Sources) -> None:
    """Keeps each touch once, and gives those of a basket to whoever signs in with it after them."""
    users = _users(one.user for _, one in entries)
    first: dict[int, Any] = {}
    for _, one in entries:
        if isinstance(one, Join) and _key(one.user) in users:
            first.setdefault(one.basket, _key(one.user))
    # Touches of this batch are not in the table yet; those that are came before it.
    _give(first)
    families = families_of({one.product for _, one in entries if isinstance(one, Put)})
    later: dict[int, Any] = {}
    rows: list[Touch] = []
    for at, one in reversed(entries):
        key = _key(one.user)
        user = key if key in users else None
        if isinstance(one, Join):
            later[one.basket] = user or later.get(one.basket)
            continue
        if user is None and one.basket is not None:
            user = later.get(one.basket)
        family = families.get(one.product, one.product)
        rows.append(_row(at, one, user, family, sources))
    # Of two that are the same, the first one stays.
    Touch.objects.bulk_create(reversed(rows), ignore_conflicts=True)


def _give(users: dict[int, Any]) -> None:
    if users:
        whens = [When(basket_id=basket, then=Value(user)) for basket, user in users.items()]
        nobodys = Touch.objects.filter(basket_id__in=users, user=None)
        nobodys.update(user=Case(*whens, output_field=get_user_model()._meta.pk))


def _row(at: datetime, one: Put, user: Any, family: int, sources: Sources) -> Touch:
    shown = one.shown
    return Touch(
        at=at,
        basket_id=one.basket,
        user_id=user,
        product_id=one.product,
        family_id=family,
        quantity=one.quantity,
        rendering=shown.rendering,
        placement_id=shown.placement,
        slot=sources.slot(shown.placement),
        rule_id=shown.rule,
        strategy=sources.strategy(shown),
        subject=shown.subject,
        subject_id=shown.subject_id,
        position=shown.position,
        run_id=shown.run,
        variant_id=shown.variant,
    )


def _users(noted: Iterable[Any]) -> set[Any]:
    """Those of them that there are: the row of a touch must not name one who is gone."""
    keys = {key for key in map(_key, noted) if key is not None}
    found = get_user_model()._default_manager.filter(pk__in=keys) if keys else ()
    return {user.pk for user in found}


def _key(noted: Any) -> Any:
    """The primary key of a user as it was noted; None for what can be none."""
    if noted is None or isinstance(noted, bool | float | list | dict):
        return None
    try:
        key = get_user_model()._meta.pk.to_python(noted)
    except ValidationError:
        return None
    if isinstance(key, str):
        return key if key.isprintable() else None
    return key if not isinstance(key, int) or 0 < key <= MOST_NUMBER else None
