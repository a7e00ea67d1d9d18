"""Past orders as baskets: their lines with keys, prices and costs, read in a few queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from crosssell.core.bundle_terms import Key, Part, Priced
from crosssell.oscar.basket_keys import keys_of, places
from crosssell.oscar.sold_orders import OrderRow, SoldLine, SoldOrder, with_lines


@dataclass(frozen=True, slots=True)
class PastBasket:
    """An order that may complete a bundle. ``value`` is what all its products cost, in minor
    units; ``lines`` are those that bundles may take pieces of."""

    row: OrderRow
    value: int
    lines: tuple[SoldLine, ...]


class Orders:
    """Orders and the keys of their products, which are asked for once."""

    def __init__(self, rows: Sequence[OrderRow]) -> None:
        self.rows = rows
        self.keys: dict[int, frozenset[Key]] = {}

    def baskets(self, keys: bool = True) -> Iterator[PastBasket]:
        """All orders, oldest first; two queries for some hundreds of them, one without keys."""
        for chunk in with_lines(self.rows):
            if keys:
                self.learn(line.product_id for order in chunk for line in order.lines)
            yield from map(_basket, chunk)

    def keys_in(self, baskets: Iterable[PastBasket]) -> frozenset[Key]:
        """All keys of the products in these."""
        products = {line.product_id for one in baskets for line in one.lines}
        return frozenset().union(*(self.keys.get(pk, frozenset()) for pk in products))

    def priced(self, basket: PastBasket, costs: Mapping[int, Decimal]) -> tuple[Priced, ...]:
        """The lines as decisions see them; ``basket_keys.priced_lines`` does it for a basket."""
        scale = Decimal(10) ** places(basket.row.currency)
        found = []
        for line in basket.lines:
            price, cost = _down(line.price * scale), costs.get(line.product_id)
            keys = self.keys.get(line.product_id)
            if price and keys:
                found.append(
                    Priced(
                        line.id, price, line.quantity, keys,
                        net=_down(line.net * scale),
                        cost=None if cost is None else _up(cost * scale),
                    )
                )  # fmt: skip
        return tuple(found)

    def learn(self, product_ids: Iterable[int]) -> None:
        """Ask for the keys of these products, as far as they are not known; one query."""
        new = sorted(set(product_ids) - self.keys.keys())
        # What was deleted meanwhile is not asked for again.
        self.keys |= {**dict.fromkeys(new, frozenset()), **keys_of(new)}


class Filled:
    """Whether orders hold enough pieces for the parts of a bundle: what is worth a closer look."""

    def __init__(self, parts: Sequence[Part], keys: Mapping[int, Collection[Key]]) -> None:
        self.parts, self.keys = parts, keys
        self._of_product: dict[int, tuple[int, ...]] = {}

    def by(self, basket: PastBasket) -> bool:
        """Whether each part alone finds its pieces."""
        left = [part.quantity for part in self.parts]
        for line in basket.lines:
            for place in self._fills(line.product_id):
                left[place] -= line.quantity
        return all(pieces <= 0 for pieces in left)

    def _fills(self, product_id: int) -> tuple[int, ...]:
        found = self._of_product.get(product_id)
        if found is None:
            keys = self.keys.get(product_id, ())
            found = self._of_product[product_id] = tuple(
                place for place, part in enumerate(self.parts) if not part.targets.isdisjoint(keys)
            )
        return found


def _basket(order: SoldOrder) -> PastBasket:
    scale = Decimal(10) ** places(order.row.currency)
    value = sum(_down(line.price * scale) * line.quantity for line in order.lines)
    return PastBasket(order.row, value, tuple(line for line in order.lines if line.discountable))


def _down(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_FLOOR))


def _up(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_CEILING))
