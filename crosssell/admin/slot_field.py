"""Choosing a slot: all of them, grouped by page, and searched by typing."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crosssell import slots
from crosssell.admin.lookup.widget import SearchedSelect

SHOWN_NAMES = 12


def page_label(page: str) -> str:
    """The words for a page; of a page that only this shop knows, its own word."""
    return str(slots.PAGES.get(page, page))


def grouped() -> list[tuple[str, list[tuple[str, str]]]]:
    """The slots as groups of choices, in the order of the table."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for slot in slots.all_slots():
        groups.setdefault(page_label(slot.page), []).append((slot.name, str(slot.label)))
    return list(groups.items())


def label_of(name: str) -> str:
    """A slot's label; of an unknown one, its name."""
    slot = slots.find(name)
    return str(slot.label) if slot else gettext("%(slot)s (no such slot)") % {"slot": name}


class SlotField(forms.ChoiceField):
    """The name of a slot."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=lambda: [("", "---------"), *grouped()], widget=SearchedSelect, **kwargs
        )

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)
        if slots.find(value) is None:
            names = [slot.name for slot in slots.all_slots()]
            known = ", ".join(names[:SHOWN_NAMES]) + (" …" if len(names) > SHOWN_NAMES else "")
            raise ValidationError(
                _("There is no slot “%(slot)s”. Known: %(known)s"),
                code="unknown",
                params={"slot": value[:80], "known": known},
            )
