"""Finds the rules that a page may match, by what their conditions require; pure.

A rule whose condition requires one of some keys (a product, a category ...) is filed under them,
so that a page tries the rules of its own keys, and those that require nothing, not all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from crosssell.core.data import Page
from crosssell.core.placement import Check, RuleView

Key = tuple[str, int | str]
KeysOf = Callable[[Check], Iterable[Key] | None]


@dataclass(frozen=True, eq=False)
class RuleIndex:
    """Rules in their order: those to be tried on every page, and the others by key."""

    rules: tuple[RuleView, ...] = ()
    always: tuple[int, ...] = ()
    filed: dict[Key, tuple[int, ...]] = field(default_factory=dict)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of key that tell its rules apart."""
        return frozenset(kind for kind, _ in self.filed)

    @classmethod
    def of(cls, rules: Sequence[RuleView], keys_of: KeysOf) -> RuleIndex:
        """File each rule under the condition that requires the fewest keys.

        ``keys_of`` says what a condition requires, None where that cannot be said.
        """
        always: list[int] = []
        filed: defaultdict[Key, list[int]] = defaultdict(list)
        for place, rule in enumerate(rules):
            required = [
                frozenset(keys)
                for check in rule.conditions
                if not (check.negate or check.problem) and (keys := keys_of(check)) is not None
            ]
            if not required:
                always.append(place)
            else:
                for key in min(required, key=len):
                    filed[key].append(place)
        return cls(
            tuple(rules), tuple(always), {key: tuple(places) for key, places in filed.items()}
        )

    def matching(self, keys: Iterable[Key]) -> list[RuleView]:
        """The rules that a page with these keys may match, in their order."""
        places = set(self.always)
        for key in keys:
            places.update(self.filed.get(key, ()))
        return [self.rules[place] for place in sorted(places)]


def page_keys(page: Page) -> frozenset[Key]:
    """Everything that a rule may require and that the page has, as far as its facts are known."""
    found: set[Key] = set()
    if page.product is not None:
        found |= {("product", page.product.id), ("product", page.product.family)}
        if page.product.class_id is not None:
            found.add(("class", page.product.class_id))
    found |= {("category", pk) for pk in page.category_ids or ()}
    for line in page.basket.lines if page.basket is not None else ():
        found |= {("basket.product", line.product_id), ("basket.product", line.family)}
        found |= {("basket.category", pk) for pk in line.category_ids}
    for line in page.order or ():
        found |= {("order.product", line.product_id), ("order.product", line.family)}
    if page.customer is not None:
        found |= {("group", pk) for pk in page.customer.group_ids}
    return frozenset(found)
