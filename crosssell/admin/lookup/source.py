"""One kind of thing that is found by typing: its keys, how it is searched and how it is named."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from crosssell.admin import permissions
from crosssell.core.args import MAX_TEXT

MAX_ID = 2**63 - 1
MAX_CODE = 128

Key = int | str


@dataclass(frozen=True, kw_only=True)
class Source:
    """``text`` where a key is no number; ``typed`` where one may be typed that is not there yet.

    ``spoken`` where a sentence says the name of a key, not the key itself. ``tidy`` makes of a
    typed text what is stored; ``pattern`` is what that must look like, and ``wanted`` says so.
    """

    permissions: tuple[str, ...] = permissions.SEE_ANY
    text: bool = False
    typed: bool = False
    spoken: bool = True
    tidy: Callable[[str], str] = str
    pattern: str = ".+"
    wanted: Any = ""

    def is_key(self, given: str) -> bool:
        """Whether a text from outside could be a key of this kind."""
        if self.text:
            most = MAX_TEXT if self.typed else MAX_CODE
            fits = re.fullmatch(self.pattern, self.tidy(given), re.DOTALL)
            return len(given) <= most and "\x00" not in given and bool(fits)
        return (
            given.isascii() and given.isdecimal() and len(given) < 20 and 0 < int(given) <= MAX_ID
        )

    def to_key(self, given: str) -> Key:
        """The key that a text stands for; ``is_key`` has said that it is one."""
        return self.tidy(given) if self.text else int(given)

    def found(self, term: str, start: int, count: int, beside: str) -> list[tuple[Key, str]]:
        """At most so many pairs of key and name that match, from ``start`` (0 is the first) on.

        ``beside`` is what the field beside it holds, where that narrows the search.
        """
        raise NotImplementedError

    def named(self, keys: Iterable[Key]) -> dict[Any, str]:
        """The names of these keys; one that is not there is missing in the answer."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Rows(Source):
    """Rows of a table. ``key`` is the column that args hold."""

    rows: Callable[[], QuerySet[Any]]
    matching: Callable[[str], Q]
    names: Callable[[Iterable[Any]], dict[Any, str]]
    order: tuple[str, ...]
    only: Q = Q()
    key: str = "pk"

    def found(self, term: str, start: int, count: int, beside: str) -> list[tuple[Key, str]]:
        rows = self.rows().filter(self.only).order_by(*self.order)
        if term:
            wanted = self.matching(term)
            if not self.text and self.is_key(term.lstrip("#")):
                wanted |= Q(pk=int(term.lstrip("#")))
            rows = rows.filter(wanted)
        return list(self.names(rows[start : start + count]).items())

    def named(self, keys: Iterable[Key]) -> dict[Any, str]:
        wanted = {key for key in keys if self.is_key(str(key))}
        if not wanted:
            return {}
        return self.names(self.rows().filter(**{f"{self.key}__in": wanted}))


@dataclass(frozen=True, kw_only=True)
class Listed(Source):
    """A short list, made anew for each question; it is searched by key and name."""

    listed: Callable[[], Iterable[tuple[str, str]]]
    name: Callable[[str], str] = str
    text: bool = True

    def found(self, term: str, start: int, count: int, beside: str) -> list[tuple[Key, str]]:
        wanted = term.lower()
        fitting = [pair for pair in self.listed() if wanted in f"{pair[0]} {pair[1]}".lower()]
        return list(fitting[start : start + count])

    def named(self, keys: Iterable[Key]) -> dict[Any, str]:
        if self.typed:
            return {key: self.name(str(key)) for key in keys}
        names = dict(self.listed())
        return {key: names[str(key)] for key in keys if str(key) in names}


@dataclass(frozen=True, kw_only=True)
class Values(Source):
    """Texts that are their own names; ``like`` gets a term, what is beside, and the most."""

    like: Callable[[str, str, int], list[str]]
    text: bool = True
    typed: bool = True
    spoken: bool = False

    def found(self, term: str, start: int, count: int, beside: str) -> list[tuple[Key, str]]:
        return [(text, text) for text in self.like(term, beside, start + count)[start:]]

    def named(self, keys: Iterable[Key]) -> dict[Any, str]:
        return {key: str(key) for key in keys}
