"""What may fill the parts of bundles in this shop now: things that one click can add."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from crosssell.core.bundle_terms import Key
from crosssell.models import shelves
from crosssell.oscar import catalogue
from crosssell.oscar.catalogue import Stocked

# Of a category, range or type so many are offered, the bestsellers first; the caller bounds what
# is listed one by one.
MOST_OF_SHELF = 12
# What may stand between the title of a parent and what sets its variant apart.
APART = " ,:;-\u2013"


@dataclass(frozen=True, eq=False)
class Option:
    """A product that can be bought: no parent, and nothing that asks for options of its own.

    ``shown`` is the product whose card stands for it (its parent, where the parent was named),
    ``rank`` its place among those found. The price is what the shopper sees, in ``currency``.
    """

    id: int
    family: int
    title: str
    price: Decimal
    currency: str
    product: Any
    shown: Stocked
    rank: int

    @property
    def full_title(self) -> str:
        """The title, of a variant with its parent's before it where its own does not say it."""
        parent = self.product.parent
        if parent is None or self.title.startswith(parent.get_title()):
            return self.title
        return f"{parent.get_title()}, {self.title}"

    @property
    def apart(self) -> str:
        """What sets a variant apart from the others of its parent: "2 l" of "Milk, 2 l"."""
        if self.product.parent is None:
            return self.title
        return self.title.removeprefix(self.product.parent.get_title()).strip(APART) or self.title


def options(
    targets: Collection[Key],
    also: Iterable[int],
    *,
    strategy: Any,
    run_id: int | None,
    now: datetime,
) -> dict[int, Option]:
    """By id, what these targets offer and what the ids of ``also`` are, if it can be bought.

    At most three queries for products, and one for each kind of shelf that the cache does not
    hold.
    """
    wanted = dict.fromkeys(also)
    wanted |= dict.fromkeys(sorted(pk for kind, pk in targets if kind == "product"))
    for kind, of_shelf in (
        ("category", shelves.of_categories),
        ("range", shelves.of_offers),
        ("class", shelves.of_classes),
    ):
        ids = sorted(pk for one, pk in targets if one == kind)
        for shelf in of_shelf(run_id, ids, now).values() if ids else ():
            wanted |= dict.fromkeys(shelf[:MOST_OF_SHELF])
    found: dict[int, Option] = {}
    # A variant that was found beside its parent is shown as one of the parent's.
    stocked = catalogue.stocked(wanted, strategy).values()
    for one in sorted(stocked, key=lambda one: not one.product.is_parent):
        for option in _sold(one, len(found)):
            found.setdefault(option.id, option)
    return found


def _sold(one: Stocked, rank: int) -> Iterable[Option]:
    if not one.available or one.price is None or not _at_one_click(one.product):
        return
    if not one.product.is_parent:
        yield _option(one.product, one.price, one, rank)
        return
    children = {child.pk: child for child in one.product.get_public_children()}
    # As pages list variants: the cheapest first, of the same price by name.
    sold = [(of.price, of.title, of.id) for of in one.choices if of.price is not None]
    for place, (price, _title, pk) in enumerate(sorted(sold)):
        yield _option(children[pk], price, one, rank + place)


def _option(product: Any, price: Decimal, shown: Stocked, rank: int) -> Option:
    family = product.parent_id or product.pk
    return Option(
        product.pk, family, product.get_title(), price, shown.currency, product, shown, rank
    )


def _at_one_click(product: Any) -> bool:
    """Whether a visitor may see it, and need not choose its options first."""
    parts = [part for part in (product, product.parent) if part is not None]
    return all(part.is_public and not part.has_options for part in parts)
