"""The shop's departments and shelves for the departments and categories of the source."""

from functools import cache

from shop.demo.tables import table
from shop.demo.titles import sentence, spelt_out


@cache
def shelf(department: str, category: str) -> tuple[str, str]:
    """(department, shelf) of the shop for the source's names; both readable and never empty."""
    known = table("shelves")
    found = (
        known.get(f"{department} | {category}")
        or known.get(category)
        or known.get(f"{department} | *")
    )
    if found is None:
        return sentence(spelt_out(department)) or "More", sentence(spelt_out(category)) or "More"
    first, _, second = found.partition(" > ")
    return first, second
