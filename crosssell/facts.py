"""What is known about page, basket, customer and product: each fact loaded at most once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from crosssell.core.data import Page


class Facts:
    """The facts of one request (or mail). Make it with ``Facts.of``."""

    request: Any
    strategy: Any
    now: datetime

    @classmethod
    def of(
        cls,
        request: Any,
        *,
        product: Any = None,
        category: Any = None,
        order: Any = None,
        user: Any = None,
        basket: Any = None,
        now: datetime | None = None,
    ) -> Facts:
        """Facts about Oscar's instances; nothing is loaded yet.

        ``request`` may be None, as in mail. ``user`` and ``basket`` default to the request's.
        ``now`` (aware) defaults to the present.
        """
        raise NotImplementedError

    def page(self, slot: str, needs: Iterable[str]) -> Page:
        """The page as decisions see it, with the facts of ``registry.FACTS`` that are needed."""
        raise NotImplementedError
