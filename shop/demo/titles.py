"""Readable titles from the capitals and abbreviations of a till: "FRZN ICE CREAM", "16 OZ"."""

import re
from functools import cache

from shop.demo.tables import table

# The source puts these first and their kind behind: "ONIONS RED" is read "red onions".
_LEADING = {
    "apples", "pears", "onions", "peppers", "potatoes", "tomatoes", "grapes", "cantaloupe",
    "carrots", "cauliflower", "honeydew", "watermelon", "mushrooms", "cherries", "herbs", "squash",
}  # fmt: skip
_SMALL = {"and", "or", "with", "of", "in", "on", "for", "the", "to"}
_UNITS = {
    "OZ": "oz", "OZS": "oz", "LB": "lb", "LBS": "lb", "CT": "ct", "PK": "pack", "PC": "ct",
    "GA": "gal", "GAL": "gal", "PT": "pt", "QT": "qt", "ML": "ml", "L": "L", "LTR": "L",
    "DZ": "dozen", "DOZ": "dozen", "LD": "loads", "LOAD": "loads", "LOADS": "loads",
    "SQ FT": "sq ft", "FT": "ft", "YD": "yd", "STEM": "stems", "STEMS": "stems", "ROLL": "rolls",
    "IN": "in", "G": "g", "KG": "kg", "FL OZ": "fl oz", "SHT": "sheets",
}  # fmt: skip
# Shouted as well as written: these stay capitals when a title is calmed.
_KEPT = re.compile(r"LED|UK|USA|TV|DVD|CD|USB|XL|XXL|A[3-6]|DIY|I|ABC|4X4|S/\d+")
_SIZE = re.compile(
    r"(?P<number>(?<!\d)1/2|(?<!\d)[13]/4|\d+[ ]\d/\d|\d*\.?\d+)\s*"
    r"(?P<unit>FL OZ|SQ FT|OZS?|LBS?|CT|PK|PC|GAL?|PT|QT|ML|LTR|L|DO?Z|LD|LOADS?|FT|YD|STEMS?|KG|G)"
    r"(?![A-Z])"
)


@cache
def type_title(product_type: str, category: str = "") -> str:
    """The plain name of a source type, lower case but for proper names: "frozen ice cream".

    Looks in the table of types first (with its category where the type alone is not clear), else
    spells out its words. Never empty.
    """
    source = " ".join(product_type.split())
    named = {" ".join(key.split()): value for key, value in table("types").items()}
    known = named.get(f"{category} | {source}") or named.get(source)
    return known or spelt_out(source) or "other"


@cache
def spelt_out(text: str) -> str:
    """Spells out a text of abbreviated capitals word by word and puts the main word last.

    "FRZN ICE CREAM" -> "frozen ice cream"; "BREAD:RYE" -> "rye bread".
    """
    text = re.sub(r"\((?:BULK|BULK&BAG|BULK/PKG)?[^)]*\)?", " ", text)
    head, _, rest = text.partition(":")
    if not rest:
        head, _, rest = text.partition(" - ")
    words = _words(rest) + [word for word in _words(head) if word not in _words(rest)]
    if len(words) > 1 and words[0] in _LEADING and words[1] not in _SMALL:
        words = [*words[1:], words[0]]
    return " ".join(words).strip()


def _words(text: str) -> list[str]:
    known = table("words")
    text = text.replace("W/O", "WITHOUT").replace("W/", "WITH ")
    text = re.sub(r"[/&]", " AND ", text)
    words: list[str] = []
    for word in re.findall(r"[A-Z0-9%.']+", text.upper()):
        words += known.get(word.strip("."), word.lower()).split()
    while words and words[-1] in _SMALL:
        words.pop()
    while words and words[0] in _SMALL:
        words.pop(0)
    return words


def sentence(text: str) -> str:
    """The text with its first letter in upper case and the rest as it is."""
    return text[:1].upper() + text[1:]


@cache
def size_title(size: str) -> str:
    """A package size as a label: "L     2 LB" -> "2 lb", "12/12 OZ" -> "12 × 12 oz".

    Empty where the source says nothing that a shopper could read.
    """
    text = re.sub(r"\([^)]*\)", " ", size.upper()).replace("FL OZ", "OZ").strip()
    found = list(_SIZE.finditer(text))
    if not found:
        bare = re.sub(r"[^A-Z]", "", text)
        return f"1 {_UNITS[bare]}" if bare in _UNITS and not re.search(r"\d", text) else ""
    parts = [f"{_number(hit['number'])} {_UNITS[hit['unit']]}" for hit in found]
    count = re.match(r"(\d{1,2})\s*[/-]\s*$", text[: found[0].start()])
    if count and len(found) == 1:
        return f"{count[1]} × {parts[0]}"
    if len(found) > 1 and parts[0] != parts[1]:
        counted = sorted(parts[:2], key=lambda part: not part.endswith((" ct", " pack")))
        return ", ".join(counted)
    return parts[0]


def _number(text: str) -> str:
    whole, _, part = text.rpartition(" ")
    if "/" in part:
        above, _, below = part.partition("/")
        text = f"{int(whole or 0)}.{int(above) * 1000 // int(below):03d}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"0{text}" if text.startswith(".") else text.lstrip("0") if text[:2] != "0." else text


def product_title(name: str, brand: str = "", variety: str = "", size: str = "") -> str:
    """One title from its parts: "Quill Yard frozen ice cream, vanilla, 16 oz"."""
    head = f"{brand} {name}" if brand else sentence(name)
    return ", ".join(part for part in (head, variety, size) if part)


def quiet(title: str) -> str:
    """A title of a log as a shop would write it: capitals only where the log did not shout.

    "WHITE METAL LANTERN" -> "White metal lantern"; "iPhone case" stays as it is.
    """
    text = " ".join(title.split()).strip(" ,;")
    letters = [letter for letter in text if letter.isalpha()]
    if sum(letter.isupper() for letter in letters) * 2 <= len(letters):
        return sentence(text)
    words = [word if _KEPT.fullmatch(word) else word.lower() for word in text.split()]
    return sentence(" ".join(words))
