"""Gathers the variants of a code (85123A, 85123B) into a parent with children."""

import re

import pandas as pd

from shop.demo.titles import sentence

_CODE = re.compile(r"(\d{3,})-?([A-Z]{1,2})")
_FEWEST, _MOST = 2, 20


def group_colours(products: pd.DataFrame) -> pd.DataFrame:
    """Adds `variety`, `group` and `group_title` to products of an order log.

    In: title, indexed by sku. Codes that differ only in the letters behind the same number, and
    whose titles share at least two words, are one parent; what they do not share tells the
    children apart. All else stands alone (the three columns are empty).
    """
    frame = products.copy()
    varieties: dict[str, str] = {}
    groups: dict[str, str] = {}
    titles: dict[str, str] = {}
    stems = frame.index.to_series().str.extract(f"^{_CODE.pattern}$")[0]
    for _, members in frame.groupby(stems):
        if not _FEWEST <= len(members) <= _MOST:
            continue
        shared = _shared(members["title"])
        if len(shared) < 2:
            continue
        for sku, title in members["title"].items():
            rest = [word for word in title.lower().split() if word.lower() not in shared]
            varieties[sku] = " ".join(rest) or sku
            groups[sku] = members.index[0]
            titles[sku] = sentence(" ".join(shared))
    for column, values in (("variety", varieties), ("group", groups), ("group_title", titles)):
        frame[column] = [values.get(sku, "") for sku in frame.index]
    return frame


def _shared(titles: pd.Series) -> list[str]:
    """The words that all titles have, in the order of the first."""
    words = [title.lower().split() for title in titles]
    return [word for word in dict.fromkeys(words[0]) if all(word in other for other in words)]
