"""A pot of tea and a cup, which tests sell together, and the day after they were sold."""

from datetime import timedelta
from typing import Any

import pytest

from tests.shopdata import MIDDAY, make_product

NOW = MIDDAY + timedelta(days=1)


@pytest.fixture
def tea() -> Any:
    return make_product("Tea", "4.00")


@pytest.fixture
def cup() -> Any:
    return make_product("Cup", "2.50")
