"""Guesses shelves for products that come without categories, from the words of their titles."""

import re
from collections import Counter

import pandas as pd

_FEWEST = 15
_OTHER = "More finds"
_LAST_WORDS = 3
_EMPTY = {
    "set", "pack", "pc", "assorted", "asst", "design", "large", "small", "medium", "mini", "red",
    "blue", "green", "pink", "white", "black", "cream", "ivory", "brown", "yellow", "orange",
    "purple", "grey", "gray", "metal", "wood", "wooden", "wall", "home", "hanging", "kitchen",
    "paper", "art", "girl", "boy", "polkadot", "new", "love", "silver", "gold", "natural",
    "vintage", "retrospot", "with", "and", "the", "for", "of", "in", "on", "to", "colour", "color",
    "size", "piece", "pieces", "style",
}  # fmt: skip


def shelves(titles: pd.Series) -> pd.Series:
    """The shelf of each title: the most usual of its last telling words, as a plural.

    Words that fewer than 15 titles end in make no shelf; those products stand under "More finds".
    """
    ends = {sku: _ends(title) for sku, title in titles.items()}
    usual = Counter(word for words in ends.values() for word in set(words))
    names = {}
    for sku, words in ends.items():
        known = [word for word in words if usual[word] >= _FEWEST]
        names[sku] = _plural(max(known, key=lambda word: usual[word])) if known else _OTHER
    return pd.Series(names, dtype=object).reindex(titles.index)


def _ends(title: str) -> list[str]:
    words = [_single(word) for word in re.findall(r"[a-z]{3,}", title.lower())]
    return [word for word in words if word not in _EMPTY][-_LAST_WORDS:]


def _single(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) else word


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeiou":
        return f"{word[:-1]}ies".capitalize()
    ending = "es" if word.endswith(("s", "x", "ch", "sh")) else "s"
    return f"{word}{ending}".capitalize()
