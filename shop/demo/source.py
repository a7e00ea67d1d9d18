"""What every source of demo data becomes before it is written: three frames and what was dropped.

`products`: sku (index), group, title, name, brand, variety, size, department, category, kind,
price (whole cents), orders. Rows with the same `group` are variants of one parent; `name` is the
parent's title, `variety` and `size` tell the children apart.
`lines`: order, sku, quantity, paid and full (whole cents for the line, full >= paid), placed
(naive local time), customer (text, empty for a guest). One row for each order and sku.
`customers`: customer (index), first_name, last_name, groups (tuple of group names).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from zlib import crc32

import pandas as pd


class SourceError(ValueError):
    """The source cannot be read; the text names what is wrong and how to mend it."""


@dataclass
class Dropped:
    """Counts what was left out of a source, and why, in the order in which it was met."""

    rows: list[tuple[str, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def note(self, reason: str, count: int) -> None:
        """Adds a reason with its number of rows; nothing is noted for zero."""
        if count:
            self.rows.append((reason, count))

    def keep(self, frame: pd.DataFrame, good: "pd.Series[bool]", reason: str) -> pd.DataFrame:
        """The rows of a frame for which `good` holds; counts the others under the reason."""
        self.note(reason, int((~good).sum()))
        return frame[good]

    def table(self, unit: str = "lines") -> Iterable[str]:
        """Text lines for the terminal: one for each reason, right-aligned counts first."""
        width = max((len(f"{count:,}") for _, count in self.rows), default=1)
        for reason, count in self.rows:
            yield f"  {count:>{width},} {unit}: {reason}"


@dataclass
class ShopData:
    """A source, read and cleaned; `key` is short and marks everything that is written from it."""

    key: str
    title: str
    currency: str | None
    products: pd.DataFrame
    lines: pd.DataFrame
    customers: pd.DataFrame
    dropped: Dropped
    merchant: str
    discount: str = "Card price"

    @property
    def orders(self) -> int:
        """How many orders the lines make."""
        return int(self.lines["order"].nunique())


def by_turn(buyers: pd.Series) -> pd.Series:
    """A series by buyer in the order in which loads take buyers: mixed, the same everywhere."""
    return buyers.sort_index(key=lambda names: names.map(lambda name: crc32(name.encode())))


def plain(text: str) -> str:
    """A short text for addresses and keys; other signs than A-Z, 0-9, "-" and "_" go.

    What loses signs gets a checksum behind, so that two texts never become one.
    """
    if re.fullmatch(r"[A-Za-z0-9_-]{1,60}", text):
        return text
    kept = re.sub(r"[^A-Za-z0-9_-]+", "-", text)[:40].strip("-")
    return f"{kept}-{crc32(text.encode(errors='replace')):08x}".lstrip("-")
