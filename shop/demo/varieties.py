"""Invented varieties for products that the anonymised source cannot tell apart."""

import re
from functools import cache

from shop.demo.tables import table


@cache
def varieties(name: str, loose: bool = False) -> tuple[str, ...]:
    """The varieties that suit a product name, most usual first; never empty.

    `loose` goods (fruit, meat) that the table does not name get its "loose" line, others its "*".
    """
    words = _words(name)
    fitting = [needed for needed in table("varieties") if set(_words(needed)) <= set(words)]
    if not fitting:
        return _parts("loose" if loose else "*")
    return _parts(max(fitting, key=lambda line: (len(_words(line)), _last(line, words))))


def _parts(line: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in table("varieties")[line].split(","))


def _last(line: str, words: list[str]) -> int:
    return max(words.index(word) for word in _words(line))


def variety(name: str, place: int, loose: bool = False) -> str:
    """The variety at a place (0 is the usual one) of the list for a name; never the same twice.

    A list that is too short is gone through again with a number behind.
    """
    known = varieties(name, loose)
    turn, place = divmod(place, len(known))
    return known[place] if turn == 0 else f"{known[place]} no. {turn + 1}"


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower()) or ["*"]
