"""Chooses a product's art by its words: a main picture and a small mark beside it."""

import re
from dataclasses import dataclass
from functools import cache
from zlib import crc32

from shop.demo.tables import table

_MARKS = {"canned": 0x1F96B, "frozen": 0x2744, "organic": 0x1F331, "microwave": 0x26A1}
_PARCEL = 0x1F6CD
# A bowl or a tray says nothing as a mark: only what lies in it would.
_VESSELS = {0x1F963, 0x1F371, 0x1F964, 0x1F372, 0x1F958, 0x1FAD9, 0x1F37D, 0x1F6CD, 0x1F4E6}
# A quiet ground for each department; others get one of these by their name.
_TINTS = {
    "Fruit and vegetables": "E3F0D3",
    "Meat and fish": "F9DEDA",
    "Deli": "F6E6CF",
    "Bakery": "F7E8D0",
    "Dairy and eggs": "FBF1CC",
    "Frozen food": "DCEBF7",
    "Breakfast": "FCE9C8",
    "Pantry": "F2E6DA",
    "Snacks and sweets": "F9E0EC",
    "Drinks": "D9F0EE",
    "Household": "E2E6F6",
    "Pets": "EAE3D8",
    "Baby": "F8E4F0",
    "Health and beauty": "E9E0F5",
    "Cards, papers and flowers": "F1E1F4",
}


# What stands for a whole department.
_SIGNS = {
    "Fruit and vegetables": 0x1F34E,
    "Meat and fish": 0x1F969,
    "Deli": 0x1F96A,
    "Bakery": 0x1F35E,
    "Dairy and eggs": 0x1F9C0,
    "Frozen food": 0x1F368,
    "Breakfast": 0x1F95E,
    "Pantry": 0x1F96B,
    "Snacks and sweets": 0x1F37F,
    "Drinks": 0x1F9C3,
    "Household": 0x1F9FD,
    "Pets": 0x1F43E,
    "Baby": 0x1F37C,
    "Health and beauty": 0x1F9F4,
    "Cards, papers and flowers": 0x1F490,
}


@dataclass(frozen=True)
class Picture:
    """One picture: code points of art and mark (0: no mark) and the ground's colour as RRGGBB."""

    art: int
    mark: int
    tint: str

    @property
    def name(self) -> str:
        """The file's name; equal pictures share one file."""
        mark = f"-{self.mark:x}" if self.mark else ""
        return f"{self.art:x}{mark}-{self.tint.lower()}.jpg"


@cache
def picture(name: str, variety: str = "", category: str = "", department: str = "") -> Picture:
    """The picture for a product's readable name, its variety and its place in the shop.

    The name's art, else the category's, else the department's, else a shopping bag. The mark is
    the variety's art, else how the thing is kept (a can, a snow flake).
    """
    art = _find(name) or _find(category) or _find(department) or _PARCEL
    mark = _find(variety, food=True)
    mark = 0 if mark in _VESSELS else mark
    if not mark:
        mark = next((sign for word, sign in _MARKS.items() if word in name.lower().split()), 0)
    palette = sorted(_TINTS.values())
    tint = _TINTS.get(department) or palette[crc32(department.encode()) % len(palette)]
    return Picture(art, 0 if mark == art else mark, tint)


def sign(department: str) -> Picture | None:
    """The picture of a whole department; None for one that the demo does not know."""
    code = _SIGNS.get(department)
    return None if code is None else Picture(code, 0, _TINTS[department])


@cache
def _find(text: str, food: bool = False) -> int:
    words = _words(text)
    best: tuple[int, int] = (0, -1)
    found = 0
    for needed, last, code in _lines("art") if food else _lines("art") + _lines("things"):
        if needed <= set(words):
            score = (len(needed), words.index(last))
            if score > best:
                best, found = score, code
    return found


@cache
def _lines(name: str) -> tuple[tuple[frozenset[str], str, int], ...]:
    lines = []
    for left, code in table(name).items():
        words = _words(left)
        lines.append((frozenset(words), words[-1], int(code, 16)))
    return tuple(lines)


def _words(text: str) -> list[str]:
    return [
        word[:-1] if word.endswith("s") and not word.endswith("ss") else word
        for word in re.findall(r"[a-z]+", text.lower())
    ]
