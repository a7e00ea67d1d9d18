"""A small shop that suggests one bundle, what it suggests, and what its products cost."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.test.utils import override_settings

from crosssell.suggestions import Suggestion, suggest
from tests.learned import learn
from tests.shopdata import make_order, make_product
from tests.teatime import NOW


def orders(number: int, *products: Any, **how: Any) -> None:
    """Make so many orders of the products."""
    for _ in range(number):
        make_order(*products, **how)


def sold(tea: Any, cup: Any) -> None:
    """Six orders of both, four of tea alone, and enough others that these are no chance."""
    orders(6, tea, cup)
    orders(4, tea)
    orders(10, make_product("Other", "9.00"))
    learn({tea: [cup], cup: [tea]}, together=6)


def found(**how: Any) -> list[Suggestion]:
    """What is suggested on the day after the orders."""
    return suggest(now=NOW, **how)


def titles(suggestions: Iterable[Suggestion]) -> list[list[str]]:
    return [[member.title for member in one.members] for one in suggestions]


def with_costs(name: str) -> Any:
    """Settings in which one of the functions below says what products cost."""
    path = f"{__name__}.{name}"
    return override_settings(CROSSSELL={"COST_HOOK": path, "BUFFER_URL": ""})


def dear(ids: list[int]) -> dict[int, Decimal]:
    # 85 % of 4.00 and of 2.50.
    return dict(zip(sorted(ids), (Decimal("3.40"), Decimal("2.125")), strict=False))


def loss(ids: list[int]) -> dict[int, Decimal]:
    return {pk: Decimal("4.00") for pk in ids}


def half(ids: list[int]) -> dict[int, Decimal]:
    return {min(ids): Decimal("2.00")}
