"""Gathers the sizes of one thing into a parent with children."""

from collections.abc import Iterable

import pandas as pd

from shop.demo.titles import product_title
from shop.demo.varieties import variety

_MOST_SIZES = 6
# 8 oz and 16 oz are two sizes of one thing; 17.5 oz and 18 oz are two recipes.
_UNLIKE = 1.3


def group_sizes(products: pd.DataFrame) -> pd.DataFrame:
    """Adds `variety`, `title`, `group` and `group_title` to products of a till.

    In: name, brand, branded, size, orders, indexed by sku. Products that brand, name and size do
    not tell apart get a variety each, the most bought one the most usual. The sizes of one variety
    become children of one parent (`group`, `group_title`; 2 to 6 of them); the rest stand alone
    (both empty). No two titles are equal.
    """
    frame = products.sort_values("orders", ascending=False, kind="stable").copy()
    # A brand stands in the title only where one would read it there: not on bananas.
    frame["shown"] = frame["brand"].where(frame["branded"], "")
    varieties: dict[str, str] = {}
    groups: dict[str, str] = {}
    group_titles: dict[str, str] = {}
    for (shown, name), things in frame.groupby(["shown", "name"], sort=False):
        shelves = _by_variety(zip(things.index, things["size"], strict=True))
        for place, sizes in enumerate(shelves):
            label = variety(name, place, not shown) if len(shelves) > 1 else ""
            varieties |= dict.fromkeys(sizes, label)
            if len(sizes) > 1:
                groups |= dict.fromkeys(sizes, sizes[0])
                group_titles |= dict.fromkeys(sizes, product_title(name, shown, label))
    frame["variety"] = frame.index.map(varieties)
    frame["group"] = [groups.get(sku, "") for sku in frame.index]
    frame["group_title"] = [group_titles.get(sku, "") for sku in frame.index]
    frame["title"] = [
        product_title(row.name, row.shown, row.variety, row.size)
        for row in frame[["name", "shown", "variety", "size"]].itertuples(index=False)
    ]
    return frame.drop(columns=["shown", "branded"])


def _by_variety(things: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Deals (sku, size) out to as few varieties as their sizes allow, in the given order."""
    shelves: list[list[str]] = []
    sizes: list[list[tuple[float, str]]] = []
    for sku, size in things:
        measure = _measure(size)
        for members, held in zip(shelves, sizes, strict=True):
            if measure and len(held) < _MOST_SIZES and _fits(measure, held):
                members.append(sku)
                held.append(measure)
                break
        else:
            shelves.append([sku])
            sizes.append([measure] if measure else [])
    return shelves


def _fits(measure: tuple[float, str], held: list[tuple[float, str]]) -> bool:
    amount, unit = measure
    return bool(held) and all(
        unit == other_unit and max(amount, other) / min(amount, other) >= _UNLIKE
        for other, other_unit in held
    )


def _measure(size: str) -> tuple[float, str] | None:
    """(amount, unit) of a size that can be compared, pounds in ounces; None for any other."""
    number, _, unit = size.partition(" ")
    try:
        amount = float(number)
    except ValueError:
        return None
    if unit == "lb":
        return amount * 16, "oz"
    return (amount, unit) if amount > 0 and unit and "," not in unit and "×" not in unit else None
