"""Oscar's messages about a changed basket, with ours about its bundles and tiers."""

from __future__ import annotations

from typing import Any


def wrapped(original: Any) -> Any:
    """The class that says what came and went, in our own words of bundles and tiers."""

    class BasketMessageGenerator(original):
        _crosssell_basket: Any = None

        def get_messages(self, basket: Any, *args: Any, **kwargs: Any) -> Any:
            """Keep the basket: it says how far it is from a tier that it has lost."""
            self._crosssell_basket = basket
            try:
                said = super().get_messages(basket, *args, **kwargs)
            finally:
                self._crosssell_basket = None
            # Without buttons: for a basket page that stays and shows only what it is answered.
            if _buttons(*args, **kwargs):
                return said
            from crosssell.oscar import waiting_messages

            return [*waiting_messages.taken(basket), *said]

        def get_offer_messages(
            self, offers_before: Any, offers_after: Any
        ) -> list[tuple[int, str]]:
            from django.contrib import messages

            from crosssell import threshold_changes
            from crosssell.sets.changes import changes, others

            said = super().get_offer_messages(others(offers_before), others(offers_after))
            ours: list[Any] = [
                *changes(offers_before, offers_after),
                *threshold_changes.changes(offers_before, offers_after, self._crosssell_basket),
            ]
            for one in ours:
                level = messages.SUCCESS if one.is_good else messages.WARNING
                said.append((level, one.text))
            return said

    return BasketMessageGenerator


def _buttons(before: Any, after: Any, include_buttons: bool = True) -> bool:
    return include_buttons
