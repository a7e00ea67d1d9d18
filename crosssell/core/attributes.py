"""Values of Oscar's attributes compared with what a merchant typed."""

from collections.abc import Iterable, Mapping


def has_value(attributes: Mapping[str, str], code: str, values: Iterable[str]) -> bool:
    """Whether the attribute has one of the values, in whatever case; without values, any value.

    Of several options, which stand side by side with commas between them, each counts.
    """
    own = attributes.get(code)
    if own is None:
        return False
    wanted = {plain(value) for value in values}
    return not wanted or any(plain(part) in wanted for part in (own, *own.split(",")))


def same_value(one: Mapping[str, str], other: Mapping[str, str], code: str) -> bool:
    """Whether both have the attribute, with the very same value in whatever case."""
    mine, others = one.get(code), other.get(code)
    return mine is not None and others is not None and plain(mine) == plain(others)


def plain(value: str) -> str:
    """The value as it is compared: lower case, no blanks around it."""
    return value.strip().lower()
