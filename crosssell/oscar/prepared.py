"""Reads that every page makes, compiled once: to make a query takes longer than to answer it.

Only the ids differ from page to page. A queryset is made once for each size of list, with marks
where the ids go; its SQL is kept, and Django's own readers make of the rows what they always do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db import connections

# Lists are filled up to a power of two with their last id, so that few sizes are kept.
LEAST_SIZE = 8
MOST_SIZE = 1_024


class Prepared:
    """A queryset over a list of ids (or other values of one type), asked again and again.

    ``make`` turns a list into the queryset: beside the list it depends on nothing, and it hands
    every value to the database as a parameter. ``mark`` makes values that are never real ones.
    """

    def __init__(
        self,
        make: Callable[[Sequence[Any]], Any],
        mark: Callable[[int], Any] = lambda number: -1_000_000_007 - number,
    ) -> None:
        self._make, self._mark = make, mark
        self._kept: dict[int, _Compiled] = {}

    def rows(self, values: Collection[Any]) -> Iterable[Any]:
        """What the queryset of these values holds, in one query; none without values."""
        given = list(values)
        if not given:
            return ()
        size = LEAST_SIZE
        while size < len(given):
            size *= 2
        if size > MOST_SIZE:
            return list(self._make(given))
        return self._compiled(size).rows(given + given[-1:] * (size - len(given)))

    def _compiled(self, size: int) -> _Compiled:
        known = self._kept.get(size)
        if known is None or not known.fits():
            marks = [self._mark(number) for number in range(size)]
            known = self._kept[size] = _Compiled.of(self._make(marks), marks)
        return known


@dataclass(frozen=True)
class _Compiled:
    """A queryset's SQL. ``places`` says which of its values each parameter is, None for neither."""

    queryset: Any
    compiler: Any
    vendor: str
    sql: str
    params: tuple[Any, ...]
    places: tuple[int | None, ...]

    @classmethod
    def of(cls, queryset: Any, marks: Sequence[Any]) -> _Compiled:
        compiler = queryset.query.get_compiler(using=queryset.db)
        vendor = compiler.connection.vendor
        sql, params = compiler.as_sql()
        numbers = {mark: number for number, mark in enumerate(marks)}
        # A connection belongs to the thread that made it; each reading brings its own.
        compiler.connection = None
        places = tuple(numbers.get(param) for param in params)
        return cls(queryset, compiler, vendor, sql, tuple(params), places)

    def fits(self) -> bool:
        """Whether the database that is read now speaks the SQL that is kept."""
        return bool(connections[self.queryset.db].vendor == self.vendor)

    def rows(self, values: Sequence[Any]) -> list[Any]:
        alias = self.queryset.db
        params = tuple(
            param if place is None else values[place]
            for param, place in zip(self.params, self.places, strict=True)
        )
        compiler = copy(self.compiler)
        compiler.connection, compiler.using = connections[alias], alias
        compiler.as_sql = lambda *args, **options: (self.sql, params)
        asked = _Asked(self.queryset, _Query(compiler))
        return list(self.queryset._iterable_class(asked))


class _Query:
    """Stands for the queryset's query, with the compiler that is ready."""

    def __init__(self, compiler: Any) -> None:
        self._compiler = compiler

    def get_compiler(self, using: str) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiler.query, name)


class _Asked:
    """Stands for the queryset where Django reads rows."""

    def __init__(self, queryset: Any, query: _Query) -> None:
        self._queryset, self.query = queryset, query

    def __getattr__(self, name: str) -> Any:
        return getattr(self._queryset, name)
