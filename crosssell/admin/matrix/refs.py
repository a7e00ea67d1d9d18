"""What a matrix file calls products and categories, looked up for the whole file at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from crosssell.admin.lookup.answers import MAX_ID, category_names

_CHUNK = 5_000
AMBIGUOUS = object()


@dataclass
class Refs:
    """Products by UPC and by id, categories by full name and by id."""

    by_upc: dict[str, Any] = field(default_factory=dict)
    by_id: dict[int, Any] = field(default_factory=dict)
    by_name: dict[str, Any] = field(default_factory=dict)
    categories: dict[int, Any] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    @classmethod
    def load(cls, products: Iterable[str], categories: bool) -> "Refs":
        """Look up all products that the file names; all categories, if it names any."""
        refs = cls()
        wanted = sorted(set(products))
        for start in range(0, len(wanted), _CHUNK):
            refs._load_products(wanted[start : start + _CHUNK])
        if categories:
            refs._load_categories()
        return refs

    def product(self, text: str) -> Any:
        """The product of a UPC, else of an id ("12" or "#12"). Raises LookupError with words."""
        found = self.by_upc.get(text)
        if found is None:
            number = _number(text)
            found = self.by_id.get(number) if number else None
        if found is None:
            raise LookupError(_("There is no product with the UPC or number “%s”.") % text[:60])
        # Statistics, pages and cards are about parents; their variants stand behind them.
        return found.parent or found

    def category(self, text: str) -> Any:
        """The category of a full name ("Food > Cheese") or an id. Raises LookupError with words."""
        found = self.by_name.get(path_key(text))
        if found is AMBIGUOUS:
            raise LookupError(
                _("Several categories are called “%s”. Use the number, such as #12.") % text[:200]
            )
        if found is None:
            number = _number(text)
            found = self.categories.get(number) if number else None
        if found is None:
            raise LookupError(
                _("There is no category “%s”. Write the full path, such as Food > Cheese.")
                % text[:200]
            )
        return found

    def _load_products(self, texts: list[str]) -> None:
        rows = apps.get_model("catalogue", "Product").objects.select_related("parent").only(
            "id", "upc", "title", "structure", "parent__id", "parent__title", "parent__upc",
            "parent__structure",
        )  # fmt: skip
        self.by_upc |= {row.upc: row for row in rows.filter(upc__in=texts)}
        ids = [number for number in map(_number, texts) if number]
        self.by_id |= {row.pk: row for row in rows.filter(pk__in=ids)}

    def _load_categories(self) -> None:
        rows = list(apps.get_model("catalogue", "Category").objects.all())
        self.categories = {row.pk: row for row in rows}
        self.names = category_names(rows)
        for row in rows:
            key = path_key(self.names[row.pk])
            self.by_name[key] = AMBIGUOUS if key in self.by_name else row


def path_key(text: str) -> str:
    """A category's path in a form that spaces and capitals do not change."""
    return ">".join(part.strip().casefold() for part in text.split(">"))


def _number(text: str) -> int | None:
    digits = text.removeprefix("#").strip()
    if digits.isascii() and digits.isdecimal() and len(digits) < 20 and int(digits) <= MAX_ID:
        return int(digits)
    return None
