"""The table of slots, one line each: the only list of slots.

A shop adds its own in ``CROSSSELL["SLOTS"]``: dicts with the keys of ``Slot`` (``template`` and
``block`` stay empty there: the shop puts the tag in its template itself).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from crosssell import conf


@dataclass(frozen=True)
class Slot:
    """A named place in a template.

    ``page`` groups slots that are planned together ("every" is on all pages). ``template`` and
    ``block`` say which Oscar block carries it, ``where`` on which side of its content.
    """

    name: str
    label: str
    page: str
    template: str = ""
    block: str = ""
    where: str = "after"


SLOTS: tuple[Slot, ...] = (
    Slot(
        "product.below_description",
        "Product page: below the description",
        "product",
        "catalogue/detail.html",
        "product_description",
    ),
)


def all_slots() -> Iterator[Slot]:
    """Ours, then the shop's own."""
    yield from SLOTS
    for entry in conf.settings().slots:
        yield Slot(**entry)


def find(name: str) -> Slot | None:
    """The slot of that name, or None."""
    return next((slot for slot in all_slots() if slot.name == name), None)
