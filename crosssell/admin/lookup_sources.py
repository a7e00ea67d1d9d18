"""What can be looked up by typing: which rows, how they are searched and how they are named."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Min, Q, QuerySet

from crosssell.admin import permissions

MAX_ID = 2**63 - 1
MAX_CODE = 128
MAX_WORDS = 10
_STEP = 4  # characters of one level in the path of Oscar's category tree

Key = int | str


@dataclass(frozen=True)
class Source:
    """Rows of one kind. ``key`` is the column that args hold; ``text`` where it is no number."""

    rows: Callable[[], QuerySet[Any]]
    only: Q
    matching: Callable[[str], Q]
    names: Callable[[Iterable[Any]], dict[Any, str]]
    order: tuple[str, ...]
    permissions: tuple[str, ...] = permissions.SEE_ANY
    key: str = "pk"
    text: bool = False

    def is_key(self, given: str) -> bool:
        """Whether a text from outside could be a key of these rows."""
        if self.text:
            return 0 < len(given) <= MAX_CODE and "\x00" not in given
        return (
            given.isascii() and given.isdecimal() and len(given) < 20 and 0 < int(given) <= MAX_ID
        )

    def to_key(self, given: str) -> Key:
        """The key that a text stands for; ``is_key`` has said that it is one."""
        return given if self.text else int(given)


def _rows(app: str, model: str) -> Callable[[], QuerySet[Any]]:
    return lambda: apps.get_model(app, model)._default_manager.all()


def _by_name(rows: Iterable[Any]) -> dict[Any, str]:
    return {row.pk: row.name for row in rows}


def _products() -> QuerySet[Any]:
    return apps.get_model("catalogue", "Product").objects.select_related("parent")


def _product_names(rows: Iterable[Any]) -> dict[Any, str]:
    return {
        row.pk: f"{row.get_title()} · {row.upc}" if row.upc else f"{row.get_title()} · #{row.pk}"
        for row in rows
    }


def category_names(rows: Iterable[Any]) -> dict[Any, str]:
    """The full path of each category, such as "Food > Cheese", with one query for all."""
    rows = list(rows)
    steps = {row.path[:end] for row in rows for end in range(_STEP, len(row.path) + 1, _STEP)}
    category = apps.get_model("catalogue", "Category")
    names = dict(category.objects.filter(path__in=steps).values_list("path", "name"))
    return {
        row.pk: " > ".join(
            names.get(row.path[:end], "?") for end in range(_STEP, len(row.path) + 1, _STEP)
        )
        for row in rows
    }


def _customer_names(rows: Iterable[Any]) -> dict[Any, str]:
    return {row.pk: " · ".join(filter(None, (row.get_full_name(), row.email))) for row in rows}


def _titles(term: str) -> Q:
    """Every word is in the title, in any order; or it is the UPC, of a variant for its parent."""
    said = Q()
    for word in term.split()[:MAX_WORDS]:
        said &= Q(title__icontains=word) | Q(parent__title__icontains=word)
    family = apps.get_model("catalogue", "Product").objects.filter(upc__iexact=term)
    return said | Q(upc__iexact=term) | Q(pk__in=family.values("parent_id"))


def _attributes() -> QuerySet[Any]:
    """Each code once: product classes that share a code share what rules compare."""
    attributes = apps.get_model("catalogue", "ProductAttribute").objects
    return attributes.values("code").annotate(said=Min("name"))


def _named(term: str) -> Q:
    return Q(name__icontains=term)


SOURCES: dict[str, Source] = {
    # Children are sold, but their parent is what is shown and counted.
    "product": Source(_products, ~Q(structure="child"), _titles, _product_names, ("title", "id")),
    "buyable": Source(_products, ~Q(structure="parent"), _titles, _product_names, ("title", "id")),
    "category": Source(_rows("catalogue", "Category"), Q(), _named, category_names, ("path",)),
    "product_class": Source(
        _rows("catalogue", "ProductClass"), Q(), _named, _by_name, ("name", "id")
    ),
    "attribute": Source(
        _attributes,
        Q(),
        lambda term: Q(said__icontains=term) | Q(code__icontains=term),
        lambda rows: {row["code"]: row["said"] or row["code"] for row in rows},
        ("said", "code"),
        key="code",
        text=True,
    ),
    "range": Source(_rows("offer", "Range"), Q(), _named, _by_name, ("name", "id")),
    "group": Source(_rows("auth", "Group"), Q(), _named, _by_name, ("name",)),
    "country": Source(
        _rows("address", "Country"),
        Q(),
        lambda term: Q(printable_name__icontains=term) | Q(pk__iexact=term),
        lambda rows: {row.pk: str(row) for row in rows},
        ("printable_name",),
        text=True,
    ),
    "site": Source(
        _rows("sites", "Site"),
        Q(),
        lambda term: Q(name__icontains=term) | Q(domain__icontains=term),
        lambda rows: {row.pk: row.domain for row in rows},
        ("domain",),
    ),
    "customer": Source(
        lambda: get_user_model()._default_manager.all(),
        Q(is_active=True),
        lambda term: (
            Q(email__icontains=term) | Q(first_name__icontains=term) | Q(last_name__icontains=term)
        ),
        _customer_names,
        ("email", "id"),
        (permissions.SEE_PLACEMENTS,),
    ),
}


def named(kind: str, keys: Iterable[Key]) -> dict[Any, str]:
    """The names of the rows with these keys; a key that is not there is missing in the answer."""
    source = SOURCES[kind]
    wanted = {key for key in keys if source.is_key(str(key))}
    if not wanted:
        return {}
    return source.names(source.rows().filter(**{f"{source.key}__in": wanted}))
