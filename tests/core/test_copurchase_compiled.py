"""Compiled code is kept where a directory can be written to, and does without one."""

from types import SimpleNamespace

import numba
import pytest

from crosssell.core import copurchase_kernel


def double(number: int) -> int:
    """Twice the number."""
    return number * 2


def test_a_place_for_the_cache_is_no_condition(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def read_only(**options: bool) -> object:
        asked.append(options.get("cache", False))
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        return numba.njit(**options)

    # The kernel's own view of Numba: what Numba loads late decorates functions of its own.
    monkeypatch.setattr(copurchase_kernel, "numba", SimpleNamespace(njit=read_only))
    assert copurchase_kernel.compiled(double)(21) == 42
    assert asked == [True, False]
