"""Compiled code is kept where a directory can be written to, and does without one."""

import numba
import pytest

from crosssell.core.copurchase_kernel import compiled


def double(number: int) -> int:
    """Twice the number."""
    return number * 2


def test_a_place_for_the_cache_is_no_condition(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    njit = numba.njit

    def read_only(**options: bool) -> object:
        asked.append(options.get("cache", False))
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        return njit(**options)

    monkeypatch.setattr(numba, "njit", read_only)
    assert compiled(double)(21) == 42
    assert asked == [True, False]
