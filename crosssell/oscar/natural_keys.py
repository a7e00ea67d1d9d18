"""What a file calls products, categories and the like, so that it means the same in another shop.

A product is its UPC, else "slug:" and its slug; a category its slugs from the root on
("food/cheese"); ranges, groups, product classes, sites, countries, attributes and thresholds have a
name, slug, domain or code of their own. Where two rows would be called the same, the number of the
row is put behind ("slug:tea#12"), and must fit too. What is not there any more is called "gone:12".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

Id = int | str

SLUG, GONE = "slug:", "gone:"
_CHUNK = 500
_STEP = 4  # characters of one level in the path of Oscar's category tree
# Kinds of few rows: what the file calls them, and the column that args hold.
_NAMED = {
    "range": ("offer", "Range", "name", "pk"),
    "group": ("auth", "Group", "name", "pk"),
    "product_class": ("catalogue", "ProductClass", "slug", "pk"),
    "site": ("sites", "Site", "domain", "pk"),
    "country": ("address", "Country", "pk", "pk"),
    "attribute": ("catalogue", "ProductAttribute", "code", "code"),
    "threshold": ("crosssell", "Threshold", "name", "pk"),
}


class NaturalKeys:
    """Looks up both ways, in bulk.

    What has not been loaded yet is noted and answered with a stand-in; so whoever wants to know
    asks everything, loads, and asks again.
    """

    def __init__(self) -> None:
        self._texts: dict[tuple[str, Id], str] = {}
        self._ids: dict[tuple[str, str], Id] = {}
        self._wanted_texts: set[tuple[str, Id]] = set()
        self._wanted_ids: set[tuple[str, str]] = set()
        self._loaded: set[tuple[str, str, Id]] = set()

    def text(self, kind: str, key: Id) -> str:
        """What a file calls the row with this id or code."""
        found = self._texts.get((kind, key))
        if found is None and ("id", kind, key) in self._loaded:
            return f"{GONE}{key}"
        if found is None:
            self._wanted_texts.add((kind, key))
        return found or ""

    def id(self, kind: str, text: str) -> Id:
        """The id or code of what a file calls so. Raises LookupError with words."""
        found = self._ids.get((kind, text))
        if found is None and ("text", kind, text) in self._loaded:
            raise LookupError(_missing(kind, text))
        if found is None:
            self._wanted_ids.add((kind, text))
        return found or 0

    def load(self) -> None:
        """Look up everything that was asked for."""
        for kind, read in _READ.items():
            ids = {key for known, key in self._wanted_texts if known == kind}
            texts = {text for known, text in self._wanted_ids if known == kind}
            if not ids and not texts:
                continue
            for key, text in read(ids, texts):
                self._texts[kind, key] = text
                self._ids[kind, text] = key
            self._loaded |= {("id", kind, key) for key in ids}
            self._loaded |= {("text", kind, text) for text in texts}
        self._wanted_texts.clear()
        self._wanted_ids.clear()


def _products(ids: Collection[Id], texts: Collection[str]) -> Iterator[tuple[Id, str]]:
    rows = apps.get_model("catalogue", "Product").objects.values_list("pk", "upc", "slug")
    slugs = {_slug(text) for text in texts if text.startswith(SLUG)}
    found = {row[0]: row for row in _matching(rows, "pk", ids)}
    found |= {row[0]: row for row in _matching(rows, "upc", texts)}
    found |= {row[0]: row for row in _matching(rows, "slug", slugs)}
    unnamed = {slug for _, upc, slug in found.values() if not upc or upc.startswith((SLUG, GONE))}
    same = Counter(row[2] for row in _matching(rows, "slug", unnamed))
    for pk, upc, slug in found.values():
        if upc and not upc.startswith((SLUG, GONE)):
            yield pk, upc
        else:
            yield pk, f"{SLUG}{slug}" + (f"#{pk}" if same[slug] > 1 else "")


def _categories(ids: Collection[Id], texts: Collection[str]) -> Iterator[tuple[Id, str]]:
    rows = apps.get_model("catalogue", "Category").objects.values_list("pk", "path", "slug")
    slugs = {path: slug for _, path, slug in rows}
    full = {
        pk: "/".join(slugs.get(path[:end], "?") for end in range(_STEP, len(path) + 1, _STEP))
        for pk, path, _ in rows
    }
    same = Counter(full.values())
    yield from ((pk, f"{text}#{pk}" if same[text] > 1 else text) for pk, text in full.items())


def _named(
    app: str, model: str, name: str, key: str
) -> Callable[[Collection[Id], Collection[str]], Iterable[tuple[Id, str]]]:
    def read(ids: Collection[Id], texts: Collection[str]) -> Iterable[tuple[Id, str]]:
        rows = apps.get_model(app, model)._default_manager.order_by(key)
        return set(rows.values_list(key, name))

    return read


def _matching(rows: Any, column: str, values: Collection[Any]) -> Iterator[Any]:
    wanted = sorted(values)
    for first in range(0, len(wanted), _CHUNK):
        yield from rows.filter(**{f"{column}__in": wanted[first : first + _CHUNK]})


def _slug(text: str) -> str:
    return text.removeprefix(SLUG).rpartition("#")[0] or text.removeprefix(SLUG)


def _missing(kind: str, text: str) -> str:
    said = text[:80]
    if text.startswith(GONE):
        return _(
            "what stood here was deleted from the shop before the file was written; choose "
            "something else, or remove it"
        )
    if kind == "product" and text.startswith(SLUG):
        return _("no product has the slug %s") % said.removeprefix(SLUG)
    words = {
        "product": _("no product has the UPC %s"),
        "category": _("no category has the path %s, such as food/cheese"),
        "range": _("no range is called %s"),
        "group": _("no customer group is called %s"),
        "product_class": _("no product class has the slug %s"),
        "site": _("no site has the domain %s"),
        "country": _("no country has the code %s"),
        "attribute": _("no product attribute has the code %s"),
        "threshold": _("no threshold is called %s"),
    }
    return words[kind] % said


_READ: dict[str, Callable[[Collection[Id], Collection[str]], Iterable[tuple[Id, str]]]] = {
    "product": _products,
    "category": _categories,
    **{kind: _named(*columns) for kind, columns in _NAMED.items()},
}

KINDS = tuple(_READ)
