"""What the offers have in common that are decided before Oscar asks, and the rows behind them."""

from __future__ import annotations

from typing import Any

from oscar.core.loading import get_model

# A name of Oscar's offers holds no more.
MOST_CHARACTERS = 128


class InMemory:
    """Stands before Oscar's ConditionalOffer: nothing is read from its row, or written to it."""

    def is_available(self, user: Any = None, test_date: Any = None) -> bool:
        return True

    def is_condition_partially_satisfied(self, basket: Any) -> bool:
        return False

    def get_upsell_message(self, basket: Any) -> None:
        return None

    def record_usage(self, discount: Any) -> None:
        """Write nothing: Oscar would save a row as it was before payment, or never read."""

    @property
    def has_products(self) -> bool:
        return False

    def products(self) -> Any:
        return get_model("catalogue", "Product").objects.none()


def numbered(name: str, end: str) -> str:
    """The name of a row, cut where it is too long, with what makes it the only one behind it."""
    return name[: MOST_CHARACTERS - len(end)] + end


def shared(model: Any, proxy_class: str) -> Any:
    """The one row of that class. Two baskets that make it at once leave two, which does no harm."""
    known = model.objects.filter(proxy_class=proxy_class).order_by("pk").first()
    return known or model.objects.create(proxy_class=proxy_class)
