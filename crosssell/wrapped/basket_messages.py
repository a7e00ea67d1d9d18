"""Oscar's messages about a changed basket, with ours about its bundles."""

from __future__ import annotations

from typing import Any


def wrapped(original: Any) -> Any:
    """The class that says what came and went, in the words of bundles where it was one."""

    class BasketMessageGenerator(original):
        def get_offer_messages(
            self, offers_before: Any, offers_after: Any
        ) -> list[tuple[int, str]]:
            from django.contrib import messages

            from crosssell.sets.changes import changes, others

            said = super().get_offer_messages(others(offers_before), others(offers_after))
            for one in changes(offers_before, offers_after):
                level = messages.SUCCESS if one.is_good else messages.WARNING
                said.append((level, one.text))
            return said

    return BasketMessageGenerator
