"""Values of Oscar's attributes compared with what a merchant typed."""

from collections.abc import Iterable, Mapping


def has_value(attributes: Mapping[str, str], code: str, values: Iterable[str]) -> bool:
    """Whether the attribute has one of the values, in whatever case; without values, any value."""
    own = attributes.get(code)
    if own is None:
        return False
    wanted = {plain(value) for value in values}
    return not wanted or plain(own) in wanted


def plain(value: str) -> str:
    """The value as it is compared: lower case, no blanks around it."""
    return value.strip().lower()
