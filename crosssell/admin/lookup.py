"""Look-ups for choosing products, categories, customers and groups by typing.

A merchant needs no permission on the catalogue for them, only one of ours: that is why they are
not Django's own autocomplete.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from crosssell.admin import permissions

PAGE_SIZE = 20
MAX_TERM = 100
MAX_ID = 2**63 - 1
_STEP = 4  # characters of one level in the path of Oscar's category tree


@dataclass(frozen=True)
class Source:
    """Rows of one kind: which of them may be chosen, how they are searched and named."""

    rows: Callable[[], QuerySet[Any]]
    only: Q
    matching: Callable[[str], Q]
    names: Callable[[Iterable[Any]], dict[int, str]]
    order: tuple[str, ...]
    permissions: tuple[str, ...] = permissions.SEE_ANY


def _products() -> QuerySet[Any]:
    return apps.get_model("catalogue", "Product").objects.select_related("parent")


def _product_names(rows: Iterable[Any]) -> dict[int, str]:
    return {
        row.pk: f"{row.get_title()} · {row.upc}" if row.upc else f"{row.get_title()} · #{row.pk}"
        for row in rows
    }


def category_names(rows: Iterable[Any]) -> dict[int, str]:
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


def _customer_names(rows: Iterable[Any]) -> dict[int, str]:
    return {row.pk: " · ".join(filter(None, (row.get_full_name(), row.email))) for row in rows}


def _titles(term: str) -> Q:
    return Q(title__icontains=term) | Q(parent__title__icontains=term) | Q(upc__iexact=term)


SOURCES: dict[str, Source] = {
    # Children are sold, but their parent is what is shown and counted.
    "product": Source(
        _products,
        ~Q(structure="child"),
        _titles,
        _product_names,
        ("title", "id"),
    ),
    "buyable": Source(
        _products,
        ~Q(structure="parent"),
        _titles,
        _product_names,
        ("title", "id"),
    ),
    "category": Source(
        lambda: apps.get_model("catalogue", "Category").objects.all(),
        Q(),
        lambda term: Q(name__icontains=term),
        category_names,
        ("path",),
    ),
    "group": Source(
        lambda: apps.get_model("auth", "Group").objects.all(),
        Q(),
        lambda term: Q(name__icontains=term),
        lambda rows: {row.pk: row.name for row in rows},
        ("name",),
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


def named(kind: str, ids: Iterable[int]) -> dict[int, str]:
    """The names of the rows with these ids; an id that is not there is missing in the answer."""
    source = SOURCES[kind]
    wanted = {pk for pk in ids if 0 < pk <= MAX_ID}
    return source.names(source.rows().filter(pk__in=wanted)) if wanted else {}


def lookup(request: HttpRequest, kind: str) -> JsonResponse:
    """Answer what select2 asks for: rows that match ``term``, a page at a time."""
    source = SOURCES.get(kind)
    if source is None:
        raise Http404
    permissions.require_any(request, *source.permissions)
    term = request.GET.get("term", "").replace("\x00", "").strip()[:MAX_TERM]
    number = request.GET.get("page", "1")
    start = (int(number) - 1) * PAGE_SIZE if number.isdecimal() and 0 < int(number) < 1000 else 0
    rows = source.rows().filter(source.only).order_by(*source.order)
    if term:
        wanted = source.matching(term)
        if term.lstrip("#").isdecimal() and int(term.lstrip("#")) <= MAX_ID:
            wanted |= Q(pk=int(term.lstrip("#")))
        rows = rows.filter(wanted)
    found = list(rows[start : start + PAGE_SIZE + 1])
    names = source.names(found[:PAGE_SIZE])
    results = [{"id": str(pk), "text": name or _("Without a name")} for pk, name in names.items()]
    return JsonResponse({"results": results, "pagination": {"more": len(found) > PAGE_SIZE}})
